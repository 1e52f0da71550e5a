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
        return joinable.putIfAbsent(flight.key, flight);
    }

    boolean has(CacheKey key) {
        return joinable.containsKey(key);
    }

    /** From now on the flight ends with an outcome, whether anybody may join it or not. */
    void begin(Flight<V> flight) {
        inProgress.add(flight);
    }

    void land(Flight<V> flight, Lookup.Served<V> served) {
        end(flight);
        flight.complete(served);
    }

    /** Whether the flight had no outcome before. */
    boolean fail(Flight<V> flight, LoadFailedException failure) {
        end(flight);
        return flight.fail(failure);
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
