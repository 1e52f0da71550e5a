package dev.reprise.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.reprise.cache.redis.testkit.RedisServer;

/** Nodes that begin with what is asked for most. */
@Timeout(60)
final class PrimingTest {
    private static final String LESSON = "/ai/content/lesson-content";

    @AutoClose
    private final RedisServer redis = RedisServer.start();

    @Test
    void start_othersWereAskedBefore_servesItsFirstRequestForThatFromTheNearTier() {
        try (TestServer before = start("API_KEYS", "acme=a,other=o")) {
            ask(before, "a", "popular");
            ask(before, "a", "popular");
            ask(before, "o", "rare");
        }
        try (TestServer after = start("API_KEYS", "acme=a,other=o")) {
            awaitReady(after);
            assertThat(ask(after, "a", "popular")).startsWith("\"caffeine\"; hit");
            assertThat(ask(after, "o", "rare")).startsWith("\"caffeine\"; hit");
            assertThat(ask(after, "o", "popular")).as("another tenant's").contains("fwd=uri-miss");
            assertThat(after.generator().calls()).isEqualTo(1);
        }
    }

    @Test
    void start_preWarmingIsOff_asksRedisWhenItIsAsked() {
        try (TestServer before = start("PRE_WARM", "0")) {
            ask(before, "none", "popular");
            ask(before, "none", "popular");
        }
        try (TestServer after = start("PRE_WARM", "0")) {
            awaitReady(after);
            assertThat(ask(after, "none", "popular")).startsWith("\"redis\"; hit");
        }
    }

    private static void awaitReady(TestServer server) {
        while (server.get("/readyz").status() != 200) {
            Thread.onSpinWait();
        }
    }

    private TestServer start(String name, String value) {
        return TestServer.start(Map.of("REDIS_URL", redis.url().toString(), name, value));
    }

    private static String ask(TestServer server, String token, String title) {
        return server.post(LESSON, "{\"lesson_title\": \"" + title + "\"}", "Authorization", "Bearer " + token)
                .header("Cache-Status");
    }
}
