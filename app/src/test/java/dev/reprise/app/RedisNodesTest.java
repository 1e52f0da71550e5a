package dev.reprise.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.settings.Settings.InvalidSettingException;
import dev.reprise.cache.redis.testkit.RedisServer;
import dev.reprise.cache.redis.testkit.TcpProxy;
import dev.reprise.cache.redis.testkit.TlsFront;

/** Nodes that share a Redis, and what becomes of them without it. */
class RedisNodesTest {
    private static final String LESSON = "/ai/content/lesson-content";
    private static final String REQUEST = "{\"lesson_title\": \"Reporting a spill\"}";

    private static final String ENTRIES = "reprise:main:v1:*";

    private static final String KEY = "5eed".repeat(16);
    private static final String OTHER_KEY = "beef".repeat(16);

    private final RedisServer redis = RedisServer.start();

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    @Test
    void post_onSecondNode_isAnsweredFromTheFirstOnesWork() {
        try (TestServer first = node(); TestServer second = node()) {
            Answer made = first.post(LESSON, REQUEST);
            Answer shared = second.post(LESSON, REQUEST);

            assertThat(made.header("Cache-Status"))
                    .isEqualTo("\"redis\"; fwd=uri-miss; stored, \"caffeine\"; fwd=uri-miss; stored");
            assertThat(shared.header("Cache-Status"))
                    .isEqualTo("\"redis\"; hit; ttl=7200, \"caffeine\"; fwd=uri-miss; stored");
            assertThat(shared.body()).isEqualTo(made.body());
            assertThat(shared.header("ETag")).isEqualTo(made.header("ETag"));
            assertThat(second.generator().calls()).isZero();
            // The change that the first node announced may come after the second has filled its near tier.
            await("the second to have it near",
                    () -> second.post(LESSON, REQUEST).header("Cache-Status").startsWith("\"caffeine\"; hit"));
        }
    }

    @Test
    void post_encrypted_isSharedWithTheSameKeyAndMadeAnewWithAnother() {
        try (TestServer first = node(KEY); TestServer second = node(KEY); TestServer other = node(OTHER_KEY)) {
            Answer made = first.post(LESSON, REQUEST);
            assertThat(second.post(LESSON, REQUEST).body()).isEqualTo(made.body());
            assertThat(second.generator().calls()).isZero();

            Answer anew = other.post(LESSON, REQUEST);

            assertThat(anew.status()).isEqualTo(200);
            assertThat(anew.header("Cache-Status")).startsWith("\"redis\"; fwd=uri-miss; stored");
            assertThat(other.generator().calls()).isEqualTo(1);
            awaitHealth(other, "healthy");
        }
    }

    @Test
    void post_encryptionKeyWithoutRedis_isServed() {
        try (TestServer alone = TestServer.start(Map.of("CACHE_ENCRYPTION_KEY", KEY))) {
            assertThat(alone.post(LESSON, REQUEST).status()).isEqualTo(200);
        }
    }

    @Test
    void post_stores_onlyKeysOfItsOwnThatEnd() {
        try (TestServer node = node()) {
            node.post(LESSON, REQUEST);

            assertThat(redis.command("KEYS", "*").lines()).allMatch(it -> it.startsWith("reprise:main:"));
            String key = redis.command("KEYS", ENTRIES).strip();
            assertThat(key).matches("reprise:main:v1:public:[0-9a-f]{12}:lesson_content:[0-9a-f]{32}");
            assertThat(Long.parseLong(redis.command("PTTL", key).strip())).isPositive();
        }
    }

    @Test
    void clear_byType_dropsWhatRedisHolds() {
        try (TestServer node = node()) {
            node.post(LESSON, REQUEST);

            Answer cleared = node.postAsAdmin("/ai/cache/clear", "{\"type\": \"lesson-content\"}");

            assertThat(cleared.json().get("deleted_entries").intValue()).isEqualTo(1);
            assertThat(redis.command("KEYS", ENTRIES)).isBlank();
            node.post(LESSON, REQUEST);
            assertThat(node.generator().calls()).isEqualTo(2);
        }
    }

