package dev.reprise.cache;

import java.time.Duration;

/**
 * How values of one type are kept and made. Make one with {@link #of} and change what should differ:
 *
 * <pre>{@code Policy.of(Duration.ofHours(2)).staleIfError(Duration.ofHours(12)).concurrentLoads(16)}</pre>
 *
 * @param timeToLive how long a value is fresh; more than zero, at most a century, as is every other duration
 * @param staleWhileRevalidate for how long after that it is served at once while it is loaded anew behind the scenes;
 *        zero for never
 * @param staleIfError for how long after its freshness it may be served where a load fails; zero for never
 * @param jitter by how much each life is shortened at most, at random, so that what was made together does not end
 *        together; less than {@code timeToLive}
 * @param earlyRefresh whether a value that is asked for shortly before its end is loaded anew behind the scenes, the
 *        likelier the nearer the end and the longer its own load took (XFetch with β = 1: Vattani, Chierichetti,
 *        Lowenstein, "Optimal probabilistic cache stampede prevention", VLDB 2015)
 * @param deadline how long a load may take, waiting for its turn included; more than zero
 * @param concurrentLoads how many loads of the type this process runs at once; at least 1
 * @param queuedLoads how many more may wait for their turn; at least 0. One past them fails at once, with a
 *        {@link java.util.concurrent.RejectedExecutionException} as its cause
 * @param failureMemory for how long a failed load answers for its key, so that those who come just after do not repeat
 *        it; zero for not at all. Who demands a new value, and who comes after an invalidation, does not get it
 * @param largestValue the size of the largest value that is kept, as the cache's {@code bytesOf} counts; a larger one
 *        is returned and kept nowhere
 * @param maxAge how old a value may become while it is fresh, also one that was granted more when it was made; at least
 *        {@code timeToLive}. A far tier's entries are held to it when they are read, the near tier's by
 *        {@link TieredCache#applyMaxAge}
 */
public record Policy(Duration timeToLive, Duration staleWhileRevalidate, Duration staleIfError, Duration jitter,
        boolean earlyRefresh, Duration deadline, int concurrentLoads, int queuedLoads, Duration failureMemory,
        long largestValue, Duration maxAge) {
    /** Sums of a few are still milliseconds. */
    private static final Duration CENTURY = Duration.ofDays(36_525);

    public Policy {
        requireLife("timeToLive", timeToLive);
        require(timeToLive.toMillis() > 0, "timeToLive must be at least a millisecond", timeToLive);
        requireLife("staleWhileRevalidate", staleWhileRevalidate);
        requireLife("staleIfError", staleIfError);
        requireLife("jitter", jitter);
        require(jitter.compareTo(timeToLive) < 0, "jitter must be less than timeToLive", jitter);
        requireLife("deadline", deadline);
        require(deadline.toMillis() > 0, "deadline must be at least a millisecond", deadline);
        require(concurrentLoads > 0, "concurrentLoads must be at least 1", concurrentLoads);
        require(queuedLoads >= 0, "queuedLoads must be at least 0", queuedLoads);
        requireLife("failureMemory", failureMemory);
        require(largestValue > 0, "largestValue must be at least 1", largestValue);
        requireLife("maxAge", maxAge);
        require(maxAge.compareTo(timeToLive) >= 0, "maxAge must be at least timeToLive", maxAge);
    }

    /**
     * Fresh for {@code timeToLive}, never stale, no jitter, refreshed early; a minute to load, 64 loads at once, however
     * many wait; failures are not remembered; no age is too old.
     */
    public static Policy of(Duration timeToLive) {
        return new Policy(timeToLive, Duration.ZERO, Duration.ZERO, Duration.ZERO, true, Duration.ofMinutes(1), 64,
                Integer.MAX_VALUE, Duration.ZERO, Long.MAX_VALUE, CENTURY);
    }

    /** The same with another {@link #staleWhileRevalidate()}. */
    public Policy staleWhileRevalidate(Duration window) {
        return new Policy(timeToLive, window, staleIfError, jitter, earlyRefresh, deadline, concurrentLoads,
                queuedLoads, failureMemory, largestValue, maxAge);
    }

    /** The same with another {@link #staleIfError()}. */
    public Policy staleIfError(Duration window) {
        return new Policy(timeToLive, staleWhileRevalidate, window, jitter, earlyRefresh, deadline, concurrentLoads,
                queuedLoads, failureMemory, largestValue, maxAge);
    }

    /** The same with another {@link #jitter()}. */
    public Policy jitter(Duration most) {
        return new Policy(timeToLive, staleWhileRevalidate, staleIfError, most, earlyRefresh, deadline,
                concurrentLoads, queuedLoads, failureMemory,
                largestValue, maxAge);
    }

    /** The same with or without {@link #earlyRefresh()}. */
    public Policy earlyRefresh(boolean wanted) {
        return new Policy(timeToLive, staleWhileRevalidate, staleIfError, jitter, wanted, deadline, concurrentLoads,
                queuedLoads, failureMemory, largestValue, maxAge);
    }

    /** The same with another {@link #deadline()}. */
    public Policy deadline(Duration limit) {
        return new Policy(timeToLive, staleWhileRevalidate, staleIfError, jitter, earlyRefresh, limit,
                concurrentLoads, queuedLoads, failureMemory,
                largestValue, maxAge);
    }

    /** The same with another {@link #concurrentLoads()}. */
    public Policy concurrentLoads(int most) {
        return new Policy(timeToLive, staleWhileRevalidate, staleIfError, jitter, earlyRefresh, deadline, most,
                queuedLoads, failureMemory, largestValue, maxAge);
    }

    /** The same with another {@link #queuedLoads()}. */
    public Policy queuedLoads(int most) {
        return new Policy(timeToLive, staleWhileRevalidate, staleIfError, jitter, earlyRefresh, deadline,
                concurrentLoads, most, failureMemory, largestValue, maxAge);
    }

    /** The same with another {@link #failureMemory()}. */
    public Policy failureMemory(Duration memory) {
        return new Policy(timeToLive, staleWhileRevalidate, staleIfError, jitter, earlyRefresh, deadline,
                concurrentLoads, queuedLoads, memory, largestValue, maxAge);
    }

    /** The same with another {@link #largestValue()}. */
    public Policy largestValue(long bytes) {
        return new Policy(timeToLive, staleWhileRevalidate, staleIfError, jitter, earlyRefresh, deadline,
                concurrentLoads, queuedLoads, failureMemory, bytes, maxAge);
    }

    /** The same with another {@link #maxAge()}. */
    public Policy maxAge(Duration most) {
        return new Policy(timeToLive, staleWhileRevalidate, staleIfError, jitter, earlyRefresh, deadline,
                concurrentLoads, queuedLoads, failureMemory, largestValue, most);
    }

    /** For how long an entry may be served after its freshness, in whichever way, in milliseconds. */
    long graceMillis() {
        return Math.max(staleWhileRevalidate.toMillis(), staleIfError.toMillis());
    }

    private static void requireLife(String name, Duration value) {
        if (value.isNegative() || value.compareTo(CENTURY) > 0) {
            throw wrong(name + " must be from zero to a century", value);
        }
    }

    private static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw wrong(rule, value);
        }
    }

    /** Written only where something is wrong: a cache may be given a function that makes a policy for each lookup. */
    private static IllegalArgumentException wrong(String rule, Object value) {
        return new IllegalArgumentException(rule + ", is " + value);
    }
}
