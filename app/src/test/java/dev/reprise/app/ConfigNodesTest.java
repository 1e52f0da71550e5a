package dev.reprise.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.reprise.app.TestServer.Answer;
import dev.reprise.cache.redis.testkit.RedisCluster;
import dev.reprise.cache.redis.testkit.RedisServer;

/** Nodes that share their settings by way of Redis. */
@Timeout(120)
class ConfigNodesTest {
    private static final String PATH = "/ai/cache/config";
    private static final String UPDATE = PATH + "/update";
    private static final String LESSON = "/ai/content/lesson-content";
    private static final String REQUEST = "{\"lesson_title\": \"Reporting a spill\"}";
    private static final String TEXT = "reprise:main:text:v1:config:{main}";

    private final RedisServer redis = RedisServer.start();

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    @Test
    void update_onOneNode_isAppliedOnTheOtherAndSurvivesBoth() {
        String etag;
        try (TestServer first = node(); TestServer second = node()) {
            awaitFollowing(2);
            Answer updated = first.postAsAdmin(UPDATE, "{\"lesson_content_ttl\": 100}");
            long start = System.nanoTime();

            assertThat(updated.status()).as(updated.text()).isEqualTo(200);
            assertThat(updated.json().get("propagated").booleanValue()).isTrue();
            await("the other node to follow", () -> version(second) == 1);
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            System.out.println("seen on the other node after " + millis + " ms");
            // Well before a node looks by itself: it was told.
            assertThat(millis).isLessThan(1000);
            etag = updated.header("ETag");
            assertThat(second.get(PATH).body()).isEqualTo(first.get(PATH).body());
            assertThat(second.get(PATH).header("ETag")).isEqualTo(etag);
            assertThat(second.post(LESSON, REQUEST).header("Cache-Control")).contains("max-age=100");
        }
        try (TestServer later = node(Map.of("LESSON_CONTENT_TTL", "777"))) {
            assertThat(later.get(PATH).header("ETag")).isEqualTo(etag);
            assertThat(later.get("/ai/cache/status").json().at("/ttl_settings/lesson_content_ttl").intValue())
                    .isEqualTo(100);
        }
    }

    @Test
    void update_appliedToExisting_holdsOnEachNodeForNearAndFar() {
        try (TestServer first = node(); TestServer second = node(); TestServer third = node()) {
            atOneTime(first, second, third);
            awaitFollowing(3);
            first.post(LESSON, REQUEST);
            second.post(LESSON, REQUEST);
            await("the second to have it near",
                    () -> second.post(LESSON, REQUEST).header("Cache-Status").equals("\"caffeine\"; hit; ttl=7200"));

            first.postAsAdmin(UPDATE, "{\"lesson_content_ttl\": 100, \"apply_to_existing\": true}");

            assertThat(first.post(LESSON, REQUEST).header("Cache-Status")).isEqualTo("\"caffeine\"; hit; ttl=100");
            await("the others to follow", () -> version(second) == 1 && version(third) == 1);
            assertThat(second.post(LESSON, REQUEST).header("Cache-Status")).isEqualTo("\"caffeine\"; hit; ttl=100");
            assertThat(third.post(LESSON, REQUEST).header("Cache-Status")).startsWith("\"redis\"; hit; ttl=100");
            assertThat(first.generator().calls()).isEqualTo(1);
        }
    }

    @Test
    void update_onBothNodesAtOnceWithTheSameIfMatch_oneIsDone() {
        try (TestServer first = node(); TestServer second = node()) {
            awaitFollowing(2);
            for (int round = 0; round < 10; round++) {
                String etag = first.get(PATH).header("ETag");
                int ttl = 100 + 2 * round;
                List<CompletableFuture<Answer>> answers = List.of(updateLater(first, ttl, etag),
                        updateLater(second, ttl + 1, etag));

                assertThat(answers.stream().map(it -> it.join().status()).sorted().toList()).containsExactly(200, 412);
                long version = round + 1L;
                await("both to follow", () -> version(first) == version && version(second) == version);
            }
        }
    }