    @Test
    void clear_otherNodeHoldsItInProcess_reachesItThere() {
        try (TestServer first = node(); TestServer second = node()) {
            first.post(LESSON, REQUEST);
            second.post(LESSON, REQUEST);

            Answer cleared = first.postAsAdmin("/ai/cache/clear", "{\"type\": \"lesson-content\"}");

            assertThat(cleared.json().get("propagated").booleanValue()).isTrue();
            await("the second node to forget it",
                    () -> second.post(LESSON, REQUEST, "Cache-Control", "only-if-cached").status() == 504);
            second.post(LESSON, REQUEST);
            assertThat(first.generator().calls() + second.generator().calls()).isEqualTo(2);
        }
    }

    @Test
    void post_sameNewThingOnBothNodesAtOnce_isGeneratedOnce() throws Exception {
        try (TestServer first = node(); TestServer second = node()) {
            first.generator().hold();
            second.generator().hold();
            CompletableFuture<Answer> one = first.postLater(LESSON, REQUEST);
            first.generator().awaitCalls(1);
            CompletableFuture<Answer> other = second.postLater(LESSON, REQUEST);
            second.awaitWaiting(1);
            first.generator().release();

            assertThat(other.get().body()).isEqualTo(one.get().body());
            assertThat(second.generator().calls()).isZero();
        }
    }

    @Test
    void redisKilledAndRestarted_noRequestFailsAndTheNodeHealsByItself() {
        try (TestServer node = node()) {
            assertThat(node.post(LESSON, REQUEST).status()).isEqualTo(200);

            redis.kill();
            for (int i = 0; i < 20; i++) {
                assertThat(node.post(LESSON, "{\"lesson_title\": \"Spill " + i + "\"}").status()).isEqualTo(200);
                assertThat(node.post(LESSON, REQUEST).header("Cache-Status")).startsWith("\"caffeine\"; hit");
            }
            assertThat(node.post(LESSON, "{\"lesson_title\": \"One more\"}").header("Cache-Status"))
                    .isEqualTo("\"redis\"; fwd=bypass; detail=unavailable, \"caffeine\"; fwd=uri-miss; stored");
            awaitHealth(node, "degraded");

            redis.restart();
            awaitHealth(node, "healthy");
            assertThat(node.post(LESSON, "{\"lesson_title\": \"After it\"}").header("Cache-Status"))
                    .startsWith("\"redis\"; fwd=uri-miss; stored");
        }
    }

    @Test
    void logCutOffAlone_isDegradedAndShowsTheLagUntilItFollowsAgain() {
        try (TcpProxy line = TcpProxy.to(redis.port());
                TestServer node = TestServer.start(Map.of("REDIS_URL", line.url().toString()))) {
            awaitHealth(node, "healthy");
            node.post(LESSON, REQUEST);

            line.blackHoleExisting();
            // What the pool has is replaced at once; the log's connection has to be found dead by its silence.
            await("the lag to show", () -> lag(node, "health") > 0 && lag(node, "status") > 0);

            awaitHealth(node, "healthy");
            assertThat(lag(node, "status")).isZero();
            JsonNode health = node.get("/ai/cache/health").json();
            assertThat(health.at("/tiers/redis/breaker").textValue()).isEqualTo("closed");
        }
    }

    private static long lag(TestServer node, String route) {
        return node.get("/ai/cache/" + route).json().get("coherence_lag_ms").longValue();
    }

    @Test
    void redisKilledWhileNobodyAsks_isNoticedLongBeforeTheHealthCheckIsDue() {
        try (TestServer node = TestServer.start(
                Map.of("REDIS_URL", redis.url().toString(), "HEALTH_CHECK_INTERVAL", "3600"))) {
            awaitHealth(node, "healthy");
            redis.kill();
            awaitHealth(node, "degraded");
        }
    }

