package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.GenerationException.Reason;
import dev.reprise.app.http.Events.Event;

/** What no answer and no log shows, and what every answer tells a browser. */
final class SecrecyTest {
    /** Each secret, and what a client takes for one, contains this. */
    private static final String SECRET = "hunter2";

    private static final Map<String, String> SECRETS = Map.of("API_KEYS", "acme=hunter2-a", "VIEWER_TOKEN",
            "hunter2-v", "ADMIN_TOKEN", "hunter2-admin", "CACHE_KEY_SECRET", "hunter2-key", "REDIS_URL",
            "redis://hunter2:hunter2@127.0.0.1:1");

    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    @AutoClose
    private final TestServer server = TestServer.start(SECRETS);

    @Test
    void anyRequest_anyToken_secretsAreInNoAnswerAndNoLog() throws Exception {
        ListAppender<ILoggingEvent> log = listen();
        try {
            for (String token : List.of("hunter2-a", "hunter2-v", "hunter2-admin", "hunter2-wrong", "")) {
                for (String route : server.routes()) {
                    for (String body : List.of("", "{}", "{", "[[[", "null", "{\"lesson_title\": \"A\"}",
                            "{\"cefr_level\": 5}", "\u0000", "{\"type\": \"exercises\"}", "{\"goals\": [{}]}")) {
                        assertNothing(send(route, body, token));
                    }
                }
            }
            server.generator().fail(new IllegalStateException("broken"));
            assertNothing(server.post(Requests.LESSON.path(), Requests.LESSON.json(), "Authorization",
                    "Bearer hunter2-a"));
            assertThat(raw("GET /ai/cache/status HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer hunter2\u0001\r\n\r\n"))
                    .startsWith("HTTP/1.1 400").doesNotContain(SECRET);
        } finally {
            ROOT.detachAppender(log);
        }
        assertSecret(log);
    }

    @Test
    void anyContent_servedOrFailed_nothingOfItIsInTheLog() {
        ListAppender<ILoggingEvent> log = listen();
        try {
            for (Requests request : Requests.values()) {
                for (int i = 0; i < 2; i++) {
                    server.post(request.path(), request.json().replaceAll("(: |\\[)\"", "$1\"hunter2 "),
                            "Authorization",
                            "Bearer hunter2-a");
                }
                server.generator().fail(new GenerationException(Reason.REFUSED, "No.", null, null));
                server.post(request.path(), request.json().replaceAll("(: |\\[)\"", "$1\"hunter2 not "),
                        "Authorization", "Bearer hunter2-a");
                server.generator().succeed();
            }
        } finally {
            ROOT.detachAppender(log);
        }
        assertThat(log.list).filteredOn(event -> event.getKeyValuePairs() != null)
                .extracting(event -> event.getKeyValuePairs().get(2).value)
                .containsOnly("generated", "near_hit", "failed");
        assertSecret(log);
    }

    private static ListAppender<ILoggingEvent> listen() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.list = Collections.synchronizedList(new ArrayList<>());
        log.start();
        ROOT.addAppender(log);
        return log;
    }

    private static void assertSecret(ListAppender<ILoggingEvent> log) {
        assertThat(log.list).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getFormattedMessage()).doesNotContain(SECRET);
            assertThat(String.valueOf(event.getKeyValuePairs())).doesNotContain(SECRET);
            assertThat(String.valueOf(event.getThrowableProxy() == null
                    ? ""
                    : event.getThrowableProxy().getMessage())).doesNotContain(SECRET);
        });
    }

    /** A method, a path, a header and its value, and the status that they lead to. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"GET | /ai/cache/health | A | b | 200", "GET | /metrics | A | b | 401",
            "GET | /metrics | Authorization | Bearer hunter2-v | 200",
            "GET | /metrics | Authorization | Bearer wrong | 403", "GET | /nothing | A | b | 404",
            "POST | /metrics | A | b | 405", "POST | /ai/courses | Authorization | Bearer hunter2-a | 415",
            "GET | /ai/cache/health%00 | A | b | 400"})
    void anyAnswer_hasTheSecurityHeadersAndNamesNoSoftware(String method, String path, String header, String value,
            int status) {
        Answer answer = server.raw(method, path, new byte[0], header, value);

        assertThat(answer.status()).isEqualTo(status);
        assertSafe(answer);
    }

    @Test
    void headersTooLarge_answerHasTheSecurityHeaders() {
        Answer answer = server.get("/ai/cache/health", "X-Large", "x".repeat(20_000));

        assertThat(answer.status()).isEqualTo(431);
        assertSafe(answer);
    }

    @Test
    void slowedDown_answerHasTheSecurityHeaders() {
        for (int i = 0; i < 10; i++) {
            server.get("/metrics", "Authorization", "Bearer wrong");
        }
        Answer answer = server.get("/metrics", "Authorization", "Bearer wrong");

        assertThat(answer.status()).isEqualTo(429);
        assertSafe(answer);
    }

    @Test
    void contentAndNotModified_haveTheSecurityHeaders() {
        Answer made = server.post(Requests.LESSON.path(), Requests.LESSON.json(), "Authorization", "Bearer hunter2-a");
        assertThat(made.status()).isEqualTo(200);
        assertSafe(made);

        Answer same = server.get(made.header("Content-Location"), "Authorization", "Bearer hunter2-a", "If-None-Match",
                made.header("ETag"));
        assertThat(same.status()).isEqualTo(304);
        assertSafe(same);
    }

    @Test
    void events_haveTheSecurityHeaders() throws Exception {
        try (TestServer open = TestServer.start();
                Events events = Events.post(open, Requests.LESSON.path(), Requests.LESSON.json())) {
            assertThat(events.rest()).extracting(Event::name).last().isEqualTo("result");
            SecurityHeaders.ALL.forEach((name, value) -> assertThat(events.response().headers().allValues(name))
                    .containsExactly(value));
        }
    }

    /** Each is another's first token: none is slowed down. */
    private Answer send(String route, String body, String token) {
        server.advance(Duration.ofMinutes(2));
        String method = route.substring(0, route.indexOf(' '));
        String path = route.substring(route.indexOf(' ') + 1).replace("{type}", "lesson-content")
                .replace("{key}", "hunter3").replace("{id}", "none").replace("{file}", "docs.js")
                + "?token=hunter2&api_key=hunter2";
        return server.raw(method, path, body.getBytes(UTF_8), "Content-Type", "application/json", "Authorization",
                token.isEmpty() ? "Basic hunter2" : "Bearer " + token);
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static void assertNothing(Answer answer) {
        assertThat(answer.text()).doesNotContain(SECRET);
        for (String name : List.of("Location", "Content-Location", "WWW-Authenticate", "Set-Cookie", "ETag")) {
            assertThat(answer.header(name)).doesNotContain(SECRET);
        }
    }

    private static void assertSafe(Answer answer) {
        SecurityHeaders.ALL.forEach((name, value) -> assertThat(answer.header(name)).as(name).isEqualTo(value));
        assertThat(answer.header("Server")).isEmpty();
        assertThat(answer.header("X-Powered-By")).isEmpty();
    }
}
