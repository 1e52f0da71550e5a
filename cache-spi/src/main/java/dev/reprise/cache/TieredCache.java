package dev.reprise.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.Leases.Lease;
import dev.reprise.cache.Lookup.Served;

/**
 * A cache of two tiers that makes what neither has, once at a time for each key.
 *
 * <p>{@link #lookup} is the one way to a value: it asks the near tier, joins the flight of the key or leads a new one,
 * asks the far tier, takes the lease, runs the loader and fills both tiers. A refresh behind the scenes goes the same
 * way. What is invalidated while its loader runs is returned to the callers who waited for it, and to nobody else.
 *
 * <p>A far tier that fails is passed by: lookups go on without it. Thread-safe.
 */
public final class TieredCache<V> implements AutoCloseable {
    private final Tiers<V> tiers;
    private final Loads loads;
    private final InvalidationLog log;
    private final Turns turns;
    private final Function<String, Policy> policies;
    private final InstantSource clock;
    private final @Nullable CoarseClock ownClock;
    private final ToLongFunction<V> bytesOf;
    private final Events events;
    private final Refreshes<V> refreshes;

    private final Flights<V> flights = new Flights<>();
    private final Map<String, Counters> counters = new ConcurrentHashMap<>();
    private volatile boolean closed;

    TieredCache(TieredCacheBuilder<V> builder) {
        ownClock = builder.clock == null ? new CoarseClock(InstantSource.system()) : null;
        clock = builder.clock == null ? Objects.requireNonNull(ownClock) : builder.clock;
        log = builder.log == null ? InvalidationLog.inProcess(clock) : builder.log;
        turns = new Turns(builder.leases);
        policies = builder.policies;
        bytesOf = builder.bytesOf;
        loads = new Loads(builder.executor);
        events = new Events(builder.listener);
        refreshes = new Refreshes<>(this, flights, loads, clock);
        tiers = new Tiers<>(builder.near, builder.far, policies, clock, builder.random, bytesOf, this::counters,
                events);
        builder.near.onEviction(key -> {
            counters(key.type()).evictions.increment();
            events.publish(new CacheEvent.Evicted(key));
        });
        log.follow((position, record) -> apply(position, record));
    }

    /** A builder of a cache that keeps its hottest entries in {@code near}. */
    public static <V> TieredCacheBuilder<V> builder(CacheTier<V> near) {
        return new TieredCacheBuilder<>(near);
    }

    /**
     * The value of a key, made by {@code loader} where no tier has it.
     *
     * @throws LoadFailedException where it had to be made and could not
     */
    public V get(CacheKey key, Loader<V> loader) {
        Entry<V> entry = tiers.hit(key, Directives.NONE);
        if (entry != null) {
            counters(key, entry).nearHit(entry);
            return entry.value();
        }
        Flight<V> mine = new Flight<>(key, Set.of(), Directives.NONE, loader, null);
        return ((Served<V>) settle(mine, () -> find(mine))).entry().value();
    }

