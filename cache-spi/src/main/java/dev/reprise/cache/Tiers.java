package dev.reprise.cache;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.Leases.Lease;
import dev.reprise.cache.Lookup.Answer;
import dev.reprise.cache.Lookup.Asked;
import dev.reprise.cache.Lookup.Served;
import dev.reprise.cache.Lookup.Why;

/** The two tiers, and the judgement of what they hold. */
final class Tiers<V> {
    /** An early refresh so long before its time has a chance of one in five hundred million. */
    private static final int XFETCH_REACH = 20;

    /** So many that other keys' changes rarely count for a key in the moment in which it matters. */
    private static final int CHANGE_COUNTS = 1024;

    final CacheTier<V> near;
    final @Nullable CacheTier<V> far;
    final Ledger ledger = new Ledger();

    /** How many changes the log has shown, by what the hashes of their keys end in. */
    private final AtomicLongArray changes = new AtomicLongArray(CHANGE_COUNTS);
    private final List<Lookup.Step> nearHit;
    private final Function<String, Policy> policies;
    private final InstantSource clock;
    private final DoubleSupplier random;
    private final ToLongFunction<V> bytesOf;
    private final Function<String, Counters> counters;
    private final Events events;

    Tiers(CacheTier<V> near, @Nullable CacheTier<V> far, Function<String, Policy> policies, InstantSource clock,
            DoubleSupplier random, ToLongFunction<V> bytesOf, Function<String, Counters> counters, Events events) {
        this.near = near;
        this.far = far;
        this.policies = policies;
        this.clock = clock;
        this.random = random;
        this.bytesOf = bytesOf;
        this.counters = counters;
        this.events = events;
        nearHit = List.of(new Asked(near.name(), Answer.HIT, false, Duration.ZERO));
    }

    /** What the near tier has for a caller where that takes no thought: fresh, valid, and not due for a refresh. */
    @Nullable
    Entry<V> hit(CacheKey key, Directives directives) {
        Entry<V> entry = near.get(key);
        if (entry == null) {
            return null;
        }
        long now = clock.millis();
        return now < entry.refreshFromMillis && entry.answers(key) && ledger.allows(key, entry)
                && directives.allow(entry, now) ? entry : null;
    }

    Lookup.Hit<V> nearHit(Entry<V> entry) {
        Lookup.Hit<V> hit = entry.nearHit;
        if (hit == null) {
            hit = new Lookup.Hit<>(entry, nearHit, false);
            entry.nearHit = hit;
        }
        return hit;
    }

    /** Asks near, then far, and fills near with what far had; null where the value must be loaded. */
    @Nullable
    Served<V> ask(Flight<V> flight) {
        Served<V> served = askNear(flight);
        return served != null ? served : askFar(flight);
    }

    /** Asks the near tier; null where it has nothing to serve. Forgets what the flight recorded before. */
    @Nullable
    Served<V> askNear(Flight<V> flight) {
        flight.steps.clear();
        Entry<V> entry = near.get(flight.key);
        Answer answer = judge(flight, entry);
        if (entry != null && answer == Answer.HIT) {
            return nearHit(entry);
        }
        flight.steps.add(new Asked(near.name(), answer, false, Duration.ZERO));
        return staleOrFallback(flight, entry, answer);
    }

    /** Asks the far tier and fills the near one; null where there is nothing to serve. */
    @Nullable
    Served<V> askFar(Flight<V> flight) {
        if (far == null) {
            return null;
        }
        if (flight.directives.ruleOutAll()) {
            flight.steps.add(new Asked(far.name(), Answer.RULED_OUT, false, Duration.ZERO));
            return null;
        }
        long start = System.nanoTime();
        long seen = changes(flight.key);
        try {
            return accept(flight, far.get(flight.key), since(start), seen);
        } catch (TierUnavailableException e) {
            unavailable(flight, since(start));
            return null;
        }
    }

    /** Asks the far tier for many at once and gives each flight what there is to serve; null where there is nothing. */
    void askFar(List<Flight<V>> flights, BiConsumer<Flight<V>, @Nullable Served<V>> answer) {
        if (far == null) {
            flights.forEach(flight -> answer.accept(flight, null));
            return;
        }
        long start = System.nanoTime();
        long[] seen = flights.stream().mapToLong(flight -> changes(flight.key)).toArray();
        Map<CacheKey, Entry<V>> found;
        try {
            found = far.getAll(flights.stream().map(flight -> flight.key).toList());
        } catch (TierUnavailableException e) {
            flights.forEach(flight -> {
                unavailable(flight, since(start));
                answer.accept(flight, null);
            });
            return;
        }
        Duration took = since(start);
        for (int i = 0; i < seen.length; i++) {
            Flight<V> flight = flights.get(i);
            answer.accept(flight, accept(flight, found.get(flight.key), took, seen[i]));
        }
    }

