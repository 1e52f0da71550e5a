package dev.reprise.cache;

import org.jspecify.annotations.Nullable;

/**
 * The right to load a key, held by one process at a time. A lease saves work; nothing is wrong where two are held.
 * Implementations are thread-safe.
 */
public interface Leases extends AutoCloseable {
    /** A right that is held until it is closed, or its holder dies and some time passes. */
    interface Lease extends AutoCloseable {
        /** A lease on nothing. */
        Lease NONE = () -> {};

        /** Gives the right up. Idempotent; never throws. */
        @Override
        void close();
    }

    /**
     * Takes the lease of a key.
     *
     * @return the lease; null where another process holds it
     * @throws TierUnavailableException where it cannot be known
     */
    @Nullable
    Lease tryAcquire(CacheKey key);

    /** Gives up every lease. Idempotent. */
    @Override
    void close();

    /** Grants every lease: the cache itself loads a key once at a time in one process. */
    static Leases inProcess() {
        return new Leases() {
            @Override
            public Lease tryAcquire(CacheKey key) {
                return Lease.NONE;
            }

            @Override
            public void close() {}
        };
    }
}
