package dev.reprise.app.content;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

/**
 * How much each tenant may have generated on this node: so many a minute, evenly, and at once what it left of the last
 * minute's. Thread-safe.
 */
public final class GenerationLimit {
    private static final long MINUTE_MILLIS = 60_000;

    private final long perMinute;
    private final InstantSource clock;

    /** Guarded by {@code this}, as its values are. */
    private final Map<String, Bucket> buckets = new HashMap<>();

    /** With as many for each tenant as it may have begun in a minute; 0 for no limit. */
    public GenerationLimit(int perMinute, InstantSource clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /** A tenant has had its share. What waits for its turn may try again later; nothing was tried. */
    public static final class ReachedException extends RejectedExecutionException {
        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        ReachedException(Duration retryAfter) {
            super("the tenant has had its generations for now");
            this.retryAfter = retryAfter;
        }

        /** When the tenant may have one more generated, if it has none until then. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /**
     * Takes one generation off what a tenant may have.
     *
     * @throws ReachedException where nothing is left
     */
    synchronized void take(String tenant) {
        if (perMinute == 0) {
            return;
        }
        long now = clock.millis();
        Bucket bucket = buckets.computeIfAbsent(tenant, it -> new Bucket(perMinute * MINUTE_MILLIS, now));
        bucket.fill(now);
        if (bucket.level < MINUTE_MILLIS) {
            throw new ReachedException(Duration.ofMillis(Math.ceilDiv(MINUTE_MILLIS - bucket.level, perMinute)));
        }
        bucket.level -= MINUTE_MILLIS;
    }

    /** In parts of a generation of which {@code perMinute} come in a millisecond, so that nothing is ever rounded. */
    private final class Bucket {
        private long level;
        private long filledMillis;

        Bucket(long level, long now) {
            this.level = level;
            this.filledMillis = now;
        }

        void fill(long now) {
            long passed = Math.clamp(now - filledMillis, 0, MINUTE_MILLIS);
            level = Math.min(level + passed * perMinute, perMinute * MINUTE_MILLIS);
            filledMillis = now;
        }
    }
}
