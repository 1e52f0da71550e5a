package dev.reprise.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A clock that looks at another one every few milliseconds, and in between tells what it saw. Reading it costs as much
 * as reading a field, while reading the system's clock costs as much as the rest of a near hit. Thread-safe.
 */
public final class CoarseClock implements InstantSource, AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(5);

    private final ScheduledThreadPoolExecutor ticker;
    private volatile long millis;

    /** A clock that follows {@code source}, until it is closed. */
    public CoarseClock(InstantSource source) {
        millis = source.millis();
        ticker = new ScheduledThreadPoolExecutor(1, task -> Loads.daemon(task, "cache-clock"));
        ScheduledFuture<?> unused = ticker.scheduleAtFixedRate(() -> millis = source.millis(), TICK.toMillis(),
                TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public long millis() {
        return millis;
    }

    /** Stops the clock. Idempotent. */
    @Override
    public void close() {
        ticker.shutdownNow();
    }
}
