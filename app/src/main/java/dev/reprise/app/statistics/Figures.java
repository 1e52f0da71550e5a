package dev.reprise.app.statistics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

import dev.reprise.cache.Cost;

/** What was counted and measured of one type of content over a time. Not thread-safe: {@link Series} guards it. */
final class Figures {
    /** Two significant digits: percentiles are right to one in a hundred. */
    private static final int DIGITS = 2;

    private static final Pattern NANOS = Pattern.compile("\\d{1,18}");

    private final Map<Served, Histogram> nanos = new EnumMap<>(Served.class);
    private Cost saved = Cost.NONE;
    private Cost spent = Cost.NONE;

    void add(Served how, Duration took, Cost cost) {
        nanos(how).recordValue(Math.max(1, took.toNanos()));
        saved = sum(saved, how.saved(cost, took));
        if (how == Served.GENERATED) {
            spent = sum(spent, cost);
        }
    }

    void add(Figures other) {
        other.nanos.forEach((how, histogram) -> nanos(how).add(histogram));
        saved = sum(saved, other.saved);
        spent = sum(spent, other.spent);
    }

    /**
     * All of it as numbers with names. {@link #add(String, long) Adding} those of several figures, or by how much they
     * have grown, makes the figures of all: of a histogram each bucket is a number.
     */
    Map<String, Long> counts() {
        Map<String, Long> counts = new HashMap<>();
        nanos.forEach((how, histogram) -> {
            for (HistogramIterationValue bucket : histogram.recordedValues()) {
                counts.put(how.label() + ':' + bucket.getValueIteratedTo(), bucket.getCountAddedInThisIterationStep());
            }
        });
        count("saved", saved, counts);
        count("spent", spent, counts);
        return counts;
    }

    private static void count(String what, Cost cost, Map<String, Long> counts) {
        // Nanoseconds alone would overflow: a busy fleet saves centuries.
        counts.put(what + ":seconds", cost.time().toSeconds());
        counts.put(what + ":nanos", (long) cost.time().toNanosPart());
        counts.put(what + ":input_tokens", cost.inputTokens());
        counts.put(what + ":output_tokens", cost.outputTokens());
        counts.put(what + ":money_micros", cost.moneyMicros());
    }

    /** Adds one of the {@link #counts}; a name that is not known, as a later version's, is passed over. */
    void add(String name, long count) {
        String[] parts = name.split(":", 2);
        if (parts.length < 2) {
            return;
        }
        switch (parts[0]) {
            case "saved" -> saved = sum(saved, cost(parts[1], count));
            case "spent" -> spent = sum(spent, cost(parts[1], count));
            default -> Served.labelled(parts[0]).filter(_ -> count > 0 && NANOS.matcher(parts[1]).matches())
                    .ifPresent(how -> nanos(how).recordValueWithCount(Long.parseLong(parts[1]), count));
        }
    }

    private static Cost cost(String what, long count) {
        return switch (what) {
            case "seconds" -> new Cost(Duration.ofSeconds(count), 0, 0, 0);
            case "nanos" -> new Cost(Duration.ofNanos(count), 0, 0, 0);
            case "input_tokens" -> new Cost(Duration.ZERO, count, 0, 0);
            case "output_tokens" -> new Cost(Duration.ZERO, 0, count, 0);
            case "money_micros" -> new Cost(Duration.ZERO, 0, 0, count);
            default -> Cost.NONE;
        };
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

    private static Cost sum(Cost one, Cost other) {
        return new Cost(one.time().plus(other.time()), one.inputTokens() + other.inputTokens(),
                one.outputTokens() + other.outputTokens(), one.moneyMicros() + other.moneyMicros());
    }
}
