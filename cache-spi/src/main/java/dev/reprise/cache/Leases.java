package dev.reprise.cache;

import java.time.Duration;

/**
 * The right to load a key, held by one process at a time. A lease saves work; nothing is wrong where two are held.
 * Implementations are thread-safe.
 */
public interface Leases extends AutoCloseable {
    /** A right that is held until it is closed, or its holder dies and some time passes. */
    interface Lease extends AutoCloseable {
        /** A lease on nothing. */
        Lease NONE = () -> {};

        /** Gives the right up and wakes those who wait for it. Idempotent; never throws. */
        @Override
        void close();
    }

    /** What comes of asking for a lease. */
    sealed interface Attempt {
        /**
         * It is granted.
         *
         * @param heldBefore whether another process held it a moment ago, which may have stored a value since this one
         *        looked for it
         */
        record Granted(Lease lease, boolean heldBefore) implements Attempt {}

        /**
         * Another process holds it.
         *
         * @param atMost when it ends, should its holder be dead; a living one extends it
         */
        record Held(Duration atMost) implements Attempt {}
    }

    /**
     * Asks for the lease of a key.
     *
     * @throws TierUnavailableException where it cannot be known
     */
    Attempt tryAcquire(CacheKey key);

    /** Gives up every lease. Idempotent. */
    @Override
    void close();

    /** Grants every lease: the cache itself loads a key once at a time in one process. */
    static Leases inProcess() {
        return new Leases() {
            @Override
            public Attempt tryAcquire(CacheKey key) {
                return new Attempt.Granted(Lease.NONE, false);
            }

            @Override
            public void close() {}
        };
    }
}
