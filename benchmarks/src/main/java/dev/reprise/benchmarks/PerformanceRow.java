package dev.reprise.benchmarks;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.reprise.benchmarks.Chart.Line;
import dev.reprise.benchmarks.Chart.Point;

/**
 * What was measured of one operation, beside what was claimed.
 *
 * @param without the cache
 * @param far what far hits took
 * @param near what near hits took
 * @param stream what a stream of requests met, after each of them
 */
record PerformanceRow(Operation claimed, Times without, Times far, Times near, List<SoFar> stream) {
    static final List<String> PER_HIT = List.of("content", "claimed", "without cache, s", "p95, s", "far hit, ms",
            "p95, ms", "near hit, ms", "p95, ms", "far hit faster, %", "near hit faster, %");
    static final List<String> BLENDED = List.of("content", "claimed faster, %", "hit rate needed, % (formula)",
            "hit rate needed, % (measured)", "hit rate at the end, %", "mean at the end, ms", "faster at the end, %");

    /**
     * A place in a stream of requests.
     *
     * @param hitRate in percent, of all requests up to here
     * @param mean of their latency, in milliseconds
     */
    record SoFar(double hitRate, double mean) {}

    /** The cells of {@link #PER_HIT}. */
    List<@Nullable Object> perHit() {
        String claim = seconds(claimed.without()) + " → " + seconds(claimed.with()) + " s, " + claimed.faster() + " %";
        return List.of(claimed.name(), claim, without.median() / 1000, without.percentile(95) / 1000,
                far.median(), far.percentile(95), near.median(), near.percentile(95),
                percent(100 * (1 - far.median() / without.median())),
                percent(100 * (1 - near.median() / without.median())));
    }

    /** The cells of {@link #BLENDED}. */
    List<@Nullable Object> blended() {
        SoFar end = stream.getLast();
        double formula = claimed.faster() * without.mean() / (without.mean() - near.mean());
        return Arrays.<@Nullable Object>asList(claimed.name(), claimed.faster(), formula, hitRateNeeded(),
                end.hitRate, end.mean, faster(end));
    }

    /** Its mean latency over its hit rate. */
    Line overHitRate() {
        return new Line(claimed.name(), false, stream.stream().map(it -> new Point(it.hitRate, it.mean)).toList());
    }

    /** How much faster than without the cache it became, request by request. */
    Line fasterAlongStream() {
        List<Point> points = new ArrayList<>();
        for (SoFar soFar : stream) {
            points.add(new Point(points.size() + 1, faster(soFar)));
        }
        return new Line(claimed.name(), false, points);
    }

    /** Its hit rate, request by request. */
    Line hitRateAlongStream() {
        List<Point> points = new ArrayList<>();
        for (SoFar soFar : stream) {
            points.add(new Point(points.size() + 1, soFar.hitRate));
        }
        return new Line("hit rate", true, points);
    }

    /**
     * The hit rate at which the mean had fallen by what was claimed, to stay there; between two requests, in proportion.
     * Null where the stream does not get there.
     */
    private @Nullable Double hitRateNeeded() {
        int at = stream.size();
        while (at > 0 && faster(stream.get(at - 1)) >= claimed.faster()) {
            at--;
        }
        if (at == stream.size()) {
            return null;
        }
        SoFar after = stream.get(at);
        if (at == 0) {
            return after.hitRate;
        }
        SoFar before = stream.get(at - 1);
        double part = (claimed.faster() - faster(before)) / (faster(after) - faster(before));
        return before.hitRate + part * (after.hitRate - before.hitRate);
    }

    private double faster(SoFar soFar) {
        return 100 * (1 - soFar.mean / without.mean());
    }

    /** With two digits of what is missing to a hundred, for that is what differs. */
    static BigDecimal percent(double percent) {
        int size = (int) Math.floor(Math.log10(Math.max(1e-9, Math.abs(100 - percent))));
        return BigDecimal.valueOf(percent).setScale(Math.clamp(1 - size, 0, 9), RoundingMode.HALF_UP);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }
}
