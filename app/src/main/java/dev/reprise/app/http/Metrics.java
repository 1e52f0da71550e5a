package dev.reprise.app.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.javalin.http.Context;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.jspecify.annotations.Nullable;

import dev.reprise.api.ContentType;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.content.Rendition;
import dev.reprise.app.statistics.Latency;
import dev.reprise.app.statistics.Measured;
import dev.reprise.app.statistics.Statistics;
import dev.reprise.cache.CacheStats;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.Cost;
import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.TierStatus;
import dev.reprise.cache.TieredCache;

/**
 * {@code /metrics} for Prometheus: what the cache counts anyway, read when it is asked for. Labels are the type, the
 * tier and the outcome, and nothing without bound.
 */
final class Metrics {
    private static final List<String> BREAKER_STATES = List.of("closed", "open", "half_open");

    private final ExpositionFormats formats = ExpositionFormats.init();
    private final TieredCache<Rendition> cache;
    private final InvalidationLog log;
    private final ContentService content;
    private final Statistics statistics;

    Metrics(TieredCache<Rendition> cache, InvalidationLog log, ContentService content, Statistics statistics) {
        this.cache = cache;
        this.log = log;
        this.content = content;
        this.statistics = statistics;
    }

    /** Answers in the format that the scraper prefers. */
    void get(Context ctx) throws IOException {
        ExpositionFormatWriter writer = formats.findWriter(ctx.header("Accept"));
        ctx.contentType(writer.getContentType()).header("Cache-Control", "no-store");
        writer.write(ctx.outputStream(), snapshot());
    }

    /** Answers with the same as JSON. */
    void json(Context ctx) {
        List<Map<String, Object>> metrics = new ArrayList<>();
        for (MetricSnapshot metric : snapshot()) {
            List<Map<String, Object>> samples = new ArrayList<>();
            metric.getDataPoints().forEach(point -> samples.add(sample(point)));
            metrics.add(Map.of("name", metric.getMetadata().getName(), "help",
                    String.valueOf(metric.getMetadata().getHelp()), "samples", samples));
        }
        ctx.header("Cache-Control", "no-store").json(Map.of("metrics", metrics));
    }

    private static Map<String, Object> sample(DataPointSnapshot point) {
        Map<String, String> labels = new TreeMap<>();
        point.getLabels().forEach(label -> labels.put(label.getName(), label.getValue()));
        Map<String, Object> sample = new LinkedHashMap<>();
        sample.put("labels", labels);
        switch (point) {
            case CounterDataPointSnapshot it -> sample.put("value", it.getValue());
            case GaugeDataPointSnapshot it -> sample.put("value", it.getValue());
            case HistogramDataPointSnapshot it -> {
                sample.put("count", it.getCount());
                sample.put("sum", it.getSum());
            }
            default -> throw new IllegalStateException("no " + point.getClass() + " is made here");
        }
        return sample;
    }

