package dev.reprise.app.statistics;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;

import dev.reprise.cache.Cost;

/**
 * What was measured of one type of content over a time. Immutable.
 *
 * @param latencies of each way of answering that occurred, from when the key was known to when the answer was
 * @param saved what the entries that were served had cost, less the time that serving them took
 * @param spent what was generated cost
 */
public record Measured(Map<Served, Latency> latencies, Cost saved, Cost spent) {
    /** Of a type that nobody asked for. */
    static final Measured NOTHING = new Measured(Map.of(), Cost.NONE, Cost.NONE);

    public Measured {
        latencies = Map.copyOf(latencies);
    }

    /** Of one way of answering. */
    public Latency latency(Served how) {
        return latencies.getOrDefault(how, Latency.NONE);
    }

    /** How many requests there were. */
    public long requests() {
        return latencies.values().stream().mapToLong(Latency::count).sum();
    }

    /** How many of them the cache had the answer to. */
    public long hits() {
        return latencies.entrySet().stream().filter(it -> it.getKey().isHit()).mapToLong(it -> it.getValue().count())
                .sum();
    }

    /** By how many percent the median of one way of answering is faster than that of generating; empty if unknown. */
    public OptionalDouble fasterPercent(Served how) {
        Latency generated = latency(Served.GENERATED);
        Latency answered = latency(how);
        return generated.count() == 0 || answered.count() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(percent(answered.p50(), generated.p50()));
    }

    /**
     * By how many percent the requests that got content were faster together than had each been generated; empty if
     * unknown.
     */
    public OptionalDouble blendedFasterPercent() {
        Latency generated = latency(Served.GENERATED);
        if (generated.count() == 0 || generated.mean().isZero()) {
            return OptionalDouble.empty();
        }
        double nanos = 0;
        long count = 0;
        for (Map.Entry<Served, Latency> each : latencies.entrySet()) {
            if (each.getKey() != Served.ABSENT && each.getKey() != Served.FAILED) {
                nanos += (double) each.getValue().mean().toNanos() * each.getValue().count();
                count += each.getValue().count();
            }
        }
        return OptionalDouble.of(percent(Duration.ofNanos(Math.round(nanos / count)), generated.mean()));
    }

    private static double percent(Duration is, Duration was) {
        return 100.0 * (1 - (double) is.toNanos() / was.toNanos());
    }
}
