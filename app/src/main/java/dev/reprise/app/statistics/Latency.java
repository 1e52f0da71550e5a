package dev.reprise.app.statistics;

import java.time.Duration;

/**
 * How long something took, how often. Percentiles are right to one in a hundred.
 *
 * @param count how often
 * @param mean the average
 * @param p50 half took no longer
 * @param p95 19 of 20 took no longer
 * @param p99 99 of 100 took no longer
 */
public record Latency(long count, Duration mean, Duration p50, Duration p95, Duration p99) {
    /** Of what never happened. */
    static final Latency NONE = new Latency(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
