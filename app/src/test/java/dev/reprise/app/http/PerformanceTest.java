package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import dev.reprise.app.TestServer;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.GenerationException.Reason;
import dev.reprise.app.generation.ScriptedGenerator;

final class PerformanceTest {
    private static final Requests LESSON = Requests.LESSON;
    private static final Requests CURRICULUM = Requests.CURRICULUM;
    private static final int TOKENS = ScriptedGenerator.INPUT_TOKENS + ScriptedGenerator.OUTPUT_TOKENS;

    @AutoClose
    private final TestServer server = TestServer
            .start(Map.of("AI_PRICES", ScriptedGenerator.AUTHOR.model() + "=1000/10000"));

    @Test
    void get_newServer_saysThatItKnowsNothing() {
        JsonNode performance = performance();

        assertThat(performance.at("/cache_performance/total_requests").intValue()).isZero();
        assertThat(performance.at("/cache_performance/hit_rate").doubleValue()).isZero();
        assertThat(performance.at("/performance_insights/cache_efficiency").textValue()).isEqualTo("no_data");
        assertThat(performance.at("/performance_insights/recommendations")).hasSize(1);
        assertThat(performance.at("/generation_types/lesson-content/faster_percent").isEmpty()).isTrue();
        assertThat(performance.at("/generation_types")).hasSize(5);
        assertThat(performance.get("history").isArray()).isTrue();
        assertThat(performance.get("history")).isEmpty();
    }

    @Test
    void get_knownSequence_countsItExactly() {
        ask(LESSON, 1);
        ask(LESSON, 7);
        ask(CURRICULUM, 1);
        server.post(LESSON.path(), LESSON.json(), "Cache-Control", "no-cache");
        server.post(Requests.EXERCISES.path(), Requests.EXERCISES.json(), "Cache-Control", "only-if-cached");
        server.generator().fail(new GenerationException(Reason.REFUSED, "No.", null, null));
        server.post(Requests.EXERCISES.path(), Requests.EXERCISES.json());
        server.generator().succeed();
        server.advance(Duration.ofHours(2).plusMinutes(1));
        ask(LESSON, 1);

        JsonNode performance = performance();
        assertThat(performance.get("cache_performance")).hasToString(
                "{\"hit_rate\":61.5,\"total_requests\":13,\"cache_hits\":8,\"cache_misses\":5,\"memory_usage\":\""
                        + performance.at("/cache_performance/memory_usage").textValue() + "\"}");
        assertThat(performance.at("/performance_insights/cache_efficiency").textValue()).isEqualTo("good");
        assertThat(count(performance, "lesson-content", "near_hit")).isEqualTo(7);
        assertThat(count(performance, "lesson-content", "generated")).isEqualTo(2);
        assertThat(count(performance, "lesson-content", "stale")).isEqualTo(1);
        assertThat(count(performance, "course-curriculum", "generated")).isEqualTo(1);
        assertThat(count(performance, "exercises", "absent")).isEqualTo(1);
        assertThat(count(performance, "exercises", "failed")).isEqualTo(1);
        assertThat(performance.at("/last/60_minutes/total_requests").intValue()).isEqualTo(1);
    }

    @Test
    void get_askedFor_namesWhatIsAskedForMostFirst() {
        ask(CURRICULUM, 1);
        ask(LESSON, 3);

        JsonNode top = performance().get("top_requests");
        assertThat(top).hasSize(2);
        assertThat(top.get(0).get("key").textValue()).isEqualTo(server.post(LESSON.path(), LESSON.json()).json()
                .get("key").textValue());
        assertThat(top.get(0).get("requests").doubleValue()).isEqualTo(3);
        assertThat(top.get(0).get("title").textValue()).isNotEmpty();
        assertThat(top.get(1).get("type").textValue()).isEqualTo("course-curriculum");
        assertThat(top.get(1).get("title").textValue()).as("asked for once").isEmpty();
    }

    @Test
    void get_openToAllTenants_doesNotTellThemWhatOthersAskFor() {

        try (TestServer open = TestServer.start(Map.of("API_KEYS", "acme=a,other=o"))) {
            open.post(LESSON.path(), LESSON.json(), "Authorization", "Bearer a");
            assertThat(open.get("/ai/cache/performance").json().get("top_requests")).isEmpty();
        }
        try (TestServer closed = TestServer.start(Map.of("API_KEYS", "acme=a,other=o", "VIEWER_TOKEN", "v"))) {
            closed.post(LESSON.path(), LESSON.json(), "Authorization", "Bearer a");
            assertThat(closed.get("/ai/cache/performance", "Authorization", "Bearer v").json().get("top_requests"))
                    .hasSize(1);
        }
    }

