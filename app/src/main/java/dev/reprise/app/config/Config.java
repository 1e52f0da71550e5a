package dev.reprise.app.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import org.jspecify.annotations.Nullable;

import dev.reprise.api.ApiJson;
import dev.reprise.api.ConfigRequest;
import dev.reprise.api.ContentType;
import dev.reprise.app.settings.Settings;

/**
 * The settings that change while the server runs, at one time. Immutable.
 *
 * @param version how often they were changed; zero for those that the server was started with
 * @param ttls seconds that content stays fresh, by setting name; null for a type that has no TTL of its own, and takes
 *        {@code ai_content_ttl}
 * @param maxAges seconds that content may have been fresh for, whatever its TTL was when it was made, by prefix; for types
 *        of which a change was applied to entries that existed
 * @param history the latest changes, newest first
 */
public record Config(long version,
        @JsonInclude(content = JsonInclude.Include.ALWAYS) Map<String, @Nullable Integer> ttls,
        Map<String, Integer> maxAges, List<Change> history) {
    private static final int LONGEST_HISTORY = 50;
    private static final int LONGEST_TTL = 30 * 24 * 3600;
    private static final String FALLBACK = "ai_content_ttl";

    /**
     * What was changed.
     *
     * @param version the version that it led to
     * @param who who did it
     * @param when when that was, as ISO-8601 in UTC, by the clock of the node that did it
     * @param settings each setting that changed, by name
     * @param appliedToExisting whether it was applied to entries that existed
     */
    public record Change(long version, String who, String when, Map<String, Step> settings,
            boolean appliedToExisting) {}

    /** How a TTL changed, in seconds; null for none of its own. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Step(@Nullable Integer from, @Nullable Integer to) {
        @Override
        public String toString() {
            return from + " -> " + to;
        }
    }

    public Config {
        ttls = Collections.unmodifiableMap(new TreeMap<>(ttls));
        maxAges = Collections.unmodifiableMap(new TreeMap<>(maxAges));
        history = List.copyOf(history);
    }

    /** What the server is started with. */
    static Config initial(Map<String, Duration> ttls) {
        Map<String, @Nullable Integer> seconds = new TreeMap<>();
        ttls.forEach((name, ttl) -> seconds.put(name, (int) ttl.toSeconds()));
        return new Config(0, seconds, Map.of(), List.of());
    }

    /** How long content of a type stays fresh. */
    public Duration ttl(ContentType type) {
        Integer own = ttls.get(Settings.ttlName(type));
        return Duration.ofSeconds(own == null ? requireNonNull(ttls.get(FALLBACK)) : own);
    }

    /** How old content of a type may become that was granted more when it was made; null for no limit. */
    public @Nullable Duration maxAge(ContentType type) {
        Integer age = maxAges.get(type.prefix());
        return age == null ? null : Duration.ofSeconds(age);
    }

    /** The next version; this one where nothing would be different. */
    Config with(ConfigRequest request, String who, Instant when) {
        Map<String, @Nullable Integer> next = new TreeMap<>(ttls);
        next.putAll(request.ttls());
        Map<String, Step> steps = new TreeMap<>();
        request.ttls().forEach((name, to) -> {
            if (!Objects.equals(ttls.get(name), to)) {
                steps.put(name, new Step(ttls.get(name), to));
            }
        });
        Map<String, Integer> ages = maxAges(new Config(version, next, maxAges, history), request);
        if (steps.isEmpty() && ages.equals(maxAges)) {
            return this;
        }
        List<Change> changes = new ArrayList<>();
        changes.add(new Change(version + 1, who, when.toString(), steps, request.applyToExisting()));
        changes.addAll(history.subList(0, Math.min(history.size(), LONGEST_HISTORY - 1)));
        return new Config(version + 1, next, ages, changes);
    }

    private static Map<String, Integer> maxAges(Config next, ConfigRequest request) {
        Map<String, Integer> ages = new TreeMap<>();
        for (ContentType type : ContentType.values()) {
            String own = Settings.ttlName(type);
            int ttl = (int) next.ttl(type).toSeconds();
            Integer before = next.maxAges.get(type.prefix());
            boolean concerned = request.ttls().containsKey(own)
                    || (next.ttls.get(own) == null && request.ttls().containsKey(FALLBACK));
            if (concerned && request.applyToExisting()) {
                ages.put(type.prefix(), ttl);
            } else if (before != null) {
                ages.put(type.prefix(), Math.max(before, ttl));
            }
        }
        return ages;
    }

    /** The form in which it is kept. The same config has always the same. */
    String text() {
        try {
            return ApiJson.mapper().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What {@link #text()} gave; null where it is nothing that a server may run with. */
    static @Nullable Config parse(String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            // A later version's fields are left out.
            @Nullable
            Config config = ApiJson.mapper().readerFor(Config.class)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).readValue(text);
            return config != null && config.isSound() ? config : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private boolean isSound() {
        boolean inRange = ttls.values().stream().allMatch(ttl -> ttl == null || (ttl >= 1 && ttl <= LONGEST_TTL));
        boolean ageInRange = maxAges.entrySet().stream().allMatch(age -> ContentType.named(age.getKey())
                .map(type -> age.getValue() >= ttl(type).toSeconds() && age.getValue() <= LONGEST_TTL).orElse(true));
        return version > 0 && !history.isEmpty() && ttls.get(FALLBACK) != null && inRange && ageInRange;
    }

    /** A strong validator, in quotes. */
    public String etag() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text().getBytes(UTF_8));
            return '"' + Long.toString(version) + '-' + HexFormat.of().formatHex(digest, 0, 4) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
