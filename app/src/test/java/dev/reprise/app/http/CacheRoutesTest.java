package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;

/** {@code /ai/cache/health} and {@code /ai/cache/status}. */
final class CacheRoutesTest {
    private static final String SECRET = "never-to-be-shown";

    @AutoClose
    private final TestServer server = TestServer.start(Map.of("CACHE_KEY_SECRET", SECRET, "AI_PROVIDER", "openai",
            "AI_BASE_URL", "http://user:" + SECRET + "@127.0.0.1:9/v1", "AI_MODEL", "m", "AI_API_KEY", SECRET,
            "NEAR_CACHE_MAX_BYTES", "2000000", "EXERCISE_CACHE_TTL", "60"));

    @Test
    void health_coldCache_isHealthy() {
        Answer answer = server.get("/ai/cache/health");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        JsonNode health = answer.json();
        assertThat(health.fieldNames()).toIterable().containsExactly("status", "cache_available", "tiers",
                "coherence_lag_ms", "generator");
        assertThat(health.get("coherence_lag_ms").longValue()).isZero();
        assertThat(health.get("status").textValue()).isEqualTo("healthy");
        assertThat(health.get("cache_available").booleanValue()).isTrue();
        assertThat(health.get("tiers")).hasToString("{\"caffeine\":{\"available\":true}}");
        assertThat(health.at("/generator/provider").textValue()).isEqualTo("scripted");
        assertThat(health.at("/generator/model").textValue()).isEqualTo("script-1");
    }

    @Test
    void health_head_hasNoBody() {
        Answer answer = server.raw("HEAD", "/ai/cache/health", new byte[0]);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void status_oneEntry_isCounted() {
        assertThat(status().at("/tiers/caffeine/entries").longValue()).isZero();
        Answer posted = server.post(Requests.EXERCISES.path(), Requests.EXERCISES.json());
        JsonNode tier = status().at("/tiers/caffeine");

        assertThat(tier.get("available").booleanValue()).isTrue();
        assertThat(tier.get("entries").longValue()).isEqualTo(1);
        assertThat(tier.get("bytes").longValue()).isGreaterThan(posted.body().length);
        assertThat(tier.get("max_bytes").longValue()).isEqualTo(2_000_000);
        assertThat(tier.get("evictions").longValue()).isZero();
        assertThat(tier.get("failures").longValue()).isZero();
        assertThat(tier.get("unreadable").longValue()).isZero();
    }

    @Test
    void status_always_listsTheTtls() {
        JsonNode status = status();

        assertThat(status.fieldNames()).toIterable().containsExactly("tiers", "ttl_settings", "coherence_lag_ms",
                "generator");
        assertThat(status.get("ttl_settings")).hasToString("""
                {"ai_content_ttl":7200,"assessment_cache_ttl":7200,"course_curriculum_ttl":14400,"default_ttl":3600,\
                "exercise_cache_ttl":60,"learning_path_ttl":14400,"lesson_content_ttl":7200}""");
        assertThat(status.get("coherence_lag_ms").longValue()).isZero();
    }

    @Test
    void status_always_holdsNoSecret() {
        assertThat(server.get("/ai/cache/status").text()).doesNotContain(SECRET, TestServer.ADMIN_TOKEN);
        assertThat(server.get("/ai/cache/health").text()).doesNotContain(SECRET, TestServer.ADMIN_TOKEN);
    }

    private JsonNode status() {
        Answer answer = server.get("/ai/cache/status");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        return answer.json();
    }
}
