package dev.reprise.app.http;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.ScriptedGenerator;
import dev.reprise.cache.redis.testkit.RedisServer;

/** {@code /metrics}. */
class MetricsTest {
    private static final String LESSON = "/ai/content/lesson-content";
    private static final String REQUEST = "{\"lesson_title\": \"Reporting a spill\"}";

    @Test
    void metrics_afterAMissAndTwoHits_countsThem() {
        try (TestServer server = TestServer.start()) {
            for (int i = 0; i < 3; i++) {
                server.post(LESSON, REQUEST);
            }

            Answer answer = server.get("/metrics");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).startsWith("text/plain; version=0.0.4");
            assertThat(answer.text().lines()).contains("# TYPE reprise_lookups_total counter",
                    "reprise_lookups_total{outcome=\"near_hit\",type=\"lesson_content\"} 2.0",
                    "reprise_lookups_total{outcome=\"miss\",type=\"lesson_content\"} 1.0",
                    "reprise_loads_total{outcome=\"made\",type=\"lesson_content\"} 1.0",
                    "reprise_tier_available{tier=\"caffeine\"} 1.0", "reprise_tier_entries{tier=\"caffeine\"} 1.0",
                    "reprise_coherence_lag_seconds 0.0");
            assertThat(answer.text()).doesNotContain("tier=\"redis\"", "reprise_tier_breaker{");
        }
    }

    @Test
    void metrics_asJson_areTheSame() {
        try (TestServer server = TestServer.start()) {
            server.post(LESSON, REQUEST);
            server.post(LESSON, REQUEST);

            JsonNode metrics = server.get("/ai/cache/metrics").json().get("metrics");

            Set<String> names = new TreeSet<>();
            metrics.forEach(metric -> names.add(metric.get("name").textValue()));
            Set<String> scraped = server.get("/metrics").text().lines().filter(line -> line.startsWith("# TYPE"))
                    .map(line -> line.split(" ", -1)[2].replaceFirst("_total$", ""))
                    .collect(toCollection(TreeSet::new));
            assertThat(names).containsAll(scraped).contains("reprise_request_seconds", "reprise_saved_tokens");
            for (JsonNode metric : metrics) {
                if (metric.get("name").textValue().equals("reprise_saved_tokens")) {
                    assertThat(metric.get("samples")).anySatisfy(sample -> {
                        assertThat(sample.at("/labels/type").textValue()).isEqualTo("lesson_content");
                        assertThat(sample.get("value").intValue())
                                .isEqualTo(ScriptedGenerator.INPUT_TOKENS + ScriptedGenerator.OUTPUT_TOKENS);
                    });
                }
            }
        }
    }

    @Test
    void metrics_latencies_areAHistogramWhoseBucketsGrow() {
        try (TestServer server = TestServer.start()) {
            server.post(LESSON, REQUEST);
            server.post(LESSON, REQUEST);

            List<Double> buckets = server.get("/metrics").text().lines()
                    .filter(line -> line.startsWith(
                            "reprise_request_seconds_bucket{outcome=\"near_hit\",type=\"lesson_content\""))
                    .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))).toList();

            assertThat(buckets).isSorted().endsWith(1.0).hasSizeGreaterThan(10);
        }
    }

    @Test
    void metrics_moreWaitThanMay_countWhatIsNotBegun() throws InterruptedException {
        try (TestServer server = TestServer.start(Map.of("CONCURRENT_GENERATIONS", "1", "QUEUED_GENERATIONS", "0"))) {
            server.generator().hold();
            CompletableFuture<Answer> running = server.postLater(LESSON, REQUEST);
            server.generator().awaitCalls(1);
            assertThat(server.post(LESSON, "{\"lesson_title\": \"One too many\"}").status()).isEqualTo(503);
            server.generator().release();
            assertThat(running.join().status()).isEqualTo(200);

            assertThat(server.get("/metrics").text().lines())
                    .contains("reprise_rejected_total{type=\"lesson_content\"} 1.0");
        }
    }

    @Test
    void metrics_scraperAsksForOpenMetrics_isAnsweredInIt() {
        try (TestServer server = TestServer.start()) {
            Answer answer = server.get("/metrics", "Accept", "application/openmetrics-text");

            assertThat(answer.header("Content-Type")).startsWith("application/openmetrics-text");
            assertThat(answer.text()).endsWith("# EOF\n");
        }
    }

    @Test
    void metrics_redisGoesAway_showTheBreakerAndTheLag() {
        try (RedisServer redis = RedisServer.start();
                TestServer server = TestServer.start(Map.of("REDIS_URL", redis.url().toString()))) {
            server.post(LESSON, REQUEST);
            assertThat(server.get("/metrics").text().lines()).contains("reprise_tier_available{tier=\"redis\"} 1.0",
                    "reprise_tier_breaker{state=\"closed\",tier=\"redis\"} 1.0",
                    "reprise_tier_breaker{state=\"open\",tier=\"redis\"} 0.0",
                    "reprise_tier_entries{tier=\"redis\"} 1.0");

            redis.kill();

            awaitLine(server, "reprise_tier_breaker\\{state=\"closed\",tier=\"redis\"} 0.0");
            awaitLine(server, "reprise_tier_available\\{tier=\"redis\"} 0.0");
            awaitLine(server, "reprise_coherence_lag_seconds [1-9].*");
        }
    }

    private static void awaitLine(TestServer server, String line) {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (server.get("/metrics").text().lines().noneMatch(it -> it.matches(line))) {
            assertThat(System.nanoTime()).as("time for " + line).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
