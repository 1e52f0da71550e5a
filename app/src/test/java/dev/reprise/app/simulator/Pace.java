package dev.reprise.app.simulator;

import java.time.Duration;

/**
 * How fast an answer comes.
 *
 * @param latency until its first byte; not negative
 * @param tokensPerSecond how fast it goes on, a token being about four characters; an answer in one piece comes when its
 *        last token would have; positive, infinite for all at once
 */
public record Pace(Duration latency, double tokensPerSecond) {
    /** Without any wait. */
    public static final Pace AT_ONCE = new Pace(Duration.ZERO, Double.POSITIVE_INFINITY);

    /** Throws {@link IllegalArgumentException}, which names what is wrong. */
    public Pace {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("the latency must not be negative");
        }
        if (!(tokensPerSecond > 0)) {
            throw new IllegalArgumentException("the tokens per second must be more than 0");
        }
    }

    /** From when the call came until the token after this many is due. */
    Duration until(int tokens) {
        return latency.plusNanos((long) (tokens * 1e9 / tokensPerSecond));
    }
}
