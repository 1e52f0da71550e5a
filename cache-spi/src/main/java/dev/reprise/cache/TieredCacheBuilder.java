package dev.reprise.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

/** Collects what a {@link TieredCache} is made of. Every default is good for a start. Not thread-safe. */
public final class TieredCacheBuilder<V> {
    final CacheTier<V> near;
    @Nullable
    CacheTier<V> far;
    @Nullable
    InvalidationLog log;
    Leases leases = Leases.inProcess();
    Function<String, Policy> policies = type -> Policy.of(Duration.ofHours(1));
    @Nullable
    InstantSource clock;
    DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    Executor executor = task -> Loads.daemon(task, "cache-load").start();
    ToLongFunction<V> bytesOf = value -> 0;
    Consumer<CacheEvent> listener = Events.NOBODY;

    TieredCacheBuilder(CacheTier<V> near) {
        this.near = near;
    }

    /** The tier to ask when {@code near} has nothing; by default there is none. */
    public TieredCacheBuilder<V> far(CacheTier<V> tier) {
        far = tier;
        return this;
    }

    /** The log of invalidations; by default one for this process. */
    public TieredCacheBuilder<V> log(InvalidationLog invalidations) {
        log = invalidations;
        return this;
    }

    /** The leases of loads; by default every one is granted. */
    public TieredCacheBuilder<V> leases(Leases fleet) {
        leases = fleet;
        return this;
    }

    /** The policy of each type of key, asked whenever one is needed; by default {@link Policy#of} one hour. */
    public TieredCacheBuilder<V> policies(Function<String, Policy> byType) {
        policies = byType;
        return this;
    }

    /** The clock by which entries age; by default a {@link CoarseClock} on the system's, closed with the cache. */
    public TieredCacheBuilder<V> clock(InstantSource source) {
        clock = source;
        return this;
    }

    /** Gives numbers from 0 to below 1 for jitter and early refresh, on any thread; by default the platform's. */
    public TieredCacheBuilder<V> random(DoubleSupplier source) {
        random = source;
        return this;
    }

    /** Runs the loads, each for as long as it takes; by default each gets a thread of its own. */
    public TieredCacheBuilder<V> executor(Executor forLoads) {
        executor = forLoads;
        return this;
    }

    /** The size of a value, for {@link Policy#largestValue()} and the statistics; by default none has any. */
    public TieredCacheBuilder<V> bytesOf(ToLongFunction<V> size) {
        bytesOf = size;
        return this;
    }

    /**
     * Hears of what happens, on a thread of its own and one event after another; by default nobody does. What it
     * throws is ignored, and where it falls far behind it misses events.
     */
    public TieredCacheBuilder<V> listener(Consumer<CacheEvent> events) {
        listener = events;
        return this;
    }

    /** The cache. */
    public TieredCache<V> build() {
        return new TieredCache<>(this);
    }
}