    private @Nullable Served<V> accept(Flight<V> flight, @Nullable Entry<V> found, Duration took,
            long changesSeen) {
        String name = requireNonNull(far).name();
        Policy policy = policies.apply(flight.key.type());
        Entry<V> entry = found == null ? null : found.clampedTo(flight.key, policy, clock.millis());
        Answer answer = judge(flight, entry);
        flight.steps.add(new Asked(name, answer, false, took));
        if (entry == null || (answer != Answer.HIT && answer != Answer.STALE)) {
            return null;
        }
        Served<V> stale = answer == Answer.STALE ? staleOrFallback(flight, entry, answer) : null;
        if (answer == Answer.STALE && stale == null) {
            return null;
        }
        putNear(flight, policy, entry, changesSeen);
        return stale == null
                ? new Lookup.Hit<>(entry, List.copyOf(flight.steps), false)
                : new Lookup.Stale<>(entry, List.copyOf(flight.steps), false, Why.WHILE_REVALIDATE);
    }

    private void unavailable(Flight<V> flight, Duration took) {
        String name = requireNonNull(far).name();
        flight.steps.add(new Asked(name, Answer.UNAVAILABLE, false, took));
        tierFailed(flight.key, name);
    }

    private void tierFailed(CacheKey key, String tier) {
        counters.apply(key.type()).tierFailures.increment();
        events.publish(new CacheEvent.TierFailed(tier, key));
    }

    /** Serves a stale entry while it is loaded anew; keeps it for the case that a load fails otherwise. */
    private @Nullable Served<V> staleOrFallback(Flight<V> flight, @Nullable Entry<V> entry, Answer answer) {
        if (entry == null || answer != Answer.STALE) {
            return null;
        }
        Policy policy = policies.apply(flight.key.type());
        long now = clock.millis();
        // Who does not want a load gets nothing that is served on the promise of one.
        if (!flight.directives.onlyIfCached()
                && now < entry.freshUntilMillis() + policy.staleWhileRevalidate().toMillis()) {
            return new Lookup.Stale<>(entry, List.copyOf(flight.steps), false, Why.WHILE_REVALIDATE);
        }
        if (now < entry.freshUntilMillis() + policy.staleIfError().toMillis()) {
            flight.fallback = entry;
        }
        return null;
    }

    /** What an entry is worth to a flight. */
    private Answer judge(Flight<V> flight, @Nullable Entry<V> entry) {
        Directives directives = flight.directives;
        if (directives.ruleOutAll()) {
            return Answer.RULED_OUT;
        }
        if (entry == null || !entry.answers(flight.key) || !ledger.allows(flight.key, entry)) {
            return Answer.MISS;
        }
        if (flight.replaces != null && entry.createdMillis() <= flight.replaces.createdMillis()) {
            return Answer.RULED_OUT;
        }
        long now = clock.millis();
        Answer ifAllowed = switch (Freshness.of(entry, now)) {
            case FRESH -> Answer.HIT;
            case STALE -> Answer.STALE;
            case EXPIRED -> Answer.MISS;
        };
        return ifAllowed == Answer.MISS || directives.allow(entry, now) ? ifAllowed : Answer.RULED_OUT;
    }

    /** Whether a fallback may still be served. */
    boolean isServable(Flight<V> flight, Entry<V> fallback) {
        return judge(flight, fallback) == Answer.STALE;
    }

    /** Whether what was just served should be loaded anew behind the scenes. */
    boolean isDue(CacheKey key, Served<V> served) {
        Entry<V> entry = served.entry();
        long now = clock.millis();
        if (now < entry.refreshPausedUntilMillis) {
            return false;
        }
        if (served instanceof Lookup.Stale<V> stale) {
            return stale.why() == Why.WHILE_REVALIDATE;
        }
        // XFetch: a load that takes d is begun with probability exp(-(time left) / d) at each lookup.
        return served instanceof Lookup.Hit<V> && policies.apply(key.type()).earlyRefresh()
                && entry.freshUntilMillis() - now <= -Math.log(1 - random.getAsDouble()) * (entry.loadNanos / 1e6);
    }

    /** The entry of a value that was just loaded. */
    Entry<V> entry(Flight<V> flight, Policy policy, Position position, Loaded<V> loaded, Duration took) {
        long now = clock.millis();
        long jitter = (long) (random.getAsDouble() * policy.jitter().toMillis());
        long freshUntil = now + policy.timeToLive().toMillis() - jitter;
        return new Entry<>(loaded.value(), flight.key.requestHashOrEmpty(), Set.copyOf(flight.tags), now, freshUntil,
                freshUntil + policy.graceMillis(), position, loaded.cost().withTime(took));
    }

