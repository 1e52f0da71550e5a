package dev.reprise.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.Leases.Lease;
import dev.reprise.cache.Lookup.Answer;
import dev.reprise.cache.Lookup.Asked;
import dev.reprise.cache.Lookup.Served;

/**
 * A cache of two tiers that makes what neither has, once at a time for each key.
 *
 * <p>{@link #lookup} is the one way to a value: it asks the near tier, joins the flight of the key or leads a new one,
 * asks the far tier, takes the lease, runs the loader and fills both tiers. What is invalidated while its loader runs
 * is returned to the callers who waited for it, and to nobody else.
 *
 * <p>A far tier that fails is passed by: lookups go on without it. Thread-safe.
 */
public final class TieredCache<V> implements AutoCloseable {
    /** After how long to look whether the process that holds a lease is still there. */
    private static final Duration LEASE_CHECK = Duration.ofSeconds(5);

    private final CacheTier<V> near;
    private final @Nullable CacheTier<V> far;
    private final InvalidationLog log;
    private final Leases leases;
    private final Function<String, Policy> policies;
    private final InstantSource clock;
    private final Executor executor;

    private final Ledger ledger = new Ledger();
    private final Map<CacheKey, Flight<V>> flights = new ConcurrentHashMap<>();

    /** Each flight that has no outcome yet, also those that nobody may join any more. */
    private final Set<Flight<V>> inProgress = ConcurrentHashMap.newKeySet();
    private final Map<CacheKey, CompletableFuture<Void>> changes = new ConcurrentHashMap<>();
    private final Map<String, Semaphore> bulkheads = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor deadlines;
    private final List<Lookup.Step> nearHit;
    private volatile boolean closed;