    private MetricSnapshots snapshot() {
        Counter lookups = new Counter("reprise_lookups", "Requests for content, by how they were answered");
        Counter loads = new Counter("reprise_loads", "Generations that ended, by how");
        Counter loadSeconds = new Counter("reprise_load_seconds", "Time that generations took");
        Counter savedSeconds = new Counter("reprise_saved_seconds", "Time that hits saved, as measured");
        Counter rejected = new Counter("reprise_rejected",
                "Generations that were not begun: too many waited or, of refreshes, ran");
        cache.stats().forEach((type, stats) -> {
            outcomes(stats).forEach((outcome, count) -> lookups.add(count, "type", type, "outcome", outcome));
            loads.add(stats.loads(), "type", type, "outcome", "made");
            loads.add(stats.loadFailures(), "type", type, "outcome", "failed");
            rejected.add(stats.rejected(), "type", type);
            loadSeconds.add(stats.loadTime().toNanos() / 1e9, "type", type);
            savedSeconds.add(stats.timeSaved().toNanos() / 1e9, "type", type);
        });
        Histogram requests = new Histogram("reprise_request_seconds",
                "Time from when the key of a request was known to its answer");
        Counter savedTokens = new Counter("reprise_saved_tokens", "Tokens that need not be generated again");
        Counter savedMoney = new Counter("reprise_saved_money", "What they would have cost, where prices are set");
        Counter spentTokens = new Counter("reprise_spent_tokens", "Tokens that were generated");
        Counter spentMoney = new Counter("reprise_spent_money", "What they cost, where prices are set");
        for (ContentType type : ContentType.values()) {
            Measured measured = statistics.sinceStart(type);
            measured.latencies().forEach((how, latency) -> requests.add(latency, "type", type.prefix(), "outcome",
                    how.name().toLowerCase(Locale.ROOT)));
            savedTokens.add(tokens(measured.saved()), "type", type.prefix());
            savedMoney.add(measured.saved().moneyMicros() / 1e6, "type", type.prefix());
            spentTokens.add(tokens(measured.spent()), "type", type.prefix());
            spentMoney.add(measured.spent().moneyMicros() / 1e6, "type", type.prefix());
        }
        Counter fallbacks = new Counter("reprise_fallbacks", "Requests that were left to the fallback");
        fallbacks.add(content.fallbacks());
        Gauge waiting = new Gauge("reprise_waiting", "Requests that wait for a generation, their own or another's");
        waiting.add(content.waiting());
        Gauge available = new Gauge("reprise_tier_available", "Whether the tier is asked");
        Gauge breaker = new Gauge("reprise_tier_breaker", "1 for the state that the tier's circuit breaker is in");
        Gauge entries = new Gauge("reprise_tier_entries", "Entries that the tier keeps");
        Gauge bytes = new Gauge("reprise_tier_bytes", "What the tier's store takes");
        Gauge maxBytes = new Gauge("reprise_tier_max_bytes", "What the tier's store may take");
        Counter evictions = new Counter("reprise_tier_evictions", "Entries that were dropped to make room");
        Counter trips = new Counter("reprise_tier_breaker_trips", "How often the tier's circuit breaker opened");
        Counter failures = new Counter("reprise_tier_failures", "Calls that failed or were not tried");
        Counter unreadable = new Counter("reprise_tier_unreadable", "Entries that could not be decoded");
        for (CacheTier<Rendition> tier : cache.tiers()) {
            String name = tier.name();
            TierStatus status = tier.status();
            available.add(status.available() ? 1L : 0L, "tier", name);
            if (status.breaker() != null) {
                trips.add(status.breakerTrips(), "tier", name);
                BREAKER_STATES.forEach(
                        state -> breaker.add(state.equals(status.breaker()) ? 1L : 0L, "tier", name, "state", state));
            }
            entries.add(status.entries(), "tier", name);
            bytes.add(status.bytes(), "tier", name);
            maxBytes.add(status.maxBytes(), "tier", name);
            evictions.add(status.evictions(), "tier", name);
            failures.add(status.failures(), "tier", name);
            unreadable.add(status.unreadable(), "tier", name);
        }
        Gauge lag = new Gauge("reprise_coherence_lag_seconds",
                "For how long this node has been unable to see what others invalidate");
        lag.add(log.lag().toMillis() / 1e3);
        return new MetricSnapshots(lookups.snapshot(), loads.snapshot(), rejected.snapshot(), loadSeconds.snapshot(),
                savedSeconds.snapshot(), requests.snapshot(), savedTokens.snapshot(), savedMoney.snapshot(),
                spentTokens.snapshot(), spentMoney.snapshot(), fallbacks.snapshot(), waiting.snapshot(),
                available.snapshot(),
                breaker.snapshot(), trips.snapshot(),
                entries.snapshot(),
                bytes.snapshot(), maxBytes.snapshot(), evictions.snapshot(), failures.snapshot(),
                unreadable.snapshot(), lag.snapshot());
    }

    private static long tokens(Cost cost) {
        return cost.inputTokens() + cost.outputTokens();
    }

    private static Map<String, Long> outcomes(CacheStats stats) {
        return Map.of("near_hit", stats.nearHits(), "far_hit", stats.farHits(), "stale", stats.staleServed(), "miss",
                stats.misses(), "joined", stats.joined(), "absent", stats.absent(), "failed", stats.failed());
    }

    private record Counter(String name, String help, List<CounterDataPointSnapshot> points) {
        Counter(String name, String help) {
            this(name, help, new ArrayList<>());
        }

        void add(@Nullable Number value, String... labels) {
            if (value != null) {
                points.add(CounterDataPointSnapshot.builder().value(value.doubleValue()).labels(Labels.of(labels))
                        .build());
            }
        }

        MetricSnapshot snapshot() {
            CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(help);
            points.forEach(builder::dataPoint);
            return builder.build();
        }
    }

    private record Histogram(String name, String help, List<HistogramDataPointSnapshot> points) {
        Histogram(String name, String help) {
            this(name, help, new ArrayList<>());
        }

        void add(Latency latency, String... labels) {
            ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
            long below = 0;
            for (int i = 0; i < Latency.BOUNDS.size(); i++) {
                buckets.bucket(Latency.BOUNDS.get(i).toNanos() / 1e9, latency.upTo().get(i) - below);
                below = latency.upTo().get(i);
            }
            buckets.bucket(Double.POSITIVE_INFINITY, latency.count() - below);
            points.add(HistogramDataPointSnapshot.builder().classicHistogramBuckets(buckets.build())
                    .sum(latency.mean().toNanos() / 1e9 * latency.count()).labels(Labels.of(labels)).build());
        }

        MetricSnapshot snapshot() {
            HistogramSnapshot.Builder builder = HistogramSnapshot.builder().name(name).help(help);
            points.forEach(builder::dataPoint);
            return builder.build();
        }
    }

    private record Gauge(String name, String help, List<GaugeDataPointSnapshot> points) {
        Gauge(String name, String help) {
            this(name, help, new ArrayList<>());
        }

        void add(@Nullable Number value, String... labels) {
            if (value != null) {
                points.add(GaugeDataPointSnapshot.builder().value(value.doubleValue()).labels(Labels.of(labels))
                        .build());
            }
        }

        MetricSnapshot snapshot() {
            GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(help);
            points.forEach(builder::dataPoint);
            return builder.build();
        }
    }
}
