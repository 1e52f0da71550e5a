package dev.reprise.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.GenerationException.Reason;
import dev.reprise.app.generation.ScriptedGenerator;
import dev.reprise.cache.redis.testkit.RedisServer;
import dev.reprise.cache.redis.testkit.TcpProxy;

/** What nodes that share a Redis say of all of them. */
@Timeout(120)
class FleetStatisticsTest {
    private static final String PATH = "/ai/cache/performance";
    private static final String LESSON = "/ai/content/lesson-content";
    private static final String EXERCISES = "/ai/content/exercises";
    private static final String REQUEST = "{\"lesson_title\": \"Reporting a spill\"}";
    private static final String OTHER = "{\"lesson_context\": \"Wear goggles.\"}";

    private final RedisServer redis = RedisServer.start();

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    @Test
    void performance_knownRequestsToTwoNodes_isTheirSum() {
        try (TestServer first = node(redis.url()); TestServer second = node(redis.url())) {
            ask(first, 4);
            ask(second, 3);
            first.post(LESSON, REQUEST, "Cache-Control", "no-cache");
            second.post(EXERCISES, OTHER, "Cache-Control", "only-if-cached");
            second.generator().fail(new GenerationException(Reason.REFUSED, "No.", null, null));
            second.post(EXERCISES, OTHER);
            first.post(EXERCISES, OTHER);
            first.advance(Duration.ofHours(2).plusMinutes(1));
            ask(first, 1);

            fleet(first);
            JsonNode fleet = fleet(second);

            assertThat(fleet.get("scope").textValue()).isEqualTo("fleet");
            assertThat(fleet.at("/cache_performance/total_requests").intValue()).isEqualTo(12);
            assertThat(fleet.at("/cache_performance/cache_hits").intValue()).isEqualTo(7);
            assertThat(fleet.at("/cache_performance/hit_rate").doubleValue()).isEqualTo(58.3);
            assertThat(fleet.at("/performance_insights/recommendations/0").textValue())
                    .isEqualTo("Cache performance: needs improvement. 58.3 % of 12 requests were hits.");
            assertThat(count(fleet, "lesson-content/near_hit")).isEqualTo(5);
            assertThat(count(fleet, "lesson-content/far_hit")).isEqualTo(1);
            assertThat(count(fleet, "lesson-content/stale")).isEqualTo(1);
            assertThat(count(fleet, "lesson-content/generated")).isEqualTo(2);
            assertThat(count(fleet, "exercises/absent")).isEqualTo(1);
            assertThat(count(fleet, "exercises/failed")).isEqualTo(1);
            assertThat(count(fleet, "exercises/generated")).isEqualTo(1);
            assertSum(fleet.get("generation_types"), node(first).get("generation_types"),
                    node(second).get("generation_types"));
            JsonNode lesson = fleet.at("/generation_types/lesson-content");
            int tokens = ScriptedGenerator.INPUT_TOKENS + ScriptedGenerator.OUTPUT_TOKENS;
            assertThat(lesson.at("/saved/tokens").intValue()).isEqualTo(7 * tokens);
            assertThat(lesson.at("/spent/tokens").intValue()).isEqualTo(2 * tokens);
            assertThat(lesson.at("/faster_percent/blended").isNumber()).isTrue();
            assertThat(fleet.get("since")).isEqualTo(node(first).get("since"));
        }
    }

    /** Of all that can be added up. */
    private static void assertSum(JsonNode sum, JsonNode first, JsonNode second) {
        sum.fieldNames().forEachRemaining(name -> {
            if (sum.get(name).isObject()) {
                assertSum(sum.get(name), first.get(name), second.get(name));
            } else if (List.of("total_requests", "cache_hits", "cache_misses", "count", "tokens").contains(name)) {
                assertThat(sum.get(name).longValue()).isEqualTo(first.get(name).longValue()
                        + second.get(name).longValue());
            } else if (List.of("seconds", "money").contains(name)) {
                // Each is rounded to a thousandth.
                assertThat(sum.get(name).doubleValue()).isCloseTo(
                        first.get(name).doubleValue() + second.get(name).doubleValue(), within(0.0015));
            }
        });
    }

    @Test
    void performance_minutesOfTwoNodes_areSummedByMinute() {
        try (TestServer first = node(redis.url()); TestServer second = node(redis.url())) {
            second.advance(Duration.between(second.now(), first.now()));
            ask(first, 2);
            ask(second, 1);
            first.advance(Duration.ofMinutes(7));
            second.advance(Duration.ofMinutes(7));
            ask(first, 1);
            ask(second, 4);

            fleet(first);
            JsonNode fleet = fleet(second);

            assertThat(fleet.get("history")).extracting(minute -> minute.get("requests").intValue())
                    .containsExactly(3, 5);
            assertThat(fleet.get("history")).extracting(minute -> minute.get("hit_rate").doubleValue())
                    .containsExactly(66.7, 100.0);
            assertThat(fleet.at("/history/0/generated_p50_ms"))
                    .isEqualTo(node(first).at("/history/0/generated_p50_ms"));
            assertThat(fleet.at("/last/5_minutes/total_requests").intValue()).isEqualTo(5);
            assertThat(fleet.at("/last/60_minutes/total_requests").intValue()).isEqualTo(8);
        }
    }