    @Test
    void get_hits_haveSavedWhatTheirGenerationTook() {
        ask(LESSON, 1);
        ask(LESSON, 5);

        JsonNode type = performance().at("/generation_types/lesson-content");
        assertThat(type.at("/saved/tokens").intValue()).isEqualTo(5 * TOKENS);
        assertThat(type.at("/spent/tokens").intValue()).isEqualTo(TOKENS);
        double money = (ScriptedGenerator.INPUT_TOKENS * 1000.0 + ScriptedGenerator.OUTPUT_TOKENS * 10_000.0) / 1e6;
        assertThat(type.at("/spent/money").doubleValue()).isCloseTo(money, within(1e-9));
        assertThat(type.at("/saved/money").doubleValue()).isCloseTo(5 * money, within(1e-9));
        assertThat(type.at("/faster_percent/near_hit").doubleValue()).isBetween(0.0, 100.0);
        assertThat(type.at("/faster_percent/blended").doubleValue()).isBetween(0.0, 100.0);
        assertThat(type.at("/near_hit/p50_ms").doubleValue())
                .isLessThanOrEqualTo(type.at("/near_hit/p99_ms").doubleValue());
    }

    @Test
    void get_requestsInSomeMinutes_hasThoseInItsHistoryOldestFirst() {
        Instant first = server.now().truncatedTo(ChronoUnit.MINUTES);
        ask(LESSON, 1);
        ask(CURRICULUM, 2);
        server.advance(Duration.ofMinutes(58));
        ask(LESSON, 3);

        JsonNode history = performance().get("history");
        assertThat(history).hasSize(2);
        assertMinute(history.get(0), first, 3, 33.3);
        assertThat(history.get(0).get("far_hit_p50_ms").isNull()).isTrue();
        assertThat(history.get(0).get("generated_p50_ms").doubleValue()).isPositive();
        assertMinute(history.get(1), first.plus(Duration.ofMinutes(58)), 3, 100.0);
        assertThat(history.get(1).get("near_hit_p50_ms").doubleValue()).isPositive();
        assertThat(history.get(1).get("generated_p50_ms").isNull()).isTrue();

        server.advance(Duration.ofMinutes(2));
        assertThat(performance().get("history")).hasSize(1);
        assertThat(performance().at("/last/60_minutes/total_requests").intValue()).isEqualTo(3);
        assertThat(performance().at("/last/5_minutes/total_requests").intValue()).isEqualTo(3);
        server.advance(Duration.ofMinutes(3));
        assertThat(performance().at("/last/5_minutes/total_requests").intValue()).isZero();
    }

    @Test
    void get_lifeTooShort_advisesTheOneThatWouldDo() {
        for (int i = 0; i < 60; i++) {
            ask(LESSON, 1);
            server.advance(Duration.ofHours(5));
        }

        assertThat(performance().at("/performance_insights/recommendations"))
                .extracting(JsonNode::textValue)
                .contains(
                        "lesson-content: a TTL of 48 h instead of 2 h would have turned 90 % of the misses into hits.");
    }

    private static void assertMinute(JsonNode minute, Instant start, int requests, double hitRate) {
        assertThat(minute.fieldNames()).toIterable().containsExactly("minute", "requests", "hit_rate",
                "near_hit_p50_ms", "far_hit_p50_ms", "generated_p50_ms");
        assertThat(minute.get("minute").textValue()).isEqualTo(start.toString());
        assertThat(minute.get("requests").intValue()).isEqualTo(requests);
        assertThat(minute.get("hit_rate").doubleValue()).isEqualTo(hitRate);
    }

    private void ask(Requests request, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(server.post(request.path(), request.json()).status()).isEqualTo(200);
        }
    }

    private JsonNode performance() {
        return server.get("/ai/cache/performance").json();
    }

    private static int count(JsonNode performance, String type, String how) {
        return performance.at("/generation_types/" + type + '/' + how + "/count").intValue();
    }
}
