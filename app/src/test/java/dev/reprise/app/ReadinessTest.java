package dev.reprise.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.reprise.app.TestServer.Answer;
import dev.reprise.cache.redis.testkit.RedisServer;

/** When a server that starts says that it is alive, and when that it is ready. */
@Timeout(60)
final class ReadinessTest {
    private static final String NOT_READY = "{\"status\":\"not_ready\",\"waiting_for\":[\"log\",\"near_tier\"]}";

    @Test
    void readyz_withoutRedis_isReady() {
        try (TestServer server = TestServer.start()) {
            Answer ready = awaitReady(server);

            assertThat(ready.text()).isEqualTo("{\"status\":\"ready\"}");
            assertThat(ready.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void readyz_withRedis_isReadyOnceTheLogIsRead() {
        try (RedisServer redis = RedisServer.start();
                TestServer first = TestServer.start(Map.of("REDIS_URL", redis.url().toString()))) {
            awaitReady(first);
            first.postAsAdmin("/ai/cache/clear", "{\"type\": \"exercises\"}");
            try (TestServer second = TestServer.start(Map.of("REDIS_URL", redis.url().toString()))) {
                assertThat(awaitReady(second).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void readyz_redisAway_isNotReadyUntilThatHasLastedFiveSecondsAndAliveAllTheTime() {
        long start = System.nanoTime();
        try (TestServer server = TestServer.start(Map.of("REDIS_URL", "redis://127.0.0.1:1"))) {
            Answer first = server.get("/readyz");

            assertThat(first.status()).isEqualTo(503);
            assertThat(first.text()).isEqualTo(NOT_READY);
            assertThat(server.get("/livez").text()).isEqualTo("{\"status\":\"alive\"}");
            awaitReady(server);
            assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofSeconds(5).toNanos());
            assertThat(server.get("/ai/cache/health").json().get("status").textValue()).isEqualTo("degraded");
            assertThat(server.post("/ai/content/lesson-content", "{\"lesson_title\": \"Reporting a spill\"}").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void readyz_redisComesWhileItIsWaitedFor_isReadyWithIt() {
        try (RedisServer redis = RedisServer.start()) {
            redis.kill();
            try (TestServer server = TestServer.start(Map.of("REDIS_URL", redis.url().toString()))) {
                assertThat(server.get("/readyz").text()).isEqualTo(NOT_READY);

                redis.restart();

                awaitReady(server);
                assertThat(server.get("/ai/cache/status").json().get("coherence_lag_ms").longValue()).isZero();
            }
        }
    }

    private static Answer awaitReady(TestServer server) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        Answer answer = server.get("/readyz");
        while (answer.status() != 200) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(System.nanoTime()).as("time to become ready: " + answer.text()).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            answer = server.get("/readyz");
        }
        return answer;
    }
}
