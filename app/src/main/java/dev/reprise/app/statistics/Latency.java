package dev.reprise.app.statistics;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long something took, how often. Percentiles are right to one in a hundred.
 *
 * @param count how often
 * @param mean the average
 * @param p50 half took no longer
 * @param p95 19 of 20 took no longer
 * @param p99 99 of 100 took no longer
 * @param upTo for each of the {@link #BOUNDS}, how often it took no longer
 */
public record Latency(long count, Duration mean, Duration p50, Duration p95, Duration p99, List<Long> upTo) {
    /** From a hit that is quick to a generation that is slow. */
    public static final List<Duration> BOUNDS = Stream
            .of(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0,
                    10_000.0, 30_000.0, 60_000.0, 120_000.0)
            .map(millis -> Duration.ofNanos(Math.round(millis * 1e6))).toList();

    /** Of what never happened. */
    static final Latency NONE = new Latency(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO,
            BOUNDS.stream().map(bound -> 0L).toList());

    public Latency {
        upTo = List.copyOf(upTo);
    }
}
