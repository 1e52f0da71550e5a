package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.reprise.app.TestServer;

/** Bodies that come again. */
final class RequestMemoTest {
    private static final String LESSON = "/ai/content/lesson-content";
    private static final String ONE = "{\"lesson_title\": \"Aa\"}";
    private static final String OTHER = "{\"lesson_title\": \"BB\"}";

    @Test
    void post_bodiesWithOneHash_areToldApart() {
        assertThat(Arrays.hashCode(ONE.getBytes(UTF_8))).isEqualTo(Arrays.hashCode(OTHER.getBytes(UTF_8)));
        try (TestServer server = TestServer.start()) {
            for (int i = 0; i < 2; i++) {
                assertThat(key(server, LESSON, ONE)).isNotEqualTo(key(server, LESSON, OTHER));
            }
            assertThat(server.generator().calls()).isEqualTo(2);
        }
    }

    @Test
    void post_sameRequestInOtherBytes_isOneEntry() {
        try (TestServer server = TestServer.start()) {
            assertThat(key(server, LESSON, ONE)).isEqualTo(key(server, LESSON, ' ' + ONE))
                    .isEqualTo(key(server, LESSON, ONE));
            assertThat(server.generator().calls()).isEqualTo(1);
        }
    }

    @Test
    void post_sameBodyForAnotherType_isJudgedByThat() {
        try (TestServer server = TestServer.start()) {
            key(server, LESSON, ONE);

            assertThat(server.post("/ai/content/exercises", ONE).status()).isEqualTo(422);
            assertThat(server.post("/ai/content/exercises", ONE).status()).isEqualTo(422);
        }
    }

    @Test
    void post_sameBodyFromAnotherTenant_isAnothersEntry() {
        try (TestServer server = TestServer.start(Map.of("API_KEYS", "acme=a,other=o"))) {
            server.post(LESSON, ONE, "Authorization", "Bearer a");
            assertThat(server.post(LESSON, ONE, "Authorization", "Bearer o").header("Cache-Status"))
                    .contains("fwd=uri-miss");
        }
    }

    private static String key(TestServer server, String path, String body) {
        return server.post(path, body).json().get("key").textValue();
    }
}