    /** What {@link #lookup} would find without loading. */
    public Lookup<V> peek(CacheKey key) {
        return lookup(key, Set.of(), Directives.ONLY_IF_CACHED, () -> {
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
     *        another process's load will do; perhaps after this has returned, where a value that nears its end or is
     *        past it was served and is loaded anew
     * @return {@link Lookup.Absent} only where {@code directives} forbid to load, otherwise what to serve
     * @throws LoadFailedException where it had to be made and could not; nothing was stored
     */
    public Lookup<V> lookup(CacheKey key, Set<String> tags, Directives directives, Loader<V> loader) {
        return lookup(key, tags, directives, loader, loading -> {});
    }

    /**
     * The same for a caller who wants to see the value being made.
     *
     * @param awaited told, before this waits for it, whose loader makes the value, as soon as no tier has it:
     *        {@code loader}, or that of an earlier caller whom this joins. Told again where their outcome will not do
     */
    public Lookup<V> lookup(CacheKey key, Set<String> tags, Directives directives, Loader<V> loader,
            Consumer<? super Loader<V>> awaited) {
        Entry<V> entry = tiers.hit(key, directives);
        if (entry != null) {
            return nearHit(key, entry);
        }
        Flight<V> mine = new Flight<>(key, tags, directives, loader, null, awaited);
        return settle(mine, () -> find(mine));
    }

    /**
     * The values of many keys, with one question to the far tier for all that the near tier does not have. What
     * neither has is loaded at the same time, as far as the policies allow.
     *
     * @param loaders gives the loader of a key; called once for each key that the near tier does not have
     * @return a value for each key, in the order of the keys
     * @throws LoadFailedException where one of them could not be made, after all others have been; those are stored
     */
    public Map<CacheKey, V> getAll(Collection<CacheKey> keys, Function<CacheKey, Loader<V>> loaders) {
        return new Batch<>(this, tiers, flights).getAll(keys, loaders);
    }

    Lookup.Hit<V> nearHit(CacheKey key, Entry<V> entry) {
        counters(key, entry).nearHit(entry);
        return tiers.nearHit(entry);
    }

    private Counters counters(CacheKey key, Entry<V> entry) {
        return entry.counters == null ? counters(key.type()) : entry.counters;
    }

    /** Counts how a lookup ends, and has what it served loaded anew where that is due. */
    Lookup<V> settle(Flight<V> mine, Supplier<Lookup<V>> search) {
        Counters counted = counters(mine.key.type());
        try {
            Lookup<V> found = search.get();
            counted.ended(found);
            events.ended(mine.key, found);
            if (!closed && found instanceof Served<V> served && !mine.directives.onlyIfCached()
                    && tiers.isDue(mine.key, served)) {
                refreshes.begin(mine, served.entry());
            }
            return found;
        } catch (LoadFailedException e) {
            counted.failed.increment();
            throw e;
        }
    }

    private Lookup<V> find(Flight<V> mine) {
        Served<V> served = tiers.askNear(mine);
        if (served != null) {
            return served;
        }
        if (mine.directives.onlyIfCached()) {
            served = tiers.askFar(mine);
            return served != null ? served : new Lookup.Absent<>(List.copyOf(mine.steps));
        }
        while (true) {
            // A value that must not be stored is nobody else's, so its flight is not announced.
            Flight<V> theirs = null;
            if (mine.directives.noStore()) {
                flights.begin(mine);
            } else {
                theirs = flights.join(mine);
            }
            if (theirs == null) {
                lead(mine);
                return await(mine, mine);
            }
            served = awaitTheirs(theirs, mine);
            if (mine.directives.allow(served, clock.millis())) {
                return served;
            }
        }
    }

    /** What another's flight finds, or what far has where that flight passes it by, or failed before this came. */
    Served<V> awaitTheirs(Flight<V> theirs, Flight<V> mine) {
        Served<V> kept = theirs.looksFor(mine) && !theirs.hasFailed() ? null : tiers.askFar(mine);
        if (kept != null) {
            return kept;
        }
        mine.awaited.accept(theirs.loader);
        return await(theirs, mine).asJoined();
    }

    /** The outcome of a flight for a caller, who may want to make do with a stale value where it failed. */
    Served<V> await(Flight<V> flight, Flight<V> mine) {
        try {
            return flight.await();
        } catch (LoadFailedException e) {
            Entry<V> fallback = mine.fallback == null ? flight.fallback : mine.fallback;
            if (fallback != null && tiers.isServable(mine, fallback)) {
                return new Lookup.Stale<>(fallback, List.copyOf(flight.steps), false, Lookup.Why.IF_ERROR);
            }
            throw e;
        }
    }

    void lead(Flight<V> flight) {
        try {
            // The near tier was asked before, but another flight may have landed since.
            landOrLoad(flight, tiers.ask(flight));
        } catch (RuntimeException | Error e) {
            fail(flight, LoadFailedException.of(flight, e));
        }
    }

    void landOrLoad(Flight<V> flight, @Nullable Served<V> served) {
        if (served != null) {
            flights.land(flight, served);
        } else if (closed) {
            fail(flight, LoadFailedException.closed());
        } else {
            flight.awaited.accept(flight.loader);
            // Not on this thread: the load goes on for the others when its first caller leaves.
            loads.start(flight, policies.apply(flight.key.type()).deadline(), () -> load(flight),
                    cause -> fail(flight, LoadFailedException.of(flight, cause)));
        }
    }

    private void load(Flight<V> flight) throws Exception {
        Served<V> made;
        try (Lease lease = flight.directives.noStore()
                ? Lease.NONE
                : turns.take(flight, waited -> landed(flight, waited))) {
            if (lease == null) {
                return;
            }
            Bulkhead bulkhead = loads.bulkhead(flight.key.type(), policies.apply(flight.key.type()));
            bulkhead.enter();
            try {
                Position position = log.position();
                long start = System.nanoTime();
                Loaded<V> loaded;
                try {
                    loaded = flight.loader.load();
                } finally {
                    flight.steps.add(new Lookup.Loading(Tiers.since(start)));
                }
                // Not that of its beginning: it may have been changed since.
                Policy policy = policies.apply(flight.key.type());
                Entry<V> entry = tiers.entry(flight, policy, position, loaded, Tiers.since(start));
                boolean stored = tiers.keep(flight, policy, entry, log, lease);
                if (!stored) {
                    refreshes.pause(flight);
                }
                counters(flight.key.type()).loaded(entry, bytesOf.applyAsLong(entry.value()));
                events.publish(new CacheEvent.Loaded(flight.key, entry.cost(), stored));
                made = new Lookup.Miss<>(entry, List.copyOf(flight.steps), false);
            } finally {
                bulkhead.leave();
            }
        }
        // Not before the lease is free: who has the value may ask anew at once, and would wait for it.
        flights.land(flight, made);
    }

    /** Whether another process has made the value while this one waited; the flight has landed then. */
    private boolean landed(Flight<V> flight, Duration waited) {
        if (tiers.ask(flight) instanceof Lookup.Hit<V> hit) {
            List<Lookup.Step> steps = new ArrayList<>(hit.steps());
            steps.add(new Lookup.Leased(waited));
            flights.land(flight, new Lookup.Hit<>(hit.entry(), List.copyOf(steps), false));
            return true;
        }
        return false;
    }

    void fail(Flight<V> flight, LoadFailedException failure) {
        refreshes.pause(flight);
        Throwable cause = failure.getCause();
        // What did not come to be tried says nothing of the next try.
        boolean tried = cause != null && !(cause instanceof RejectedExecutionException)
                && !(cause instanceof InterruptedException);
        Duration memory = tried ? policies.apply(flight.key.type()).failureMemory() : Duration.ZERO;
        flights.fail(flight, failure, !memory.isZero(), () -> {
            counters(flight.key.type()).loadFailed(cause);
            events.publish(new CacheEvent.LoadFailed(flight.key, failure));
        });
        if (!memory.isZero()) {
            loads.after(memory, () -> flights.forget(flight));
        }
    }

    /**
     * Makes everything that a scope covers invalid, in this process at once. Takes the same time however much that is:
     * what is invalid keeps its room in the tiers until the room is needed or its time is over. A load that is in
     * progress is not stopped; what it makes is not kept.
     *
     * @return whether every process that shares the far tier will serve none of it; where not, they do so no longer than
     *         the entries live
     */
    public boolean invalidate(Scope scope) {
        return log.append(new LogRecord.Invalidated(scope)) && (tiers.far == null || log.isShared());
    }

    /** {@link #invalidate Invalidates} what a scope covers, then looks through both tiers to drop and to count it. */
    public Cleared clear(Scope scope) {
        boolean invalidated = invalidate(scope);
        Cleared dropped = tiers.drop(scope);
        return new Cleared(dropped.entries(), dropped.propagated() && invalidated);
    }

    /** How many entries {@link #clear} would drop now. Entries of a far tier that cannot be reached do not count. */
    public long count(Scope scope) {
        return tiers.count(scope).entries();
    }

    /**
     * What {@link #clear} did.
     *
     * @param entries how many entries were dropped; one that both tiers had counts once
     * @param propagated whether every process that shares the far tier will serve none of them; where not, they do so
     *        no longer than the entries live
     */
    public record Cleared(long entries, boolean propagated) {}

    /**
     * Holds the entries of a type in the near tier to their policy's {@link Policy#maxAge()}, for after that was
     * lowered. Entries of the far tier are held to it whenever they are read, without this.
     */
    public void applyMaxAge(String type) {
        tiers.applyMaxAge(type);
    }

    /** What this cache did with each type of value so far, by type. */
    public Map<String, CacheStats> stats() {
        Map<String, CacheStats> stats = new TreeMap<>();
        counters.forEach((type, counted) -> stats.put(type, counted.snapshot()));
        return stats;
    }

    /** The tiers, nearest first. */
    public List<CacheTier<V>> tiers() {
        return tiers.all();
    }

    /** How many loads of a type wait for their turn. */
    int queued(String type) {
        return loads.bulkhead(type, policies.apply(type)).waiting();
    }

    /** How many flights have no outcome yet, and how many changes are waited for. */
    int pending() {
        return flights.inProgress().size() + turns.waiting();
    }

    Counters counters(String type) {
        Counters counted = counters.get(type);
        return counted != null ? counted : counters.computeIfAbsent(type, it -> new Counters());
    }

    private void apply(Position position, LogRecord record) {
        if (record instanceof LogRecord.Invalidated invalidated) {
            tiers.ledger.record(invalidated.scope(), position);
            // Who asks from now on must not join a load that began before.
            flights.detach(invalidated.scope());
            events.publish(new CacheEvent.Invalidated(invalidated.scope()));
        } else if (record instanceof LogRecord.Changed changed) {
            // Another process replaced it; of what is stored here, the record comes before the near tier is filled.
            tiers.changed(changed.key());
            turns.changed(changed.key());
        } else if (record instanceof LogRecord.Freed freed) {
            turns.changed(freed.key());
        }
    }

    /**
     * Ends the loads in progress, whose callers get a {@link LoadFailedException}, and closes the tiers, the log and
     * the leases. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        flights.inProgress().forEach(flight -> {
            fail(flight, LoadFailedException.closed());
            flight.interrupt();
        });
        loads.close();
        turns.close();
        log.close();
        tiers.close();
        events.close();
        if (ownClock != null) {
            ownClock.close();
        }
    }
}
