package dev.reprise.cache.testkit;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Leases;
import dev.reprise.cache.TierUnavailableException;

/** Leases of a fleet whose processes are all in this one. Thread-safe. */
public final class FakeLeases implements Leases {
    private final Set<CacheKey> held = ConcurrentHashMap.newKeySet();
    private final CountDownLatch refused = new CountDownLatch(1);
    private volatile boolean fail;

    /** Whether everything is to fail from now on. */
    public void fail(boolean newFail) {
        fail = newFail;
    }

    /** Blocks until a lease was refused for the first time. */
    public void awaitRefusal() throws InterruptedException {
        if (!refused.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("no lease was refused");
        }
    }

    /** What is held now. */
    public Set<CacheKey> held() {
        return Set.copyOf(held);
    }

    @Override
    public @Nullable Lease tryAcquire(CacheKey key) {
        if (fail) {
            throw new TierUnavailableException("told to fail", null);
        }
        if (held.add(key)) {
            return () -> held.remove(key);
        }
        refused.countDown();
        return null;
    }

    @Override
    public void close() {
        held.clear();
    }
}