    @Test
    void update_redisGone_isRefusedAndReadingGoesOn() {
        try (TestServer node = node()) {
            awaitFollowing(1);
            node.postAsAdmin(UPDATE, "{\"lesson_content_ttl\": 100}");
            redis.kill();

            Answer refused = node.postAsAdmin(UPDATE, "{\"lesson_content_ttl\": 200}");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.json().get("type").textValue()).isEqualTo("urn:reprise:problem:store-unavailable");
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            assertThat(refused.text()).doesNotContain("Exception")
                    .doesNotContainPattern("\\b" + redis.port() + "\\b");
            assertThat(version(node)).isEqualTo(1);
            assertThat(node.post(LESSON, REQUEST).header("Cache-Control")).contains("max-age=100");

            // It comes back with nothing; the node knows it still.
            redis.restart();
            await("the settings to be put back", () -> redis.command("GET", TEXT).contains("\"version\":1"));
            await("an update to be taken",
                    () -> node.postAsAdmin(UPDATE, "{\"lesson_content_ttl\": 200}").status() == 200);
            assertThat(version(node)).isEqualTo(2);
        }
    }

    @Test
    void start_redisAway_takesWhatIsStoredOnceItIsBack() {
        String text;
        try (TestServer node = node()) {
            node.postAsAdmin(UPDATE, "{\"lesson_content_ttl\": 100}");
            text = redis.command("GET", TEXT);
        }
        redis.kill();
        try (TestServer node = node(Map.of("LESSON_CONTENT_TTL", "777"))) {
            assertThat(node.get(PATH).json().at("/ttl_settings/lesson_content_ttl").intValue()).isEqualTo(777);

            redis.restart();
            redis.command("SET", TEXT, text);
            await("the stored settings", () -> version(node) == 1);
            assertThat(node.get(PATH).json().at("/ttl_settings/lesson_content_ttl").intValue()).isEqualTo(100);
        }
    }

    @Test
    void look_unreadableText_isLeftAndTheNodeGoesOn() {
        redis.command("SET", TEXT, "{\"version\": 9, \"form\": \"of the future\"}");
        try (TestServer node = node()) {
            assertThat(version(node)).isZero();
            assertThat(redis.command("GET", TEXT)).contains("of the future");

            assertThat(node.postAsAdmin(UPDATE, "{\"lesson_content_ttl\": 100}").status()).isEqualTo(200);
            assertThat(version(node)).isEqualTo(1);
        }
    }

    @Test
    void update_onACluster_isSharedToo() {
        try (RedisCluster cluster = RedisCluster.start()) {
            String url = "redis-cluster://127.0.0.1:" + cluster.ports().getFirst();
            try (TestServer first = TestServer.start(Map.of("REDIS_URL", url));
                    TestServer second = TestServer.start(Map.of("REDIS_URL", url))) {
                Answer updated = first.postAsAdmin(UPDATE, "{\"lesson_content_ttl\": 100}");

                assertThat(updated.status()).as(updated.text()).isEqualTo(200);
                await("the other node to follow", () -> version(second) == 1);
            }
        }
    }

    private TestServer node() {
        return node(Map.of());
    }

    private TestServer node(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("REDIS_URL", redis.url().toString());
        return TestServer.start(all);
    }

    private static CompletableFuture<Answer> updateLater(TestServer node, int ttl, String etag) {
        return node.postLater(UPDATE, "{\"default_ttl\": " + ttl + "}", "Authorization",
                "Bearer " + TestServer.ADMIN_TOKEN, "If-Match", etag);
    }

    private static long version(TestServer node) {
        return node.get(PATH).json().get("version").longValue();
    }

    /** Until so many nodes wait for what the log brings: a node that has just started is not told of what came before. */
    private void awaitFollowing(long nodes) {
        await("all to follow the log", () -> redis.command("CLIENT", "LIST").lines()
                .filter(line -> line.contains(" name=reprise-log ") && line.contains(" cmd=xread ")).count() == nodes);
    }

    /** Each one's clock stands where it was started, and the last may have been a second later. */
    private static void atOneTime(TestServer... nodes) {
        Instant latest = nodes[nodes.length - 1].now();
        for (TestServer node : nodes) {
            node.advance(Duration.between(node.now(), latest));
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time for " + what).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }
}
