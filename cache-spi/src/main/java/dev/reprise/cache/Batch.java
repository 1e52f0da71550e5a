package dev.reprise.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import dev.reprise.cache.Lookup.Served;

/** Many lookups at once: the steps of one lookup, each taken for all keys before the next. */
final class Batch<V> {
    private final TieredCache<V> cache;
    private final Tiers<V> tiers;
    private final Flights<V> flights;

    Batch(TieredCache<V> cache, Tiers<V> tiers, Flights<V> flights) {
        this.cache = cache;
        this.tiers = tiers;
        this.flights = flights;
    }

    Map<CacheKey, V> getAll(Collection<CacheKey> keys, Function<CacheKey, Loader<V>> loaders) {
        Map<CacheKey, V> values = new LinkedHashMap<>();
        List<Flight<V>> wanted = new ArrayList<>();
        for (CacheKey key : new LinkedHashSet<>(keys)) {
            Entry<V> entry = tiers.hit(key, Directives.NONE);
            if (entry != null) {
                values.put(key, cache.nearHit(key, entry).entry().value());
                continue;
            }
            Flight<V> mine = new Flight<>(key, Set.of(), Directives.NONE, loaders.apply(key), null);
            Served<V> served = tiers.askNear(mine);
            if (served != null) {
                values.put(key, ((Served<V>) cache.settle(mine, () -> served)).entry().value());
            } else {
                wanted.add(mine);
            }
        }
        // Not before all of the caller's code has run: who joins waits for what is begun here.
        Map<Flight<V>, Flight<V>> awaited = new LinkedHashMap<>();
        List<Flight<V>> led = new ArrayList<>();
        for (Flight<V> mine : wanted) {
            Flight<V> theirs = flights.join(mine);
            if (theirs == null) {
                led.add(mine);
            }
            awaited.put(mine, theirs == null ? mine : theirs);
        }
        leadAll(led);
        LoadFailedException failure = null;
        for (Map.Entry<Flight<V>, Flight<V>> wait : awaited.entrySet()) {
            Flight<V> mine = wait.getKey();
            Flight<V> flight = wait.getValue();
            try {
                Lookup<V> found = cache.settle(mine,
                        () -> flight.equals(mine) ? cache.await(mine, mine) : cache.awaitTheirs(flight, mine));
                values.put(mine.key, ((Served<V>) found).entry().value());
            } catch (LoadFailedException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        Map<CacheKey, V> inOrder = new LinkedHashMap<>();
        keys.forEach(key -> inOrder.put(key, values.get(key)));
        return inOrder;
    }

    private void leadAll(List<Flight<V>> led) {
        List<Flight<V>> toAsk = new ArrayList<>();
        try {
            for (Flight<V> flight : led) {
                Served<V> served = tiers.askNear(flight);
                if (served != null) {
                    flights.land(flight, served);
                } else {
                    toAsk.add(flight);
                }
            }
            if (!toAsk.isEmpty()) {
                tiers.askFar(toAsk, cache::landOrLoad);
            }
        } catch (RuntimeException | Error e) {
            led.forEach(flight -> cache.fail(flight, LoadFailedException.of(flight, e)));
        }
    }
}