    /**
     * Fills both tiers, the far one first, unless the value was invalidated while it was made, is too large, or must
     * not be stored.
     *
     * @return whether any tier has it now
     */
    boolean keep(Flight<V> flight, Policy policy, Entry<V> entry, InvalidationLog log, Lease lease) {
        CacheKey key = flight.key;
        // A load that outlived its deadline may have been overtaken by another, whose value is served already.
        if (flight.directives.noStore() || flight.isDone() || !ledger.allows(key, entry)) {
            return false;
        }
        if (bytesOf.applyAsLong(entry.value()) > policy.largestValue()) {
            counters.apply(key.type()).rejected.increment();
            return false;
        }
        long seen = changes(key);
        if (far != null) {
            try {
                far.put(key, entry);
                flight.stored(far.name());
                log.append(new LogRecord.Changed(key), lease);
                // Its own record is one that was to come.
                seen++;
            } catch (RuntimeException e) {
                // Not only an unavailable tier: whatever keeps the value out of there, it was paid for and is served.
                flight.unavailable(far.name());
                tierFailed(key, far.name());
            }
        }
        // A copy, for a far tier in this process may hand the entry itself to other caches.
        putNear(flight, policy, entry.clampedTo(key, policy, clock.millis()), seen);
        return true;
    }

    /** Another process has replaced the value of a key. */
    void changed(CacheKey key) {
        changes.incrementAndGet(changeCount(key));
        near.remove(key);
    }

    private long changes(CacheKey key) {
        return changes.get(changeCount(key));
    }

    private static int changeCount(CacheKey key) {
        return key.hashCode() & (CHANGE_COUNTS - 1);
    }

    /** Fills the near tier, unless a change came since {@code changesSeen}, which may have replaced the entry. */
    private void putNear(Flight<V> flight, Policy policy, Entry<V> entry, long changesSeen) {
        ledger.expectLife(
                policy.deadline().toMillis() + policy.timeToLive().toMillis() + policy.graceMillis());
        setEnd(entry, policy);
        entry.counters = counters.apply(flight.key.type());
        near.put(flight.key, entry);
        // The policy may be another since: who applied that to the near tier did not find this entry there.
        setEnd(entry, policies.apply(flight.key.type()));
        if (changes(flight.key) == changesSeen) {
            flight.stored(near.name());
        } else {
            near.remove(flight.key);
        }
    }

    /** Has what the near tier holds of a type become no older than its policy allows now. */
    void applyMaxAge(String type) {
        near.find(new Scope.Type(Scope.EVERY_TENANT, type), key -> {
            Entry<V> entry = near.get(key);
            if (entry != null) {
                setEnd(entry, policies.apply(type));
            }
        });
    }

    /** Until when an entry of the near tier is a hit, and how long before that it needs a thought. */
    private static void setEnd(Entry<?> entry, Policy policy) {
        entry.shortenTo(policy);
        entry.refreshFromMillis = entry.freshUntilMillis()
                - (policy.earlyRefresh() ? XFETCH_REACH * (entry.loadNanos / 1_000_000) : 0);
    }

    /** Drops what a scope covers from both tiers; how many entries that were, and whether the far tier could be asked. */
    TieredCache.Cleared drop(Scope scope) {
        return visit(near::removeAll, far == null ? null : far::removeAll, scope);
    }

    /** What {@link #drop} would drop. */
    TieredCache.Cleared count(Scope scope) {
        return visit(near::find, far == null ? null : far::find, scope);
    }

    /** Visits the entries of a scope in a tier. */
    private interface Visit {
        void each(Scope scope, Consumer<CacheKey> visited);
    }

    /** An entry that both tiers have counts once. */
    private static TieredCache.Cleared visit(Visit nearTier, @Nullable Visit farTier, Scope scope) {
        Set<CacheKey> nearOnly = new HashSet<>();
        nearTier.each(scope, nearOnly::add);
        long[] both = {0};
        boolean reached = true;
        if (farTier != null) {
            try {
                farTier.each(scope, key -> {
                    nearOnly.remove(key);
                    both[0]++;
                });
            } catch (TierUnavailableException e) {
                reached = false;
            }
        }
        return new TieredCache.Cleared(both[0] + nearOnly.size(), reached);
    }

    List<CacheTier<V>> all() {
        return far == null ? List.of(near) : List.of(near, far);
    }

    void close() {
        all().forEach(CacheTier::close);
    }

    static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
