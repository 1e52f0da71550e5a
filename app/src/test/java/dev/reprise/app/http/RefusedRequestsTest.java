package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;

/** Requests that are refused for their method, path or headers. */
final class RefusedRequestsTest {
    private static final TestServer SERVER = TestServer.start();
    private static final String PATH = Requests.LESSON.path();
    private static final byte[] BODY = Requests.LESSON.json().getBytes(UTF_8);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"GET | /ai/content/lesson-content | POST",
            "PUT | /ai/content/lesson-content | POST", "DELETE | /ai/content/lesson-content | POST",
            "PATCH | /ai/content/lesson-content | POST", "OPTIONS | /ai/content/lesson-content | POST",
            "POST | /ai/content/lesson-content/lesson_content:8c507f4fb74025118dd57c9efa3f9404 | GET, HEAD",
            "DELETE | /ai/content/lesson-content/lesson_content:8c507f4fb74025118dd57c9efa3f9404 | GET, HEAD",
            "GET | /ai/cache/clear | POST", "DELETE | /ai/cache/clear | POST", "POST | /ai/cache/health | GET, HEAD",
            "PUT | /ai/cache/status | GET, HEAD"})
    void raw_wrongMethod_saysWhichAreAllowed(String method, String path, String allowed) {
        Answer answer = SERVER.raw(method, path, BODY, "Content-Type", "application/json");

        JsonNode problem = Problems.assertProblem(answer, 405, "method-not-allowed", path);
        assertThat(Arrays.asList(answer.header("Allow").split(", ", -1)))
                .containsExactlyInAnyOrder(allowed.split(", ", -1));
        assertThat(problem.get("detail").textValue()).contains(allowed.split(", ", -1));
    }

    @Test
    void raw_methodNobodyKnows_isAProblem() {
        Answer answer = SERVER.raw("BREW", PATH, BODY, "Content-Type", "application/json");

        assertThat(answer.status()).isBetween(400, 501).isNotEqualTo(500);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void post_bodyComesAfterItWasRefused_answersAndKeepsTheConnection() throws IOException {
        String head = "POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n"
                .formatted(PATH);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port());
                BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            for (int i = 0; i < 2; i++) {
                socket.getOutputStream().write(head.getBytes(UTF_8));
                assertThat(SERVER.get("/livez").status()).as("the head has come").isEqualTo(200);
                socket.getOutputStream().write("body".getBytes(UTF_8));

                assertThat(lines.readLine()).contains(" 415 ");
                List<String> headers = lines.lines().takeWhile(line -> !line.isEmpty()).toList();
                assertThat(headers).noneMatch(line -> line.startsWith("Connection:"));
                int length = headers.stream().filter(line -> line.startsWith("Content-Length: "))
                        .mapToInt(line -> Integer.parseInt(line.substring(16))).sum();
                assertThat(lines.skip(length)).isEqualTo(length);
            }
        }
    }

    @Test
    void post_noContentType_isRefused() {
        Problems.assertProblem(SERVER.raw("POST", PATH, BODY), 415, "unsupported-media-type", PATH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain", "application/json;charset=iso-8859-1",
            "application/json; charset=\"latin1\"", "application/jsonx", "json", "application/", ";charset=utf-8",
            "multipart/form-data; boundary=x", "application/xml", "text/json"})
    void post_contentTypeIsNotJson_isRefused(String type) {
        Answer answer = SERVER.raw("POST", PATH, BODY, "Content-Type", type);

        Problems.assertProblem(answer, 415, "unsupported-media-type", PATH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json;charset=UTF-8",
            "APPLICATION/JSON ; Charset=\"utf-8\"",
            "application/ld+json", "application/json; profile=x"})
    void post_contentTypeIsJson_isServed(String type) {
        assertThat(SERVER.raw("POST", PATH, BODY, "Content-Type", type).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "text/html, application/xhtml+xml", "application/json;q=0", "text/*",
            "application/problem+json", "nonsense"})
    void post_jsonNotAccepted_isRefused(String accept) {
        Problems.assertProblem(SERVER.post(PATH, Requests.LESSON.json(), "Accept", accept), 406, "not-acceptable",
                PATH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/*", "application/json;q=0.5", "Application/JSON",
            "text/html, */*;q=0.1", "text/html,application/json;charset=utf-8"})
    void post_jsonAccepted_isServed(String accept) {
        assertThat(SERVER.post(PATH, Requests.LESSON.json(), "Accept", accept).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept", "Accept-Encoding", "Cache-Control", "Authorization", "If-None-Match"})
    void post_quotesWhereTheyMayNotBe_isNoFaultOfTheServer(String header) {
        for (String value : new String[]{"\"", "a\"b", "*/*, a\"b;q=\"", ",;=,\"x\";q=x"}) {
            assertThat(SERVER.post(PATH, Requests.LESSON.json(), header, value).status()).isIn(200, 400, 406);
        }
    }

    @Test
    void post_jsonAcceptedOnTheSecondLine_isServed() {
        assertThat(SERVER.post(PATH, Requests.LESSON.json(), "Accept", "text/html", "Accept", "application/json")
                .status()).isEqualTo(200);
    }

    @Test
    void get_jsonNotAccepted_isRefused() {
        String location = SERVER.post(PATH, Requests.LESSON.json()).header("Content-Location");

        Problems.assertProblem(SERVER.get(location, "Accept", "text/html"), 406, "not-acceptable", location);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ai", "/ai/content", "/ai/cache", "/ai/nonsense", "/favicon.ico", "/AI/cache/health",
            "/ai/cache/health/more", "/ai/content/a/b/c", "/.env", "/ai//cache"})
    void get_noSuchRoute_isNotFound(String path) {
        Problems.assertProblem(SERVER.get(path), 404, "not-found", path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"poems", "course_curriculum", "Exercises", "exercises%20", "%D0%BA"})
    void post_noSuchType_isNotFound(String type) {
        String path = "/ai/content/" + type;

        JsonNode problem = Problems.assertProblem(SERVER.post(path, "{}"), 404, "not-found", path);

        assertThat(problem.get("detail").textValue()).contains("course-curriculum", "lesson-content", "exercises",
                "assessment", "learning-path");
    }

    /** Refused before any of our code sees them. */
    @ParameterizedTest
    @ValueSource(strings = {"/ai/content/lesson-content/a%2Fb", "/ai/content/%2e%2e/health", "/ai/cache/health%00",
            "/ai/content/lesson-content/%ff", "/ai/content/lesson-content/a;b=c"})
    void get_ambiguousPath_isAProblem(String path) {
        Answer answer = SERVER.get(path);

        assertThat(answer.status()).isBetween(400, 404);
        assertThat(answer.header("Content-Type")).as(answer.text()).isEqualTo("application/problem+json");
    }

    @Test
    void get_headersTooLarge_isAProblem() {
        Answer answer = SERVER.get("/ai/cache/health", "X-Large", "x".repeat(20_000));

        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.header("Content-Type")).as(answer.text()).isEqualTo("application/problem+json");
    }

    @Test
    void anyAnswer_doesNotNameTheServerSoftware() {
        assertThat(SERVER.get("/ai/cache/health").header("Server")).isEmpty();
    }
}
