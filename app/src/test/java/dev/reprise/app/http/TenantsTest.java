package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.cache.redis.testkit.RedisServer;

/** That no tenant gets at what is another's. */
final class TenantsTest {
    private static final Map<String, String> KEYS = Map.of("API_KEYS", "acme=key-of-acme,beta=key-of-beta");
    private static final String ACME = "Bearer key-of-acme";
    private static final String BETA = "Bearer key-of-beta";
    private static final String ADMIN = "Bearer " + TestServer.ADMIN_TOKEN;
    private static final Requests REQUEST = Requests.LESSON;

    @AutoClose
    private final TestServer server = TestServer.start(KEYS);

    @Test
    void post_sameRequestOfTwoTenants_isGeneratedForEach() {
        Answer acme = post(server, ACME);
        Answer beta = post(server, BETA);

        assertThat(beta.header("Cache-Status")).isEqualTo("\"caffeine\"; fwd=uri-miss; stored");
        assertThat(beta.body()).isNotEqualTo(acme.body());
        assertThat(server.generator().calls()).isEqualTo(2);
        assertThat(post(server, ACME).body()).isEqualTo(acme.body());
        assertThat(post(server, BETA).body()).isEqualTo(beta.body());
        assertThat(server.generator().calls()).isEqualTo(2);
        assertThat(acme.header("Vary")).isEqualTo("Accept-Encoding, Authorization");
    }

    @Test
    void get_anotherTenantsKeyAndETag_findNothing() {
        Answer acme = post(server, ACME);
        String path = acme.header("Content-Location");
        String etag = acme.header("ETag");

        Problems.assertProblem(get(path, BETA, etag), 404, "not-found", path);
        Problems.assertProblem(get(path, ADMIN, etag), 404, "not-found", path);
        Problems.assertProblem(get(path, BETA, "*"), 404, "not-found", path);
        post(server, BETA);
        assertThat(get(path, BETA, etag).status()).isEqualTo(200);
        assertThat(get(path, ACME, etag).status()).isEqualTo(304);
    }

    @Test
    void course_anotherTenants_isNeitherSeenNorEnded() {
        String course = server.post("/ai/courses", Requests.CURRICULUM.json(), "Authorization", ACME)
                .header("Location");

        assertThat(course).startsWith("/ai/courses/");
        for (String other : new String[]{BETA, ADMIN}) {
            Problems.assertProblem(server.get(course, "Authorization", other), 404, "not-found", course);
            Answer ended = server.raw("DELETE", course, new byte[0], "Authorization", other);
            Problems.assertProblem(ended, 404, "not-found", course);
        }
        assertThat(server.get(course, "Authorization", ACME).status()).isEqualTo(200);
    }

    @Test
    void clear_byTheAdmin_reachesAllTenantsOrTheOneOfATag() {
        post(server, ACME);
        post(server, BETA);
        post(server, ADMIN);

        assertThat(cleared("{\"tag\": \"tenant:acme\"}")).isEqualTo(1);
        assertThat(post(server, BETA).header("Cache-Status")).contains("; hit");
        assertThat(post(server, ACME).header("Cache-Status")).contains("; fwd=uri-miss");
        assertThat(cleared("{\"type\": \"lesson-content\"}")).isEqualTo(3);
    }

    @Test
    void clear_byATenant_isForbiddenAndClearsNothing() {
        post(server, ACME);

        Answer answer = server.post("/ai/cache/clear", "{\"type\": \"lesson-content\"}", "Authorization", ACME);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(post(server, ACME).header("Cache-Status")).contains("; hit");
    }

    @Test
    void post_regenerateIsForAdmins_noTenantMayAndTheAdminMayForPublic() {
        try (TestServer strict = TestServer.start(
                Map.of("API_KEYS", "acme=key-of-acme", "REGENERATE", "admin"))) {
            Answer acme = post(strict, ACME);
            post(strict, ADMIN);

            Problems.assertProblem(post(strict, ACME, "no-cache"), 403, "forbidden", REQUEST.path());
            assertThat(post(strict, ACME, "max-age=0").body()).isEqualTo(acme.body());
            assertThat(post(strict, ADMIN, "no-cache").header("Cache-Status")).contains("; fwd=request; stored");
            assertThat(post(strict, ACME).body()).isEqualTo(acme.body());
        }
    }

    @Test
    void post_twoNodesOnOneRedis_shareEachTenantsContentWithThatTenantAlone() {
        try (RedisServer redis = RedisServer.start();
                TestServer first = node(redis);
                TestServer second = node(redis)) {
            Answer acme = post(first, ACME);
            Answer beta = post(second, BETA);

            assertThat(beta.header("Cache-Status")).startsWith("\"redis\"; fwd=uri-miss; stored");
            assertThat(post(second, ACME).body()).isEqualTo(acme.body());
            assertThat(post(first, BETA).body()).isEqualTo(beta.body());
            assertThat(first.generator().calls()).isEqualTo(1);
            assertThat(second.generator().calls()).isEqualTo(1);
            assertThat(redis.command("KEYS", "reprise:main:v1:*").lines())
                    .allMatch(key -> key.matches("reprise:main:v1:(acme|beta):.*")).hasSize(2);
        }
    }

    private static TestServer node(RedisServer redis) {
        return TestServer.start(Map.of("REDIS_URL", redis.url().toString(), "API_KEYS", KEYS.get("API_KEYS")));
    }

    private static Answer post(TestServer server, String authorization) {
        return server.post(REQUEST.path(), REQUEST.json(), "Authorization", authorization);
    }

    private static Answer post(TestServer server, String authorization, String directive) {
        return server.post(REQUEST.path(), REQUEST.json(), "Authorization", authorization, "Cache-Control", directive);
    }

    private Answer get(String path, String authorization, String etag) {
        return server.get(path, "Authorization", authorization, "If-None-Match", etag);
    }

    private int cleared(String selector) {
        return server.postAsAdmin("/ai/cache/clear", selector).json().get("deleted_entries").intValue();
    }
}
