package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.http.Access.Role;

/** Which token opens which route. */
final class AccessTest {
    /** Every route there is, and whom it is for. */
    static final Map<String, Role> ROUTES = Map.ofEntries(
            Map.entry("GET /", Role.EVERYBODY),
            Map.entry("HEAD /", Role.EVERYBODY),
            Map.entry("GET /dashboard/{file}", Role.EVERYBODY),
            Map.entry("HEAD /dashboard/{file}", Role.EVERYBODY),
            Map.entry("POST /ai/content/course-curriculum", Role.TENANT),
            Map.entry("POST /ai/content/lesson-content", Role.TENANT),
            Map.entry("POST /ai/content/exercises", Role.TENANT),
            Map.entry("POST /ai/content/assessment", Role.TENANT),
            Map.entry("POST /ai/content/learning-path", Role.TENANT),
            Map.entry("POST /ai/content/{type}", Role.TENANT),
            Map.entry("GET /ai/content/{type}/{key}", Role.TENANT),
            Map.entry("HEAD /ai/content/{type}/{key}", Role.TENANT),
            Map.entry("POST /ai/courses", Role.TENANT),
            Map.entry("GET /ai/courses/{id}", Role.TENANT),
            Map.entry("HEAD /ai/courses/{id}", Role.TENANT),
            Map.entry("DELETE /ai/courses/{id}", Role.TENANT),
            Map.entry("GET /livez", Role.EVERYBODY),
            Map.entry("HEAD /livez", Role.EVERYBODY),
            Map.entry("GET /readyz", Role.EVERYBODY),
            Map.entry("HEAD /readyz", Role.EVERYBODY),
            Map.entry("GET /ai/cache/health", Role.EVERYBODY),
            Map.entry("HEAD /ai/cache/health", Role.EVERYBODY),
            Map.entry("GET /ai/cache/status", Role.VIEWER),
            Map.entry("HEAD /ai/cache/status", Role.VIEWER),
            Map.entry("GET /ai/cache/performance", Role.VIEWER),
            Map.entry("HEAD /ai/cache/performance", Role.VIEWER),
            Map.entry("GET /ai/cache/metrics", Role.VIEWER),
            Map.entry("HEAD /ai/cache/metrics", Role.VIEWER),
            Map.entry("GET /ai/cache/config", Role.VIEWER),
            Map.entry("HEAD /ai/cache/config", Role.VIEWER),
            Map.entry("POST /ai/cache/config/update", Role.ADMIN),
            Map.entry("POST /ai/cache/warm-up", Role.ADMIN),
            Map.entry("GET /ai/cache/warm-up/{id}", Role.ADMIN),
            Map.entry("HEAD /ai/cache/warm-up/{id}", Role.ADMIN),
            Map.entry("DELETE /ai/cache/warm-up/{id}", Role.ADMIN),
            Map.entry("POST /ai/cache/clear", Role.ADMIN),
            Map.entry("GET /metrics", Role.VIEWER),
            Map.entry("HEAD /metrics", Role.VIEWER),
            Map.entry("GET /openapi.json", Role.EVERYBODY),
            Map.entry("HEAD /openapi.json", Role.EVERYBODY),
            Map.entry("GET /docs", Role.EVERYBODY),
            Map.entry("HEAD /docs", Role.EVERYBODY),
            Map.entry("GET /docs/{file}", Role.EVERYBODY),
            Map.entry("HEAD /docs/{file}", Role.EVERYBODY));

    private static final String KEYS = "acme=key-of-acme,beta=key-of-beta";
    private static final TestServer SERVER = TestServer.start(Map.of("API_KEYS", KEYS, "VIEWER_TOKEN", "to-look"));

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void routes_all_areListedHere() {
        assertThat(SERVER.routes()).containsExactlyInAnyOrderElementsOf(ROUTES.keySet());
    }

