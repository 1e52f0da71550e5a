package dev.reprise.app.statistics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import org.HdrHistogram.Histogram;

import dev.reprise.cache.Cost;

/** What was counted and measured of one type of content over a time. Not thread-safe: {@link Series} guards it. */
final class Figures {
    /** Two significant digits: percentiles are right to one in a hundred. */
    private static final int DIGITS = 2;

    private final Map<Served, Histogram> nanos = new EnumMap<>(Served.class);
    private Cost saved = Cost.NONE;
    private Cost spent = Cost.NONE;

    void add(Served how, Duration took, Cost cost) {
        nanos(how).recordValue(Math.max(1, took.toNanos()));
        switch (how) {
            case NEAR_HIT, FAR_HIT, STALE -> saved = sum(saved, new Cost(positive(cost.time().minus(took)),
                    cost.inputTokens(), cost.outputTokens(), cost.moneyMicros()));
            // Who joins waits as if it were his own, but nothing is spent on him.
            case JOINED -> saved = sum(saved, new Cost(Duration.ZERO, cost.inputTokens(), cost.outputTokens(),
                    cost.moneyMicros()));
            case GENERATED -> spent = sum(spent, cost);
            case ABSENT, FAILED -> {
            }
        }
    }

    void add(Figures other) {
        other.nanos.forEach((how, histogram) -> nanos(how).add(histogram));
        saved = sum(saved, other.saved);
        spent = sum(spent, other.spent);
    }

    Measured measured() {
        Map<Served, Latency> latencies = new EnumMap<>(Served.class);
        nanos.forEach((how, histogram) -> latencies.put(how, new Latency(histogram.getTotalCount(),
                Duration.ofNanos(Math.round(histogram.getMean())), percentile(histogram, 50),
                percentile(histogram, 95), percentile(histogram, 99), Latency.BOUNDS.stream()
                        .map(bound -> histogram.getCountBetweenValues(0, bound.toNanos())).toList())));
        return new Measured(latencies, saved, spent);
    }

    private Histogram nanos(Served how) {
        return nanos.computeIfAbsent(how, it -> new Histogram(DIGITS));
    }

    private static Duration percentile(Histogram histogram, double percentile) {
        return Duration.ofNanos(histogram.getValueAtPercentile(percentile));
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private static Cost sum(Cost one, Cost other) {
        return new Cost(one.time().plus(other.time()), one.inputTokens() + other.inputTokens(),
                one.outputTokens() + other.outputTokens(), one.moneyMicros() + other.moneyMicros());
    }
}
