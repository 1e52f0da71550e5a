package dev.reprise.app.statistics;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.api.ContentType;
import dev.reprise.cache.SharedCounters;
import dev.reprise.cache.SharedCounters.Batch;
import dev.reprise.cache.SharedCounters.Sums;
import dev.reprise.cache.TierUnavailableException;

/**
 * What all nodes served that share some counters, those that are gone included. Each publishes every two seconds, and
 * when it is asked or ends, by how much its own figures have grown; while that cannot be done, they go on growing. So
 * nothing here is known to whoever answers a request. Thread-safe.
 */
public final class Fleet implements AutoCloseable {
    /** What the counters are called. */
    public static final String NAME = "statistics";

    private static final Duration PUBLISH_EVERY = Duration.ofSeconds(2);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    private final Statistics statistics;
    private final SharedCounters counters;
    private final InstantSource clock;
    private final String run = UUID.randomUUID().toString();
    private final ScheduledThreadPoolExecutor publisher;

    /** Only the publisher's thread knows it. */
    private boolean saidUnpublished;

    /** What all batches so far say together. Guarded by {@code this}, as is all below. */
    private Counted published;
    private long batches;
    /** What became of it is not known. */
    private @Nullable Batch unsure;

    /**
     * The figures of a node as numbers with names.
     *
     * @param at when they were so
     * @param total each with the segment of its type before its name
     * @param minutes of the latest minutes
     */
    private record Counted(Instant at, Map<String, Long> total, SortedMap<Instant, Map<String, Long>> minutes) {}

    /** Publishes nothing yet. */
    public Fleet(Statistics statistics, SharedCounters counters, InstantSource clock) {
        this.statistics = statistics;
        this.counters = counters;
        this.clock = clock;
        published = new Counted(statistics.since(), Map.of(), new TreeMap<>());
        publisher = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "reprise-statistics");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Publishes from now on. */
    public void start() {
        ScheduledFuture<?> _ = publisher.scheduleWithFixedDelay(this::tryToPublish, PUBLISH_EVERY.toMillis(),
                PUBLISH_EVERY.toMillis(), MILLISECONDS);
    }

    private void tryToPublish() {
        try {
            publish();
            saidUnpublished = false;
        } catch (TierUnavailableException e) {
            if (!saidUnpublished) {
                saidUnpublished = true;
                LOG.warn("What was counted cannot be published for now: {}", e.getMessage());
            }
        } catch (RuntimeException e) {
            // A task that throws would be the last.
            LOG.error("Publishing what was counted failed", e);
        }
    }

    /**
     * Since the first of all nodes began, or since the store last lost what was counted. Of this node all, of the others
     * what they have published.
     *
     * @throws TierUnavailableException where it cannot be known
     */
    public Report report() {
        publish();
        Sums sums = counters.read(clock.instant());
        Map<ContentType, Figures> types = new EnumMap<>(ContentType.class);
        sums.total().forEach((name, count) -> {
            String[] parts = name.split(":", 2);
            if (parts.length == 2) {
                ContentType.named(parts[0]).ifPresent(
                        type -> types.computeIfAbsent(type, _ -> new Figures()).add(parts[1], count));
            }
        });
        SortedMap<Instant, Figures> minutes = new TreeMap<>();
        sums.minutes().forEach((start, counts) -> {
            Figures figures = new Figures();
            counts.forEach(figures::add);
            minutes.put(start, figures);
        });
        return Report.of(sums.since() == null ? statistics.since() : sums.since(), types, minutes);
    }

    private synchronized void publish() {
        sendUnsure();
        // Those who were late for a minute that is over.
        Counted counted = counted(published.at.truncatedTo(ChronoUnit.MINUTES).minus(MINUTE));
        Map<String, Long> total = growth(counted.total, published.total);
        if (!total.isEmpty()) {
            Map<Instant, Map<String, Long>> minutes = new HashMap<>();
            counted.minutes.forEach((start, counts) -> minutes.put(start,
                    growth(counts, published.minutes.getOrDefault(start, Map.of()))));
            minutes.values().removeIf(Map::isEmpty);
            unsure = new Batch(run, ++batches, published.at, total, minutes);
            published = counted;
            sendUnsure();
        }
    }

    private synchronized void sendUnsure() {
        if (unsure != null) {
            counters.add(unsure);
            unsure = null;
        }
    }

    private Counted counted(Instant firstMinute) {
        Instant now = clock.instant();
        Map<String, Long> total = new HashMap<>();
        statistics.figures().forEach((type, figures) -> figures.counts()
                .forEach((name, count) -> total.put(type.segment() + ':' + name, count)));
        SortedMap<Instant, Map<String, Long>> minutes = new TreeMap<>();
        statistics.minutes(firstMinute).forEach((start, figures) -> minutes.put(start, figures.counts()));
        return new Counted(now, total, minutes);
    }

    private static Map<String, Long> growth(Map<String, Long> now, Map<String, Long> before) {
        Map<String, Long> growth = new HashMap<>();
        now.forEach((name, count) -> {
            long by = count - before.getOrDefault(name, 0L);
            if (by != 0) {
                growth.put(name, by);
            }
        });
        return growth;
    }

    /** Publishes what was counted to the end, if that can be done at once. Idempotent. */
    @Override
    public void close() {
        if (publisher.isShutdown()) {
            return;
        }
        publisher.shutdown();
        try {
            publish();
        } catch (TierUnavailableException e) {
            LOG.warn("What was counted last is missing in the figures of the fleet: {}", e.getMessage());
        }
    }
}