    /** A token, and whom it makes one. */
    @ParameterizedTest
    @CsvSource({"key-of-acme, TENANT", "key-of-beta, TENANT", "to-look, VIEWER", TestServer.ADMIN_TOKEN + ", ADMIN",
            "key-of-acm, EVERYBODY", "key-of-acme2, EVERYBODY", "KEY-OF-ACME, EVERYBODY", "acme, EVERYBODY",
            "acme=key-of-acme, EVERYBODY", "key-of-acme key-of-beta, EVERYBODY", "null, EVERYBODY"})
    void everyRoute_token_opensItForItsOwnersAndTheAdminAlone(String token, Role holder) {
        ROUTES.forEach((route, role) -> {
            Answer answer = send(SERVER, route, "Authorization", "Bearer " + token);

            if (role == Role.EVERYBODY || role == holder || holder == Role.ADMIN) {
                assertOpen(route, answer);
            } else {
                assertRefused(route, answer, 403, "forbidden");
                assertThat(answer.header("WWW-Authenticate")).isEmpty();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Basic a2V5LW9mLWFjbWU6", "key-of-acme", "Bearerkey-of-acme"})
    void everyRoute_noToken_isUnauthorizedUnlessForEverybody(String header) {
        ROUTES.forEach((route, role) -> {
            Answer answer = send(SERVER, route, "Authorization", header);

            if (role == Role.EVERYBODY) {
                assertOpen(route, answer);
            } else {
                assertRefused(route, answer, 401, "unauthorized");
                assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"reprise\"");
            }
        });
    }

    /** What is set, and who needs a token then. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {"none | none | ADMIN", "acme=k | none | ADMIN TENANT",
            "none | to-look | ADMIN VIEWER"})
    void everyRoute_nothingShown_isOpenWhereItsTokenIsNotSet(String keys, String viewer, String closed) {
        Map<String, String> settings = keys != null
                ? Map.of("API_KEYS", keys)
                : viewer != null ? Map.of("VIEWER_TOKEN", viewer) : Map.of();
        try (TestServer server = TestServer.start(settings)) {
            ROUTES.forEach((route, role) -> {
                Answer bare = send(server, route);
                Answer odd = send(server, route, "Authorization", "Bearer of something else");

                if (closed.contains(role.name())) {
                    assertRefused(route, bare, 401, "unauthorized");
                    assertRefused(route, odd, 403, "forbidden");
                } else {
                    assertOpen(route, bare);
                    assertOpen(route, odd);
                }
            });
        }
    }

    /** Whoever else used the connection before, as behind a proxy. */
    @Test
    void post_tokenOfOtherCaseAfterTheRightOneOnTheConnection_isRefused() throws IOException {
        SERVER.advance(Duration.ofMinutes(2));
        List<String> statuses = new ArrayList<>();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port());
                BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            for (String token : List.of("key-of-acme", "KEY-OF-ACME", "key-of-acme")) {
                socket.getOutputStream().write(("HEAD /ai/courses/none HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                        + token + "\r\n\r\n").getBytes(UTF_8));
                statuses.add(requireNonNull(lines.readLine()));
                while (!requireNonNull(lines.readLine()).isEmpty()) {
                    // The rest of an answer without a body.
                }
            }
        }
        assertThat(statuses).extracting(it -> it.split(" ", -1)[1]).containsExactly("404", "403", "404");
    }

    /** Ways to write a path that may lead to the same route, but never round its check. */
    @ParameterizedTest
    @ValueSource(strings = {"/ai/cache/clear/", "/ai/cache/./clear", "/ai/cache/x/../clear", "/ai/cache/%63lear",
            "/ai/cache/clear;a=b", "//ai/cache/clear", "/ai//cache/clear", "/AI/cache/clear", "/ai/cache/clear%20",
            "/ai/cache/clear?token=" + TestServer.ADMIN_TOKEN, "/ai/cache/%2e%2e/cache/clear"})
    void post_pathWrittenOddly_opensNothing(String path) {
        Answer answer = SERVER.post(path, "{\"type\": \"exercises\"}");

        assertThat(answer.status()).isIn(400, 401, 404);
    }

    @Test
    void post_noToken_isRefusedBeforeItsBodyIsLookedAt() {
        Answer answer = SERVER.raw("POST", "/ai/content/poems", new byte[2 << 20], "Content-Type", "text/plain");

        Problems.assertProblem(answer, 401, "unauthorized", "/ai/content/poems");
    }

    /** Each is another's first wrong token: none is slowed down. */
    private static Answer send(TestServer server, String route, String... headers) {
        server.advance(Duration.ofMinutes(2));
        String method = route.substring(0, route.indexOf(' '));
        String path = route.substring(route.indexOf(' ') + 1).replace("{type}", "lesson-content")
                .replace("{key}", "lesson_content:8c507f4fb74025118dd57c9efa3f9404").replace("{id}", "none")
                .replace("docs/{file}", "docs/docs.js").replace("dashboard/{file}", "dashboard/main.js");
        return method.equals("POST")
                ? server.post(path, "{}", headers)
                : server.raw(method, path, new byte[0], headers);
    }

    private static void assertOpen(String route, Answer answer) {
        assertThat(answer.status()).as(route + ' ' + answer.text()).isIn(200, 202, 400, 404, 422, 503);
    }

    private static void assertRefused(String route, Answer answer, int status, String kind) {
        assertThat(answer.status()).as(route + ' ' + answer.text()).isEqualTo(status);
        if (!route.startsWith("HEAD ")) {
            assertThat(answer.json().get("type").textValue()).isEqualTo("urn:reprise:problem:" + kind);
        }
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
}