    private TieredCache(Builder<V> builder) {
        near = builder.near;
        far = builder.far;
        clock = builder.clock;
        log = builder.log == null ? InvalidationLog.inProcess(clock) : builder.log;
        leases = builder.leases;
        policies = builder.policies;
        executor = builder.executor;
        nearHit = List.of(new Asked(near.name(), Answer.HIT, false, Duration.ZERO));
        deadlines = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "cache-deadlines"));
        deadlines.setRemoveOnCancelPolicy(true);
        log.follow((position, record) -> apply(position, record));
    }

    /** A builder of a cache that keeps its hottest entries in {@code near}. */
    public static <V> Builder<V> builder(CacheTier<V> near) {
        return new Builder<>(near);
    }

    /**
     * The value of a key, made by {@code loader} where no tier has it.
     *
     * @throws LoadFailedException where it had to be made and could not
     */
    public V get(CacheKey key, Loader<V> loader) {
        return ((Served<V>) lookup(key, Set.of(), Directives.NONE, loader)).entry().value();
    }

    /** What {@link #lookup} would find without loading: {@link Lookup.Hit} or {@link Lookup.Absent}. */
    public Lookup<V> peek(CacheKey key) {
        return lookup(key, Set.of(), new Directives(false, false, true, null), () -> {
            throw new AssertionError("a peek never loads");
        });
    }

    /**
     * Finds the value of a key, or has it made. Blocks for as long as that takes, at most for the deadline of its
     * type's policy and a little more.
     *
     * @param tags what the value can be invalidated by, if it is made now
     * @param directives what the caller demands
     * @param loader makes the value; called at most once, on another thread, and not at all where another caller's or
     *        another process's load will do
     * @return {@link Lookup.Absent} only where {@code directives} forbid to load, otherwise what to serve
     * @throws LoadFailedException where it had to be made and could not; nothing was stored
     */
    public Lookup<V> lookup(CacheKey key, Set<String> tags, Directives directives, Loader<V> loader) {
        Entry<V> entry = near.get(key);
        if (entry != null && judge(key, entry, directives) == Answer.HIT) {
            return new Lookup.Hit<>(entry, nearHit, false);
        }
        if (directives.onlyIfCached()) {
            Flight<V> flight = new Flight<>(key, tags, directives, loader);
            Served<V> hit = askTiers(flight);
            return hit != null ? hit : new Lookup.Absent<>(List.copyOf(flight.steps));
        }
        while (true) {
            Flight<V> mine = new Flight<>(key, tags, directives, loader);
            // A value that must not be stored is nobody else's, so its flight is not announced.
            Flight<V> theirs = directives.noStore() ? null : flights.putIfAbsent(key, mine);
            if (theirs == null) {
                lead(mine);
                return mine.await();
            }
            Served<V> outcome = theirs.await();
            if (directives.allow(outcome, clock.millis())) {
                return outcome.asJoined();
            }
        }
    }

    private void lead(Flight<V> flight) {
        inProgress.add(flight);
        try {
            Served<V> hit = askTiers(flight);
            if (hit != null) {
                land(flight, hit);
            } else {
                // Not on this thread: the load goes on for the others when its first caller leaves.
                startLoad(flight);
            }
        } catch (RuntimeException | Error e) {
            fail(flight, failure(flight, e));
        }
    }

    /** Asks near, then far, and fills near with what far had; null where the value must be loaded. */
    private @Nullable Served<V> askTiers(Flight<V> flight) {
        CacheKey key = flight.key;
        flight.steps.clear();
        // The near tier was asked before, but another flight may have landed since.
        Entry<V> entry = near.get(key);
        Answer answer = judge(key, entry, flight.directives);
        if (entry != null && answer == Answer.HIT) {
            return new Lookup.Hit<>(entry, nearHit, false);
        }
        flight.fallback = answer == Answer.STALE ? entry : null;
        flight.steps.add(new Asked(near.name(), answer, false, Duration.ZERO));
        if (far == null) {
            return null;
        }
        if (answer == Answer.RULED_OUT && flight.directives.ruleOutAll()) {
            flight.steps.add(new Asked(far.name(), answer, false, Duration.ZERO));
            return null;
        }
        long start = System.nanoTime();
        try {
            Entry<V> found = far.get(key);
            entry = found == null ? null : found.clampedTo(policies.apply(key.type()), clock.millis());
        } catch (TierUnavailableException e) {
            flight.steps.add(new Asked(far.name(), Answer.UNAVAILABLE, false, since(start)));
            return null;
        }
        answer = judge(key, entry, flight.directives);
        flight.steps.add(new Asked(far.name(), answer, false, since(start)));
        if (entry != null && answer == Answer.HIT) {
            near.put(key, entry);
            flight.stored(near.name());
            return new Lookup.Hit<>(entry, List.copyOf(flight.steps), false);
        }
        if (answer == Answer.STALE) {
            flight.fallback = entry;
        }
        return null;
    }

    /** What an entry is worth to a caller. */
    private Answer judge(CacheKey key, @Nullable Entry<V> entry, Directives directives) {
        if (directives.ruleOutAll()) {
            return Answer.RULED_OUT;
        }
        if (entry == null || !entry.answers(key) || !ledger.allows(key, entry)) {
            return Answer.MISS;
        }
        long now = clock.millis();
        return switch (Freshness.of(entry, now)) {
            case FRESH -> directives.allow(entry, now) ? Answer.HIT : Answer.RULED_OUT;
            case STALE -> directives.allow(entry, now) ? Answer.STALE : Answer.RULED_OUT;
            case EXPIRED -> Answer.MISS;
        };
    }

    private void startLoad(Flight<V> flight) {
        if (closed) {
            fail(flight, closedFailure());
            return;
        }
        Duration limit = policies.apply(flight.key.type()).deadline();
        ScheduledFuture<?> deadline = deadlines.schedule(() -> {
            fail(flight, failure(flight, new TimeoutException("no value within " + limit.toMillis() + " ms")));
            flight.interrupt();
            // A loader that ignores its interrupt must not keep the whole fleet from loading the key.
            executor.execute(flight::giveLeaseUp);
        }, limit.toMillis(), TimeUnit.MILLISECONDS);
        executor.execute(() -> {
            if (!flight.loadingBegins()) {
                return;
            }
            try {
                load(flight);
            } catch (Throwable e) {
                fail(flight, failure(flight, e));
            } finally {
                deadline.cancel(false);
                flight.giveLeaseUp();
                flight.loadingEnds();
            }
        });
    }

    private void load(Flight<V> flight) throws Exception {
        Served<V> made;
        try (Lease lease = lease(flight)) {
            if (lease == null) {
                return;
            }
            Policy policy = policies.apply(flight.key.type());
            Semaphore bulkhead = bulkheads.computeIfAbsent(flight.key.type(),
                    type -> new Semaphore(policy.concurrentLoads(), true));
            bulkhead.acquire();
            try {
                Position position = log.position();
                long start = System.nanoTime();
                Loaded<V> loaded;
                try {
                    loaded = flight.loader.load();
                } finally {
                    flight.steps.add(new Lookup.Loading(since(start)));
                }
                Entry<V> entry = keep(flight, policy, position, loaded, since(start));
                made = new Lookup.Miss<>(entry, List.copyOf(flight.steps), false);
            } finally {
                bulkhead.release();
            }
        }
        // Not before the lease is free: who has the value may ask anew at once, and would wait for it.
        land(flight, made);
    }

    /** Waits for the right to load; null where another process has made the value and the flight has landed. */
    private @Nullable Lease lease(Flight<V> flight) throws InterruptedException, ExecutionException {
        if (flight.directives.noStore()) {
            return Lease.NONE;
        }
        long start = System.nanoTime();
        while (true) {
            // Before the lease is asked for, so that no change falls between.
            CompletableFuture<Void> change = changes.computeIfAbsent(flight.key, key -> new CompletableFuture<>());
            try {
                Lease lease = leases.tryAcquire(flight.key);
                if (lease != null) {
                    flight.holds(lease);
                    // Its last holder may have stored the value after this process looked for it.
                    if (lease.equals(Lease.NONE) || !landed(flight, start)) {
                        flight.steps.add(new Lookup.Leased(since(start)));
                        return lease;
                    }
                    lease.close();
                    return null;
                }
                change.completeOnTimeout(null, LEASE_CHECK.toMillis(), TimeUnit.MILLISECONDS).get();
            } catch (TierUnavailableException e) {
                return Lease.NONE;
            } finally {
                changes.remove(flight.key, change);
            }
            if (landed(flight, start)) {
                return null;
            }
        }
    }

    /** Whether another process has made the value meanwhile; the flight has landed then. */
    private boolean landed(Flight<V> flight, long start) {
        Served<V> hit = askTiers(flight);
        if (hit == null) {
            return false;
        }
        List<Lookup.Step> steps = new ArrayList<>(hit.steps());
        steps.add(new Lookup.Leased(since(start)));
        land(flight, new Lookup.Hit<>(hit.entry(), List.copyOf(steps), false));
        return true;
    }

    /** Fills both tiers, the far one first, unless the value was invalidated while it was made. */
    private Entry<V> keep(Flight<V> flight, Policy policy, Position position, Loaded<V> loaded, Duration took) {
        CacheKey key = flight.key;
        byte[] requestHash = key.requestHash();
        long now = clock.millis();
        long freshUntil = now + policy.timeToLive().toMillis();
        Entry<V> entry = new Entry<>(loaded.value(), flight.tags, requestHash == null ? new byte[0] : requestHash, now,
                freshUntil, freshUntil + policy.staleIfError().toMillis(), position, loaded.cost().withTime(took));
        // A load that outlived its deadline may have been overtaken by another, whose value is served already.
        if (flight.directives.noStore() || flight.isDone() || !ledger.allows(key, entry)) {
            return entry;
        }
        if (far != null) {
            try {
                far.put(key, entry);
                flight.stored(far.name());
                log.append(new LogRecord.Changed(key));
            } catch (TierUnavailableException e) {
                flight.unavailable(far.name());
            }
        }
        near.put(key, entry);
        flight.stored(near.name());
        return entry;
    }

    private void land(Flight<V> flight, Served<V> served) {
        flights.remove(flight.key, flight);
        inProgress.remove(flight);
        flight.complete(served);
    }

    private void fail(Flight<V> flight, LoadFailedException failure) {
        Entry<V> fallback = flight.fallback;
        if (fallback != null && judge(flight.key, fallback, flight.directives) == Answer.STALE) {
            land(flight, new Lookup.Stale<>(fallback, List.copyOf(flight.steps), false, failure));
        } else {
            flights.remove(flight.key, flight);
            inProgress.remove(flight);
            flight.fail(failure);
        }
    }

    /**
     * Makes everything that a scope covers invalid, in this process at once, and drops it from both tiers. A load that
     * is in progress is not stopped; what it makes is not kept.
     */
    public Cleared clear(Scope scope) {
        boolean appended = log.append(new LogRecord.Invalidated(scope));
        Set<CacheKey> dropped = new HashSet<>();
        near.removeAll(scope, dropped::add);
        long[] count = {0};
        boolean propagated = appended && (far == null || log.isShared());
        if (far != null) {
            try {
                far.removeAll(scope, key -> {
                    dropped.remove(key);
                    count[0]++;
                });
            } catch (TierUnavailableException e) {
                propagated = false;
            }
        }
        return new Cleared(count[0] + dropped.size(), propagated);
    }

    /** How many entries {@link #clear} would drop now. Entries of a far tier that cannot be reached do not count. */
    public long count(Scope scope) {
        Set<CacheKey> found = new HashSet<>();
        near.find(scope, found::add);
        long[] count = {0};
        if (far != null) {
            try {
                far.find(scope, key -> {
                    found.remove(key);
                    count[0]++;
                });
            } catch (TierUnavailableException e) {
                // What was counted so far is what can be known.
            }
        }
        return count[0] + found.size();
    }

    /** How many flights have no outcome yet, and how many changes are waited for. */
    int pending() {
        return inProgress.size() + changes.size();
    }

    /** The tiers, nearest first. */
    public List<CacheTier<V>> tiers() {
        return far == null ? List.of(near) : List.of(near, far);
    }

    /**
     * What {@link #clear} did.
     *
     * @param entries how many entries were dropped; one that both tiers had counts once
     * @param propagated whether every process that shares the far tier will serve none of them; where not, they do so
     *        no longer than the entries live
     */
    public record Cleared(long entries, boolean propagated) {}

    private void apply(Position position, LogRecord record) {
        if (record instanceof LogRecord.Invalidated invalidated) {
            ledger.record(invalidated.scope(), position);
            // Who asks from now on must not join a load that began before.
            flights.values().removeIf(flight -> invalidated.scope().covers(flight.key, flight.tags));
        } else if (record instanceof LogRecord.Changed changed) {
            // Another process replaced it; of what is stored here, the record comes before the near tier is filled.
            near.remove(changed.key());
            CompletableFuture<Void> change = changes.remove(changed.key());
            if (change != null) {
                change.complete(null);
            }
        }
    }

    /**
     * Ends the loads in progress, whose callers get a {@link LoadFailedException}, and closes the tiers, the log and
     * the leases. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        deadlines.shutdownNow();
        inProgress.forEach(flight -> {
            fail(flight, closedFailure());
            flight.interrupt();
        });
        leases.close();
        log.close();
        near.close();
        if (far != null) {
            far.close();
        }
    }

    private static LoadFailedException failure(Flight<?> flight, Throwable cause) {
        return new LoadFailedException("no value for " + flight.key, cause);
    }

    private static LoadFailedException closedFailure() {
        return new LoadFailedException("the cache is closed", null);
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Collects what a cache is made of. Not thread-safe. */
    public static final class Builder<V> {
        private final CacheTier<V> near;
        private @Nullable CacheTier<V> far;
        private @Nullable InvalidationLog log;
        private Leases leases = Leases.inProcess();
        private Function<String, Policy> policies = type -> Policy.of(Duration.ofHours(1));
        private InstantSource clock = InstantSource.system();
        private Executor executor = task -> daemon(task, "cache-load").start();

        private Builder(CacheTier<V> near) {
            this.near = near;
        }

        /** The tier to ask when {@code near} has nothing; by default there is none. */
        public Builder<V> far(CacheTier<V> tier) {
            far = tier;
            return this;
        }

        /** The log of invalidations; by default one for this process. */
        public Builder<V> log(InvalidationLog invalidations) {
            log = invalidations;
            return this;
        }

        /** The leases of loads; by default every one is granted. */
        public Builder<V> leases(Leases fleet) {
            leases = fleet;
            return this;
        }

        /** The policy of each type of key, asked whenever one is needed; by default {@link Policy#of} one hour. */
        public Builder<V> policies(Function<String, Policy> byType) {
            policies = byType;
            return this;
        }

        /** The clock by which entries age; by default the system's. */
        public Builder<V> clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** Runs the loads, each for as long as it takes; by default each gets a thread of its own. */
        public Builder<V> executor(Executor loads) {
            executor = loads;
            return this;
        }

        /** The cache. */
        public TieredCache<V> build() {
            return new TieredCache<>(this);
        }
    }
}
