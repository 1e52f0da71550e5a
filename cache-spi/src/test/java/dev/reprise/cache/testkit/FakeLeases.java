package dev.reprise.cache.testkit;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Leases;
import dev.reprise.cache.TierUnavailableException;

/** Leases of a fleet whose processes are all in this one. Thread-safe. */
public final class FakeLeases implements Leases {
    private final Set<CacheKey> held = ConcurrentHashMap.newKeySet();
    private final Set<CacheKey> before = ConcurrentHashMap.newKeySet();
    private final CountDownLatch refused = new CountDownLatch(1);
    private volatile boolean fail;
    private volatile Duration life = Duration.ofSeconds(20);

    /** Whether everything is to fail from now on. */
    public void fail(boolean newFail) {
        fail = newFail;
    }

    /** When whoever is refused is told to ask again at the latest. */
    public void life(Duration newLife) {
        life = newLife;
    }

    /** Blocks until a lease was refused for the first time. */
    public void awaitRefusal() throws InterruptedException {
        if (!refused.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("no lease was refused");
        }
    }

    /** Takes a lease that nobody holds, as another process would. */
    public Lease take(CacheKey key) {
        return ((Attempt.Granted) tryAcquire(key)).lease();
    }

    /** What is held now. */
    public Set<CacheKey> held() {
        return Set.copyOf(held);
    }

    @Override
    public Attempt tryAcquire(CacheKey key) {
        if (fail) {
            throw new TierUnavailableException("told to fail", null);
        }
        if (held.add(key)) {
            return new Attempt.Granted(() -> held.remove(key), !before.add(key));
        }
        refused.countDown();
        return new Attempt.Held(life);
    }

    @Override
    public void close() {
        held.clear();
    }
}