    @Test
    void performance_nodeStopped_keepsAllOfIt() {
        try (TestServer first = node(redis.url()); TestServer second = node(redis.url())) {
            ask(first, 3);
            first.stop();

            assertThat(requests(fleet(second))).isEqualTo(3);
        }
    }

    @Test
    void performance_everythingCleared_keepsAllOfIt() {
        try (TestServer node = node(redis.url())) {
            ask(node, 3);
            fleet(node);

            Answer cleared = node.postAsAdmin("/ai/cache/clear", "{\"pattern\": \"*\", \"confirm\": true}");

            assertThat(cleared.json().get("deleted_entries").intValue()).isEqualTo(1);
            assertThat(requests(fleet(node))).isEqualTo(3);
        }
    }

    @Test
    void performance_nodeKilledAndStartedAgain_keepsItsPartAndCountsNothingTwice(@TempDir Path folder)
            throws Exception {
        try (TestServer alive = node(redis.url())) {
            ask(alive, 2);
            Process killed = start(folder);
            ask(killed, 5);
            await("the part of the other to be published", () -> requests(fleet(alive)) == 7);
            int hits = fleet(alive).at("/cache_performance/cache_hits").intValue();
            killed.destroyForcibly().waitFor();

            assertThat(requests(fleet(alive))).isEqualTo(7);
            Process again = start(folder);
            ask(again, 4);
            await("what it served since to be published", () -> requests(fleet(alive)) >= 11);

            again.destroy();
            assertThat(again.waitFor()).isEqualTo(143);
            assertThat(requests(fleet(alive))).isEqualTo(11);
            assertThat(fleet(alive).at("/cache_performance/cache_hits").intValue()).isEqualTo(hits + 4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "slow"})
    void performance_redisAwayForAWhile_isRefusedAndLosesAndDoublesNothing(String fault) {
        try (TcpProxy line = TcpProxy.to(redis.port());
                TestServer node = node(line.url());
                TestServer other = node(redis.url())) {
            ask(node, 2);
            assertThat(requests(fleet(node))).isEqualTo(2);

            if (fault.equals("cut")) {
                line.cut();
            } else {
                // What is sent meanwhile arrives in the end, long after it was given up and tried again.
                line.delay(Duration.ofMinutes(1));
            }
            ask(node, 3);
            Answer refused = node.get(PATH + "?scope=fleet");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.json().get("type").textValue()).isEqualTo("urn:reprise:problem:store-unavailable");
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            assertThat(requests(node(node))).isEqualTo(5);
            ask(other, 1);
            assertThat(requests(fleet(other))).isBetween(3, 6);

            line.heal();
            await("Redis to be asked again", () -> node.get(PATH + "?scope=fleet").status() == 200);
            assertThat(requests(fleet(node))).isEqualTo(6);
            ask(node, 1);
            assertThat(requests(fleet(node))).isEqualTo(7);
            assertThat(requests(fleet(other))).isEqualTo(7);
        }
    }

    @Test
    void performance_withoutRedis_isOfThisNode() {
        try (TestServer node = TestServer.start()) {
            ask(node, 4);

            assertThat(fleet(node).get("generation_types")).isEqualTo(node(node).get("generation_types"));
            assertThat(fleet(node).get("history")).isEqualTo(node(node).get("history"));
            assertThat(fleet(node).get("since")).isEqualTo(node(node).get("since"));
            assertThat(node.get(PATH + "?scope=node").json()).isEqualTo(node.get(PATH).json());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scope=all", "scope=", "scope=Fleet", "scope=node&scope=fleet"})
    void performance_otherScope_isRefused(String query) {
        try (TestServer node = TestServer.start()) {
            Answer refused = node.get(PATH + '?' + query);

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().get("type").textValue()).isEqualTo("urn:reprise:problem:bad-request");
            assertThat(refused.json().get("detail").textValue()).contains("scope");
        }
    }

    private static TestServer node(URI redis) {
        Map<String, String> variables = new HashMap<>();
        variables.put("REDIS_URL", redis.toString());
        variables.put("AI_PRICES", ScriptedGenerator.AUTHOR.model() + "=1000/10000");
        return TestServer.start(variables);
    }

    private static JsonNode node(TestServer node) {
        return node.get(PATH).json();
    }

    private static JsonNode fleet(TestServer node) {
        Answer answer = node.get(PATH + "?scope=fleet");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static int requests(JsonNode performance) {
        return performance.at("/cache_performance/total_requests").intValue();
    }

    private static int count(JsonNode performance, String how) {
        return performance.at("/generation_types/" + how + "/count").intValue();
    }

    private static void ask(TestServer node, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(node.post(LESSON, REQUEST).status()).isEqualTo(200);
        }
    }

    /** A node as a process of its own, with the built-in generator. */
    private Process start(Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(Map.of("PORT", "0", "REDIS_URL", redis.url().toString()));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    /** Asks what a process serves that has just been started. */
    private static void ask(Process node, int times) throws Exception {
        BufferedReader output = node.inputReader();
        Pattern address = Pattern.compile("listens on (http://\\S+)");
        String url = null;
        for (String line = output.readLine(); url == null; line = output.readLine()) {
            Matcher matcher = address.matcher(String.valueOf(line));
            assertThat(line).as("it ended").isNotNull();
            url = matcher.find() ? matcher.group(1) : null;
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + LESSON))
                    .header("Content-Type", "application/json").POST(BodyPublishers.ofString(REQUEST)).build();
            for (int i = 0; i < times; i++) {
                assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
            }
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time for " + what).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