    @Test
    void redisAwayAtStart_isDegradedFromTheFirstAnswerAndHeals() {
        redis.kill();
        try (TestServer node = node()) {
            assertThat(node.get("/ai/cache/health").json().get("status").textValue()).isEqualTo("degraded");
            assertThat(node.post(LESSON, REQUEST).status()).isEqualTo(200);

            redis.restart();
            awaitHealth(node, "healthy");
        }
    }

    @Test
    void redisHangs_noRequestWaitsLongerThanItsTimeoutsAndNoneFails() {
        try (TestServer node = node()) {
            redis.pause();
            for (int i = 0; i < 10; i++) {
                assertThat(node.post(LESSON, "{\"lesson_title\": \"Spill " + i + "\"}").status()).isEqualTo(200);
            }
            awaitHealth(node, "degraded");
            redis.resume();
            awaitHealth(node, "healthy");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:6379", "http://:hunter2@localhost", "redis:hunter2", "//user:hunter2@host",
            "redis://user:hunter2@host:port", "redis://user:12/hunter2@host:6379", "redis://host/hunter2",
            "redis://a,b", "redis-sentinel://:hunter2@a:26379", "redis-cluster://:hunter2@a,b/1"})
    void start_redisUrlOfNoKnownForm_isRefusedWithoutShowingIt(String url) {
        assertThatThrownBy(() -> TestServer.start(Map.of("REDIS_URL", url)))
                .isInstanceOf(InvalidSettingException.class).hasMessageStartingWith("REDIS_URL: ")
                .hasMessageNotContaining("hunter2").hasMessageMatching("[^\\n]+").hasNoCause();
    }

    @Test
    void start_tlsWithAFileOfCertificatesAndAKeyStore_isHealthy(@TempDir Path folder) {
        Path server = TlsFront.identity(folder, "server");
        Path client = TlsFront.identity(folder, "client");
        try (TlsFront front = TlsFront.to(redis.port(), server, client);
                TestServer node = TestServer.start(Map.of("REDIS_URL", "rediss://127.0.0.1:" + front.port(),
                        "REDIS_CA_FILE", TlsFront.certificate(server).toString(), "REDIS_KEY_STORE", client.toString(),
                        "REDIS_KEY_STORE_PASSWORD", TlsFront.PASSWORD))) {
            awaitHealth(node, "healthy");
            assertThat(node.post(LESSON, REQUEST).header("Cache-Status")).startsWith("\"redis\"; fwd=uri-miss; stored");
            assertThat(node.get("/ai/cache/status").text()).doesNotContain(TlsFront.PASSWORD);
        }
    }

    @Test
    void start_caFileWithoutTls_isRefused(@TempDir Path folder) {
        Path certificate = TlsFront.certificate(TlsFront.identity(folder, "server"));

        assertThatThrownBy(() -> TestServer.start(
                Map.of("REDIS_URL", redis.url().toString(), "REDIS_CA_FILE", certificate.toString())))
                .isInstanceOf(InvalidSettingException.class).hasMessageContaining("rediss");
    }

    @Test
    void status_redisWithPassword_showsNoSecret() {
        String url = redis.url().toString().replace("redis://", "redis://somebody:a-secret@");
        try (TestServer node = TestServer.start(Map.of("REDIS_URL", url))) {
            Answer status = node.get("/ai/cache/status");

            assertThat(status.status()).isEqualTo(200);
            assertThat(status.text()).contains("127.0.0.1:" + redis.port()).doesNotContain("a-secret", "somebody");
        }
    }

    private TestServer node() {
        return TestServer.start(Map.of("REDIS_URL", redis.url().toString()));
    }

    private TestServer node(String encryptionKey) {
        return TestServer.start(Map.of("REDIS_URL", redis.url().toString(), "CACHE_ENCRYPTION_KEY", encryptionKey));
    }

    private static void awaitHealth(TestServer node, String status) {
        await(status, () -> node.get("/ai/cache/health").json().get("status").textValue().equals(status));
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time for " + what).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
