package dev.reprise.benchmarks;

import java.util.Arrays;
import java.util.List;

/** How long something took, again and again; in milliseconds. */
final class Times {
    private final double[] sorted;

    private Times(double[] sorted) {
        this.sorted = sorted;
    }

    /** At least one, in nanoseconds. */
    static Times of(List<Long> nanos) {
        if (nanos.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return new Times(nanos.stream().mapToDouble(it -> it / 1e6).sorted().toArray());
    }

    double median() {
        return percentile(50);
    }

    /** The least of these times that so many percent do not exceed. */
    double percentile(double percent) {
        return sorted[Math.max(0, (int) Math.ceil(percent / 100 * sorted.length) - 1)];
    }

    double mean() {
        return Arrays.stream(sorted).average().orElseThrow();
    }
}
