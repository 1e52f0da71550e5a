package dev.reprise.app.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

import dev.reprise.api.ContentType;
import dev.reprise.app.config.LiveConfig;
import dev.reprise.app.content.Rendition;
import dev.reprise.app.statistics.Advice;
import dev.reprise.app.statistics.Fleet;
import dev.reprise.app.statistics.Latency;
import dev.reprise.app.statistics.Measured;
import dev.reprise.app.statistics.Report;
import dev.reprise.app.statistics.Served;
import dev.reprise.app.statistics.Statistics;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.Cost;
import dev.reprise.cache.TierStatus;
import dev.reprise.cache.TierUnavailableException;
import dev.reprise.cache.TieredCache;

/** {@code /ai/cache/performance}: how well the cache works, of this node or of all, as measured. */
final class InsightRoutes {
    private static final double EXCELLENT = 80;
    private static final double GOOD = 60;
    private static final String NODE = "node";
    private static final String FLEET = "fleet";
    private static final List<Integer> WINDOWS = List.of(5, 60);

    private final Statistics statistics;
    private final Fleet fleet;
    private final TopRequests top;
    private final TieredCache<Rendition> cache;
    private final LiveConfig live;
    private final Duration timeout;
    private final InstantSource clock;

    InsightRoutes(Statistics statistics, Fleet fleet, TopRequests top, TieredCache<Rendition> cache, LiveConfig live,
            Duration timeout, InstantSource clock) {
        this.statistics = statistics;
        this.fleet = fleet;
        this.top = top;
        this.cache = cache;
        this.live = live;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Hit rate, advice, and for each type what it took with and without the cache. Nothing in it is a constant. */
    void performance(Context ctx) {
        String scope = scope(ctx);
        Report report = scope.equals(FLEET) ? fleetReport() : statistics.report();
        Map<String, TierStatus> tiers = new LinkedHashMap<>();
        for (CacheTier<Rendition> tier : cache.tiers()) {
            tiers.put(tier.name(), tier.status());
        }
        List<String> advice = new ArrayList<>(Advice.of(report, timeout, tiers));
        if (scope.equals(NODE)) {
            advice.addAll(Advice.ofNode(statistics, type -> live.config().ttl(type)));
        }
        ctx.header("Cache-Control", "no-store").json(answer(scope, report, advice, tiers));
    }

    private static String scope(Context ctx) {
        List<String> scopes = ctx.queryParams("scope");
        if (scopes.isEmpty()) {
            return NODE;
        }
        if (scopes.size() > 1 || !List.of(NODE, FLEET).contains(scopes.getFirst())) {
            throw new Problem(Problem.Kind.BAD_REQUEST, "the parameter scope must be node or fleet");
        }
        return scopes.getFirst();
    }

    private Report fleetReport() {
        try {
            return fleet.report();
        } catch (TierUnavailableException e) {
            throw Problem.storeUnavailable("what the other nodes served is not known; scope=node tells of this one");
        }
    }

    private Map<String, Object> answer(String scope, Report report, List<String> advice,
            Map<String, TierStatus> tiers) {
        List<Measured> all = report.all();
        Map<String, Object> performance = rates(all);
        performance.put("memory_usage", megabytes(tiers));
        Map<String, Object> insights = new LinkedHashMap<>();
        insights.put("cache_efficiency", efficiency(all));
        insights.put("recommendations", recommendations(all, advice));
        Map<String, Object> types = new LinkedHashMap<>();
        for (ContentType type : ContentType.values()) {
            types.put(type.segment(), type(report.type(type)));
        }
        Map<String, Object> windows = new LinkedHashMap<>();
        for (int count : WINDOWS) {
            Instant first = clock.instant().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(count - 1));
            windows.put(count + "_minutes", rates(report.minutes().tailMap(first).values()));
        }
        List<Minute> history = new ArrayList<>();
        report.minutes().forEach((start, measured) -> history.add(Minute.of(start, measured)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("scope", scope);
        answer.put("since", report.since().toString());
        answer.put("cache_performance", performance);
        answer.put("performance_insights", insights);
        answer.put("generation_types", types);
        answer.put("last", windows);
        answer.put("history", history);
        answer.put("top_requests", top.list());
        return answer;
    }

    private static List<String> recommendations(Collection<Measured> all, List<String> advice) {
        long requests = all.stream().mapToLong(Measured::requests).sum();
        List<String> recommendations = new ArrayList<>();
        recommendations.add(requests == 0
                ? "No requests yet, so there is nothing to go by."
                : String.format(Locale.ROOT, "Cache performance: %s. %.1f %% of %d requests were hits.",
                        efficiency(all).replace('_', ' '), hitRate(all), requests));
        recommendations.addAll(advice);
        return recommendations;
    }

    private static String efficiency(Collection<Measured> all) {
        if (all.stream().allMatch(it -> it.requests() == 0)) {
            return "no_data";
        }
        double rate = hitRate(all);
        return rate >= EXCELLENT ? "excellent" : rate >= GOOD ? "good" : "needs_improvement";
    }

    private static double hitRate(Collection<Measured> all) {
        long requests = all.stream().mapToLong(Measured::requests).sum();
        long hits = all.stream().mapToLong(Measured::hits).sum();
        return requests == 0 ? 0 : 100.0 * hits / requests;
    }

    private static Map<String, Object> rates(Collection<Measured> all) {
        long requests = all.stream().mapToLong(Measured::requests).sum();
        long hits = all.stream().mapToLong(Measured::hits).sum();
        Map<String, Object> rates = new LinkedHashMap<>();
        rates.put("hit_rate", rounded(hitRate(all), 1));
        rates.put("total_requests", requests);
        rates.put("cache_hits", hits);
        rates.put("cache_misses", requests - hits);
        return rates;
    }

    /** A row of the history; what did not occur is null. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    private record Minute(String minute, long requests, double hitRate, @Nullable Double nearHitP50Ms,
            @Nullable Double farHitP50Ms, @Nullable Double generatedP50Ms) {
        static Minute of(Instant start, Measured measured) {
            return new Minute(start.toString(), measured.requests(),
                    rounded(InsightRoutes.hitRate(List.of(measured)), 1),
                    median(measured, Served.NEAR_HIT), median(measured, Served.FAR_HIT),
                    median(measured, Served.GENERATED));
        }

        private static @Nullable Double median(Measured measured, Served how) {
            Latency latency = measured.latency(how);
            return latency.count() == 0 ? null : millis(latency.p50());
        }
    }

    private static Map<String, Object> type(Measured measured) {
        Map<String, Object> type = rates(List.of(measured));
        for (Served how : Served.values()) {
            type.put(how.label(), latency(measured.latency(how)));
        }
        Map<String, Object> faster = new LinkedHashMap<>();
        put(faster, "near_hit", measured.fasterPercent(Served.NEAR_HIT));
        put(faster, "far_hit", measured.fasterPercent(Served.FAR_HIT));
        put(faster, "blended", measured.blendedFasterPercent());
        type.put("faster_percent", faster);
        type.put("saved", cost(measured.saved()));
        type.put("spent", cost(measured.spent()));
        return type;
    }

    private static Map<String, Object> latency(Latency latency) {
        Map<String, Object> it = new LinkedHashMap<>();
        it.put("count", latency.count());
        if (latency.count() > 0) {
            it.put("mean_ms", millis(latency.mean()));
            it.put("p50_ms", millis(latency.p50()));
            it.put("p95_ms", millis(latency.p95()));
            it.put("p99_ms", millis(latency.p99()));
        }
        return it;
    }

    private static Map<String, Object> cost(Cost cost) {
        Map<String, Object> it = new LinkedHashMap<>();
        it.put("seconds", rounded(cost.time().toNanos() / 1e9, 3));
        it.put("tokens", cost.inputTokens() + cost.outputTokens());
        it.put("money", cost.moneyMicros() / 1e6);
        return it;
    }

    private static void put(Map<String, Object> into, String name, OptionalDouble value) {
        into.put(name, value.isPresent() ? rounded(value.getAsDouble(), 4) : null);
    }

    /** Of the tier that all nodes share where there is one. */
    private static String megabytes(Map<String, TierStatus> tiers) {
        Long bytes = List.copyOf(tiers.values()).getLast().bytes();
        return bytes == null ? "unknown" : String.format(Locale.ROOT, "%.1fMB", bytes / 1e6);
    }

    private static double millis(Duration duration) {
        return rounded(duration.toNanos() / 1e6, 3);
    }

    private static double rounded(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }
}
