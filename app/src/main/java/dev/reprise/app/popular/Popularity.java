package dev.reprise.app.popular;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.api.ApiJson;
import dev.reprise.api.AssessmentRequest;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.api.CurriculumRequest;
import dev.reprise.api.ExerciseType;
import dev.reprise.api.ExercisesRequest;
import dev.reprise.api.LearningPathRequest;
import dev.reprise.api.LessonRequest;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.SharedRanking;
import dev.reprise.cache.SharedRanking.Ranked;
import dev.reprise.cache.TierUnavailableException;

/**
 * What is asked for most, by all nodes that share a store together. Requests are counted here and added to the shared
 * rankings by {@link #publish}. Thread-safe.
 */
public final class Popularity {
    /** How many different requests for a type are counted between two publishings; those past them are not. */
    private static final int MOST_COUNTED = 500;

    private static final int MOST_TITLES = 1000;
    private static final int LONGEST_TITLE = 80;
    private static final Logger LOG = LoggerFactory.getLogger(Popularity.class);

    private final Map<ContentType, SharedRanking> rankings = new EnumMap<>(ContentType.class);
    private final Map<ContentType, Counts> counts = new EnumMap<>(ContentType.class);

    /** By type and name; guarded by itself. */
    private final Map<String, String> titles = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_TITLES;
        }
    };

    /** With a ranking for each type. */
    public Popularity(Function<ContentType, SharedRanking> rankings) {
        for (ContentType type : ContentType.values()) {
            this.rankings.put(type, rankings.apply(type));
            counts.put(type, new Counts());
        }
    }

    /**
     * A request that is asked for.
     *
     * @param tenant whose it is
     * @param digest the last part of its key
     * @param count how often it was asked for at least; what is long ago weighs less
     */
    public record Popular(String tenant, ContentType type, String digest, double count) {}

    /** Counts a request. Cheap. */
    public void asked(CacheKey key, ContentRequest request) {
        requireNonNull(counts.get(request.type())).asked(key, request);
    }

    /** Tells the others what was asked for here. Where they cannot be told, it is kept for the next time. */
    public void publish() {
        counts.forEach((type, counted) -> publish(requireNonNull(rankings.get(type)), counted));
    }

    private static void publish(SharedRanking ranking, Counts counted) {
        Map<CacheKey, Asked> asked = counted.take();
        if (asked.isEmpty()) {
            return;
        }
        Map<String, Long> names = new HashMap<>();
        Map<String, ContentRequest> requests = new HashMap<>();
        asked.forEach((key, it) -> {
            names.merge(name(key), it.times, Long::sum);
            requests.put(name(key), it.request);
        });
        try {
            for (String bare : ranking.add(names)) {
                ranking.describe(bare, ApiJson.mapper().writeValueAsString(requireNonNull(requests.get(bare))));
            }
        } catch (TierUnavailableException e) {
            counted.putBack(asked);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request is always JSON", e);
        }
    }

    /**
     * What is asked for most, that first.
     *
     * @throws TierUnavailableException where it cannot be known
     */
    public List<Popular> top(ContentType type, int most) {
        SharedRanking ranking = requireNonNull(rankings.get(type));
        publish(ranking, requireNonNull(counts.get(type)));
        List<Popular> top = new ArrayList<>();
        for (Ranked it : ranking.top(most)) {
            int colon = it.name().indexOf(':');
            top.add(new Popular(it.name().substring(0, colon), type, it.name().substring(colon + 1), it.count()));
        }
        return Collections.unmodifiableList(top);
    }

    /**
     * What is asked for most of all types together, that first.
     *
     * @throws TierUnavailableException where it cannot be known
     */
    public List<Popular> top(int most) {
        List<Popular> all = new ArrayList<>();
        for (ContentType type : ContentType.values()) {
            all.addAll(top(type, most));
        }
        return all.stream().sorted(Comparator.comparingDouble(Popular::count).reversed()).limit(most).toList();
    }

    /**
     * The request itself; empty where it was asked for only once so far.
     *
     * @throws TierUnavailableException where it cannot be known
     */
    public Optional<ContentRequest> request(Popular popular) {
        String name = popular.tenant + ':' + popular.digest;
        return requireNonNull(rankings.get(popular.type)).text(name).flatMap(text -> {
            try {
                return Optional.of(ApiJson.mapper().readValue(text, popular.type.requestClass()));
            } catch (JsonProcessingException e) {
                // Written by another version, whose requests are others.
                LOG.debug("A popular {} cannot be read", popular.type.segment());
                return Optional.empty();
            }
        });
    }

    /**
     * A few words that tell a person what is asked for; empty where the request is not known.
     *
     * @throws TierUnavailableException where it cannot be known
     */
    public String title(Popular popular) {
        String place = popular.type + ":" + popular.tenant + ':' + popular.digest;
        synchronized (titles) {
            String known = titles.get(place);
            if (known != null) {
                return known;
            }
        }
        String title = request(popular).map(Popularity::title).orElse("");
        if (!title.isEmpty()) {
            synchronized (titles) {
                titles.put(place, title);
            }
        }
        return title;
    }

    private static String title(ContentRequest request) {
        String title = switch (request) {
            case CurriculumRequest it -> it.companyName() + ", " + it.industry();
            case LessonRequest it -> it.lessonTitle();
            case ExercisesRequest it ->
                it.exerciseTypes().stream().map(ExerciseType::wireName).collect(joining(", ")) + ": "
                        + it.lessonContext();
            case AssessmentRequest it -> it.assessmentType() + ": " + it.courseContext();
            case LearningPathRequest it -> String.join(", ", it.goals());
        };
        String line = title.strip().replaceAll("\\s+", " ");
        if (line.length() <= LONGEST_TITLE) {
            return line;
        }
        boolean split = Character.isHighSurrogate(line.charAt(LONGEST_TITLE - 1));
        return line.substring(0, split ? LONGEST_TITLE - 1 : LONGEST_TITLE) + '…';
    }

    /** Without the generator: a request is no less asked for where another one answers it. */
    private static String name(CacheKey key) {
        return key.tenant() + ':' + key.digest();
    }

    private static final class Asked {
        final ContentRequest request;
        long times;

        Asked(ContentRequest request) {
            this.request = request;
        }
    }

    /** What was counted of one type since it was last published. */
    private static final class Counts {
        private Map<CacheKey, Asked> asked = new HashMap<>();

        synchronized void asked(CacheKey key, ContentRequest request) {
            Asked it = asked.get(key);
            if (it == null && asked.size() < MOST_COUNTED) {
                it = new Asked(request);
                asked.put(key, it);
            }
            if (it != null) {
                it.times++;
            }
        }

        synchronized Map<CacheKey, Asked> take() {
            Map<CacheKey, Asked> taken = asked;
            asked = new HashMap<>();
            return taken;
        }

        synchronized void putBack(Map<CacheKey, Asked> taken) {
            taken.forEach((key, it) -> {
                Asked since = asked.get(key);
                if (since != null) {
                    since.times += it.times;
                } else if (asked.size() < MOST_COUNTED) {
                    asked.put(key, it);
                }
            });
        }
    }
}
