package dev.reprise.app.content;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import dev.reprise.api.ContentType;
import dev.reprise.app.statistics.Served;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Cost;

/**
 * Writes a line for each request: what it was for, how it was answered, how long that took and what it saved. Of each
 * outcome only some a second are written; the next line says how many were not. Thread-safe.
 */
final class ServedLog {
    /**
     * The lines of an outcome in a second: enough to see every request of a person who tries something, and no more than
     * some hundred megabytes a day of each outcome, however busy the node is.
     */
    static final int MOST_A_SECOND = 5;

    private static final Logger LOG = LoggerFactory.getLogger(ServedLog.class);

    private final InstantSource clock;
    private final Map<Served, Sample> samples = new EnumMap<>(Served.class);

    ServedLog(InstantSource clock) {
        this.clock = clock;
        for (Served how : Served.values()) {
            samples.put(how, new Sample());
        }
    }

    /** A request has been answered, or has failed. */
    void write(ContentType type, CacheKey key, Served how, Duration took, Cost cost) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        long leftOut = requireNonNull(samples.get(how)).take(Math.floorDiv(clock.millis(), 1000L));
        if (leftOut == Sample.NOT_THIS_ONE) {
            return;
        }
        Cost saved = how.saved(cost, took);
        LoggingEventBuilder line = LOG.atInfo().setMessage("served")
                .addKeyValue("type", type.segment())
                .addKeyValue("key", ContentKeys.publicName(key))
                .addKeyValue("outcome", how.label())
                .addKeyValue("took_ms", millis(took))
                .addKeyValue("saved_ms", millis(saved.time()))
                .addKeyValue("saved_tokens", saved.inputTokens() + saved.outputTokens());
        if (leftOut > 0) {
            line = line.addKeyValue("left_out", leftOut);
        }
        line.log();
    }

    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / 1e3) / 1e3;
    }

    /** Which lines of an outcome are written. */
    private static final class Sample {
        static final long NOT_THIS_ONE = -1;

        private final LongAdder leftOut = new LongAdder();
        /** The second whose lines are used up. */
        private volatile long full = Long.MIN_VALUE;

        /** Guarded by {@code this}. */
        private long second = Long.MIN_VALUE;
        private int written;

        /** How many were left out since the last line if one is to be written now. */
        long take(long now) {
            if (now == full) {
                leftOut.increment();
                return NOT_THIS_ONE;
            }
            return takeOrFill(now);
        }

        private synchronized long takeOrFill(long now) {
            if (now != second) {
                second = now;
                written = 0;
            }
            if (written == MOST_A_SECOND) {
                full = now;
                leftOut.increment();
                return NOT_THIS_ONE;
            }
            written++;
            return leftOut.sumThenReset();
        }
    }
}
