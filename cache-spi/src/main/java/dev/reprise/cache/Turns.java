package dev.reprise.cache;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.Leases.Attempt;
import dev.reprise.cache.Leases.Lease;

/** Waiting for the right to load. Who waits sleeps until the log reports the key. */
final class Turns {
    private final Leases leases;
    private final Map<CacheKey, CompletableFuture<Void>> changes = new ConcurrentHashMap<>();

    Turns(Leases leases) {
        this.leases = leases;
    }

    /**
     * Waits until it is the flight's turn.
     *
     * @param landed given how long was waited, whether another process has made the value meanwhile, so that no turn is
     *        needed any more
     * @return the lease; null where {@code landed} said so
     */
    @Nullable
    Lease take(Flight<?> flight, Predicate<Duration> landed) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        while (true) {
            // Before the lease is asked for, so that no change falls between.
            CompletableFuture<Void> change = changes.computeIfAbsent(flight.key, key -> new CompletableFuture<>());
            try {
                Attempt attempt = leases.tryAcquire(flight.key);
                if (attempt instanceof Attempt.Granted granted) {
                    Lease lease = granted.lease();
                    flight.holds(lease);
                    if (granted.heldBefore() && landed.test(Tiers.since(start))) {
                        lease.close();
                        return null;
                    }
                    flight.steps.add(new Lookup.Leased(Tiers.since(start)));
                    return lease;
                }
                // A living holder wakes us; of a dead one the lease ends by itself.
                long atMost = ((Attempt.Held) attempt).atMost().toMillis() + 1;
                change.completeOnTimeout(null, atMost, TimeUnit.MILLISECONDS).get();
            } catch (TierUnavailableException e) {
                // A lease saves work and is nothing that a value may be refused for.
                return Lease.NONE;
            } finally {
                changes.remove(flight.key, change);
            }
            if (landed.test(Tiers.since(start))) {
                return null;
            }
        }
    }

    /** Wakes those who wait for the key. */
    void changed(CacheKey key) {
        CompletableFuture<Void> change = changes.remove(key);
        if (change != null) {
            change.complete(null);
        }
    }

    int waiting() {
        return changes.size();
    }

    void close() {
        leases.close();
    }
}
