package dev.reprise.cache;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/** The flights of one cache: those that may be joined, and all that have no outcome yet. */
final class Flights<V> {
    private final Map<CacheKey, Flight<V>> joinable = new ConcurrentHashMap<>();
    private final Set<Flight<V>> inProgress = ConcurrentHashMap.newKeySet();

    /** The flight of the same key that is there already; null where {@code flight} is the one to join from now on. */
    @Nullable
    Flight<V> join(Flight<V> flight) {
        Flight<V> theirs = joinable.compute(flight.key,
                (key, there) -> there == null || (there.hasFailed() && flight.directives.noCache()) ? flight : there);
        if (theirs.equals(flight)) {
            begin(flight);
            return null;
        }
        return theirs;
    }

    boolean has(CacheKey key) {
        return joinable.containsKey(key);
    }

    /** A flight that nobody may join. */
    void begin(Flight<V> flight) {
        inProgress.add(flight);
    }

    void land(Flight<V> flight, Lookup.Served<V> served) {
        end(flight);
        if (flight.decide()) {
            flight.complete(served);
        }
    }

    /**
     * Ends a flight; {@code first} happens before anybody hears of it, unless it had an outcome before.
     *
     * @param remembered whether the failure is for those, too, who join until it is {@linkplain #forget forgotten}
     */
    void fail(Flight<V> flight, LoadFailedException failure, boolean remembered, Runnable first) {
        if (!flight.decide()) {
            return;
        }
        if (remembered) {
            inProgress.remove(flight);
        } else {
            end(flight);
        }
        first.run();
        flight.fail(failure);
    }

    /** Nobody may join a flight that failed any more. */
    void forget(Flight<V> flight) {
        joinable.remove(flight.key, flight);
    }

    private void end(Flight<V> flight) {
        joinable.remove(flight.key, flight);
        inProgress.remove(flight);
    }

    /** Nobody may join the flights that a scope covers any more; they go on for those who did. */
    void detach(Scope scope) {
        joinable.values().removeIf(flight -> scope.covers(flight.key, flight.tags));
    }

    Set<Flight<V>> inProgress() {
        return inProgress;
    }
}
