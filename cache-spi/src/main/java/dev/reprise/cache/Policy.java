package dev.reprise.cache;

import java.time.Duration;

/**
 * How values of one type are kept and made.
 *
 * @param timeToLive how long a value is fresh; more than zero
 * @param staleIfError for how long after that it may be served where a load fails; zero for never
 * @param deadline how long a load may take, waiting for its turn included; more than zero
 * @param concurrentLoads how many loads of the type this process runs at once; at least 1
 */
public record Policy(Duration timeToLive, Duration staleIfError, Duration deadline, int concurrentLoads) {
    /** A century; sums of a few are still milliseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_525);

    public Policy {
        require(timeToLive.compareTo(Duration.ZERO) > 0, "timeToLive must be more than zero, is " + timeToLive);
        require(timeToLive.compareTo(LONGEST) <= 0, "timeToLive must be at most " + LONGEST + ", is " + timeToLive);
        require(staleIfError.compareTo(LONGEST) <= 0,
                "staleIfError must be at most " + LONGEST + ", is " + staleIfError);
        require(!staleIfError.isNegative(), "staleIfError must not be negative, is " + staleIfError);
        require(deadline.compareTo(Duration.ZERO) > 0, "deadline must be more than zero, is " + deadline);
        require(concurrentLoads > 0, "concurrentLoads must be at least 1, is " + concurrentLoads);
    }

    /** Fresh for {@code timeToLive}, never served stale, a minute to load, 64 loads at once. */
    public static Policy of(Duration timeToLive) {
        return new Policy(timeToLive, Duration.ZERO, Duration.ofMinutes(1), 64);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
