package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.GenerationException.Reason;
import dev.reprise.app.generation.ScriptedGenerator;
import dev.reprise.app.http.ApiDocument.Operation;
import dev.reprise.cache.redis.testkit.RedisServer;

/** Real answers of every route, held to what the OpenAPI document says of them. */
final class OpenApiAnswersTest {
    private static final String KEY = "key-of-acme";
    private static final String WRONG = "nobody's";
    private static final String EVENTS = "text/event-stream";

    private static final RedisServer REDIS = RedisServer.start();
    private static final TestServer SERVER = TestServer.start(
            Map.of("REDIS_URL", REDIS.url().toString(), "API_KEYS", "acme=" + KEY, "VIEWER_TOKEN", "to-look"));
    private static final ApiDocument DOCUMENT = new ApiDocument(SERVER.get("/openapi.json").text());

    private static final Map<String, String> HERE = new HashMap<>();

    /** The answers that an operation is described to have and that a test below has it give. */
    private static final Set<String> SHOWN = Set.of("200", "202", "304", "400", "401", "403", "404", "406", "412",
            "413",
            "415", "422", "429", "502", "503", "504");

    @AfterEach
    void forgetWrongTokens() {
        SERVER.generator().succeed();
        SERVER.advance(Duration.ofMinutes(3));
    }

    @AfterAll
    static void stop() {
        SERVER.close();
        REDIS.close();
    }

    @Test
    void document_everyStatus_isShownHere() {
        Set<String> described = new TreeSet<>();
        DOCUMENT.operations().forEach(it -> it.node().get("responses").fieldNames().forEachRemaining(described::add));

        // Of most routes nobody knows how to make them fail.
        described.remove("500");
        assertThat(described).containsExactlyInAnyOrderElementsOf(SHOWN);
    }

    @Test
    void everyRoute_whatItIsFor_isAnsweredAsDescribed() {
        Set<String> done = new TreeSet<>();
        String location = "";
        for (Requests request : Requests.values()) {
            for (int i = 0; i < 2; i++) {
                done.add(ask("POST", "/ai/content/{type}", request.path(), request.json(), 200));
            }
            done.add(ask("POST", "/ai/content/{type}", request.path(), request.json(), 200, "Accept-Encoding", "gzip"));
            done.add(ask("POST", "/ai/content/{type}", request.path(), request.json(), 200, "Accept", EVENTS));
            location = post(request.path(), request.json()).header("Content-Location");
            done.add(ask("GET", "/ai/content/{type}/{key}", location, "", 200));
        }
        for (String how : List.of("no-cache", "no-store", "max-age=0", "only-if-cached")) {
            ask("POST", "/ai/content/{type}", Requests.LESSON.path(), Requests.LESSON.json(), 200, "Cache-Control",
                    how);
        }
        ask("POST", "/ai/content/{type}", Requests.LESSON.path(), Requests.LESSON.with("cefr_level", "\"C1\""), 200,
                "Accept", EVENTS);
        SERVER.advance(Duration.ofMinutes(125));
        ask("POST", "/ai/content/{type}", Requests.LESSON.path(), Requests.LESSON.json(), 200);

        String course = Requests.CURRICULUM.with("duration_weeks", "2");
        done.add(ask("POST", "/ai/courses", "/ai/courses", course, 202));
        done.add(ask("POST", "/ai/courses", "/ai/courses", course, 202, "Accept", EVENTS));
        String warmUp = "{\"limit\": 2}";
        done.add(ask("POST", "/ai/cache/warm-up", "/ai/cache/warm-up", warmUp, 202));
        done.add(ask("POST", "/ai/cache/warm-up", "/ai/cache/warm-up", "", 202, "Accept", EVENTS));
        for (String jobs : List.of("/ai/courses", "/ai/cache/warm-up")) {
            String job = post(jobs, jobs.equals("/ai/courses") ? course : warmUp).header("Location");
            done.add(ask("GET", jobs + "/{id}", job, "", 200));
            done.add(ask("GET", jobs + "/{id}", job, "", 200, "Accept", EVENTS));
            done.add(ask("DELETE", jobs + "/{id}", job, "", 200));
        }
        done.add(ask("POST", "/ai/cache/config/update", "/ai/cache/config/update",
                "{\"lesson_content_ttl\": null, \"exercise_cache_ttl\": 60, \"apply_to_existing\": true}", 200));
        for (String selector : List.of("\"pattern\": \"lesson*\"", "\"type\": \"exercises\"", "\"tag\": \"x\"",
                "\"key\": \"" + location.substring(location.lastIndexOf('/') + 1) + '"')) {
            done.add(ask("POST", "/ai/cache/clear", "/ai/cache/clear", "{" + selector + ", \"dry_run\": true}", 200));
            done.add(ask("POST", "/ai/cache/clear", "/ai/cache/clear", "{" + selector + "}", 200));
        }
        for (String path : List.of("/ai/cache/health", "/ai/cache/status", "/ai/cache/performance",
                "/ai/cache/metrics", "/ai/cache/config", "/openapi.json", "/docs", "/", "/livez", "/readyz")) {
            done.add(ask("GET", path, path, "", 200));
        }
        for (String accept : List.of("text/plain", "application/openmetrics-text; version=1.0.0", "*/*")) {
            done.add(ask("GET", "/metrics", "/metrics", "", 200, "Accept", accept));
        }
        for (String file : List.of("docs.js", "swagger-ui-bundle.js", "swagger-ui.css")) {
            done.add(ask("GET", "/docs/{file}", "/docs/" + file, "", 200));
        }
        for (String file : List.of("index.html", "main.js", "style.css", "icon.svg")) {
            done.add(ask("GET", "/dashboard/{file}", "/dashboard/" + file, "", 200));
        }

        assertThat(DOCUMENT.operations()).extracting(Operation::route)
                .as("the routes of the document that this test asks").containsExactlyInAnyOrderElementsOf(done);
    }

    /** No far tier, nothing asked yet, and two generators. */
    @Test
    void insight_ofAnotherServer_isAsDescribed() {
        try (TestServer other = TestServer.start(Map.of(), new ScriptedGenerator(), new ScriptedGenerator())) {
            for (String path : List.of("/ai/cache/health", "/ai/cache/status", "/ai/cache/performance",
                    "/ai/cache/metrics", "/metrics", "/ai/cache/config")) {
                DOCUMENT.check("GET", path, other.get(path));
            }
            DOCUMENT.check("POST", Requests.LESSON.path(),
                    other.post(Requests.LESSON.path(), Requests.LESSON.json()));
        }
    }

    @Test
    void everyRoute_head_hasTheHeadersOfGet() {
        for (Operation operation : DOCUMENT.operations("200")) {
            if (operation.method().equals("GET")) {
                DOCUMENT.check("HEAD", here(operation), send("HEAD", here(operation), "", KEY));
            }
        }
    }

    @Test
    void everyRoute_noTokenOrAWrongOne_isRefusedAsDescribed() {
        for (Operation operation : DOCUMENT.operations("401")) {
            assertAnswer(operation, 401, send(operation.method(), here(operation), "{}", ""));
        }
        for (Operation operation : DOCUMENT.operations("403")) {
            assertAnswer(operation, 403, send(operation.method(), here(operation), "{}", WRONG));
            SERVER.advance(Duration.ofMinutes(3));
        }
        for (int i = 0; i < 10; i++) {
            send("GET", "/ai/cache/status", "", WRONG);
        }
        for (Operation operation : DOCUMENT.operations("429")) {
            assertAnswer(operation, 429, send(operation.method(), here(operation), "{}", WRONG));
        }
    }

    @Test
    void everyRoute_nothingThere_isAnsweredAsDescribed() {
        for (Operation operation : DOCUMENT.operations("404")) {
            String path = operation.path().replace("{key}", Requests.EXERCISES.type().prefix() + ":00")
                    .replace("{type}", operation.method().equals("POST") ? "poems" : "exercises")
                    .replaceAll("\\{\\w+}", "none");
            assertAnswer(operation, 404, send(operation.method(), path, "{}", token(operation)));
        }
        for (String path : List.of("/ai", "/ai/content/poems/x", "/nonsense")) {
            Answer answer = SERVER.get(path, "Authorization", "Bearer " + KEY);
            assertThat(answer.status()).isEqualTo(404);
            DOCUMENT.check("GET", path, answer);
        }
    }

    @Test
    void everyRoute_anotherMethod_isRefusedAsDescribed() {
        for (Operation operation : DOCUMENT.operations()) {
            Answer answer = send("PATCH", here(operation), "", token(operation));
            assertThat(answer.status()).isEqualTo(405);
            DOCUMENT.check("PATCH", here(operation), answer);
        }
    }

    @Test
    void everyRoute_formThatThereIsNot_isRefusedAsDescribed() {
        for (Operation operation : DOCUMENT.operations("406")) {
            assertAnswer(operation, 406,
                    send(operation.method(), here(operation), "{}", token(operation), "Accept", "text/html"));
        }
        for (Operation operation : DOCUMENT.operations("400")) {
            assertAnswer(operation, 400, operation.node().has("requestBody")
                    ? send(operation.method(), here(operation), "{", token(operation))
                    : operation.path().equals("/ai/cache/performance")
                            ? send(operation.method(), here(operation) + "?scope=all", "", token(operation))
                            : send(operation.method(), here(operation), "", token(operation), "Accept", "a\"b;q=\""));
        }
    }

    @Test
    void everyRoute_bodyThatIsWrong_isRefusedAsDescribed() {
        List<Operation> withBody = DOCUMENT.operations().stream().filter(it -> it.node().has("requestBody")).toList();
        for (String status : List.of("400", "413", "415", "422")) {
            assertThat(DOCUMENT.operations(status)).as(status).containsAll(withBody);
        }
        for (Operation operation : withBody) {
            String path = here(operation);
            assertAnswer(operation, 413, send(operation.method(), path, " ".repeat(2 << 20), token(operation)));
            assertAnswer(operation, 422, send(operation.method(), path, "{\"a/b\": 1}", token(operation)));
            assertAnswer(operation, 415, SERVER.raw(operation.method(), path, "{}".getBytes(UTF_8), "Authorization",
                    "Bearer " + token(operation), "Content-Type", "text/plain"));
        }
    }

    @Test
    void everyRoute_whatTheClientHas_isNotSentAgain() {
        for (Operation operation : DOCUMENT.operations("304")) {
            assertAnswer(operation, 304, send(operation.method(), here(operation), Requests.LESSON.json(),
                    token(operation), "If-None-Match", "*"));
        }
    }

    @Test
    void configUpdate_changedMeanwhile_isRefusedAsDescribed() {
        for (Operation operation : DOCUMENT.operations("412")) {
            assertAnswer(operation, 412, send(operation.method(), here(operation), "{\"lesson_content_ttl\": 60}",
                    token(operation), "If-Match", "\"other\""));
        }
    }

    @ParameterizedTest
    @EnumSource
    void content_generationThatFails_isAnsweredAsDescribed(Reason reason) {
        SERVER.generator().fail(new GenerationException(reason, "as told", Duration.ofSeconds(3), null));
        for (String accept : List.of("application/json", EVENTS)) {
            Answer answer = post(Requests.LESSON.path(), Requests.LESSON.with("cefr_level", "\"C2\""), "Accept",
                    accept);
            assertThat(answer.status()).isIn(accept.equals(EVENTS) ? List.of(200) : List.of(502, 503, 504));
            DOCUMENT.check("POST", Requests.LESSON.path(), answer);
        }
    }

    @Test
    void content_nothingCachedOrABrokenGenerator_isAnsweredAsDescribed() {
        String request = Requests.LESSON.with("cefr_level", "\"A1\"");
        ask("POST", "/ai/content/{type}", Requests.LESSON.path(), request, 504, "Cache-Control", "only-if-cached");
        SERVER.generator().fail(new IllegalStateException("as told"));
        ask("POST", "/ai/content/{type}", Requests.LESSON.path(), request, 500);
        String job = post("/ai/cache/warm-up",
                "{\"source\": \"requests\", \"requests\": [{\"type\": \"lesson-content\", \"request\": " + request
                        + "}]}")
                .header("Location");
        ask("GET", "/ai/cache/warm-up/{id}", job, "", 200, "Accept", EVENTS);
        ask("GET", "/ai/cache/warm-up/{id}", job, "", 200);
    }

    /** Jobs that as many go on of as may, settings that cannot be stored, and generations beyond a tenant's limit. */
    @Test
    void otherServers_unableForNow_answerAsDescribed() throws InterruptedException {
        try (RedisServer redis = RedisServer.start();
                TestServer other = TestServer
                        .start(Map.of("REDIS_URL", redis.url().toString(), "GENERATIONS_PER_MINUTE", "1"))) {
            other.generator().hold();
            for (String jobs : List.of("/ai/courses", "/ai/cache/warm-up")) {
                String body = jobs.equals("/ai/courses") ? Requests.CURRICULUM.json() : "{}";
                List<Answer> begun = new ArrayList<>();
                for (int i = 0; i < 17; i++) {
                    begun.add(other.postAsAdmin(jobs, body));
                }
                assertThat(begun.getLast().status()).isEqualTo(503);
                DOCUMENT.check("POST", jobs, begun.getLast());
            }
            other.generator().awaitCalls(1);
            Answer tooMany = other.post(Requests.LESSON.path(), Requests.LESSON.json());
            assertThat(tooMany.status()).as(tooMany.text()).isEqualTo(429);
            DOCUMENT.check("POST", Requests.LESSON.path(), tooMany);
            redis.kill();
            Answer notStored = other.postAsAdmin("/ai/cache/config/update", "{\"lesson_content_ttl\": 60}");
            assertThat(notStored.status()).as(notStored.text()).isEqualTo(503);
            DOCUMENT.check("POST", "/ai/cache/config/update", notStored);
            Answer notSummed = other.get("/ai/cache/performance?scope=fleet");
            assertThat(notSummed.status()).as(notSummed.text()).isEqualTo(503);
            DOCUMENT.check("GET", "/ai/cache/performance", notSummed);
            for (String path : List.of("/ai/cache/health", "/ai/cache/status", "/ai/cache/metrics",
                    "/ai/cache/performance")) {
                DOCUMENT.check("GET", path, other.get(path));
            }
            Answer notKnown = other.postAsAdmin("/ai/cache/warm-up", "{\"source\": \"popular\"}");
            assertThat(notKnown.status()).as(notKnown.text()).isEqualTo(503);
            DOCUMENT.check("POST", "/ai/cache/warm-up", notKnown);
            try (TestServer starting = TestServer.start(Map.of("REDIS_URL", redis.url().toString()))) {
                Answer notReady = starting.get("/readyz");
                assertThat(notReady.status()).as(notReady.text()).isEqualTo(503);
                DOCUMENT.check("GET", "/readyz", notReady);
            }
        }
        Set<String> shown = Set.of("POST /ai/content/{type}", "POST /ai/courses", "POST /ai/cache/warm-up",
                "POST /ai/cache/config/update", "GET /ai/cache/performance", "GET /readyz");
        assertThat(DOCUMENT.operations("503")).extracting(Operation::route)
                .containsExactlyInAnyOrderElementsOf(shown);
    }

    /** Asks, and gives back the route that was asked. */
    private static String ask(String method, String route, String path, String body, int status, String... headers) {
        Operation operation = DOCUMENT.operations().stream().filter(it -> it.method().equals(method)
                && it.path().equals(route)).findFirst().orElseThrow(() -> new AssertionError(
                        "the document lacks " + method + ' ' + route));
        assertAnswer(path, operation, status, send(method, path, body, token(operation), headers));
        return operation.route();
    }

    private static Answer post(String path, String body, String... headers) {
        return send("POST", path, body, path.startsWith("/ai/cache") ? TestServer.ADMIN_TOKEN : KEY, headers);
    }

    private static void assertAnswer(Operation operation, int status, Answer answer) {
        assertAnswer(here(operation), operation, status, answer);
    }

    private static void assertAnswer(String path, Operation operation, int status, Answer answer) {
        assertThat(answer.status()).as(operation.route() + ' ' + answer.text()).isEqualTo(status);
        DOCUMENT.check(operation.method(), path, answer);
    }

    /** A path of this operation under which there is something. */
    private static String here(Operation operation) {
        String path = operation.path();
        if (path.contains("{key}")) {
            Answer answer = post(Requests.LESSON.path(), Requests.LESSON.json());
            return HERE.computeIfAbsent(path, it -> answer.header("Content-Location"));
        }
        if (path.contains("{id}")) {
            String jobs = path.replace("/{id}", "");
            return HERE.computeIfAbsent(path, it -> post(jobs, jobs.equals("/ai/courses")
                    ? Requests.CURRICULUM.json()
                    : "{\"limit\": 1}").header("Location"));
        }
        return path.replace("{type}", "lesson-content").replace("docs/{file}", "docs/docs.js")
                .replace("dashboard/{file}", "dashboard/main.js");
    }

    /** The token that the document demands first. */
    private static String token(Operation operation) {
        String security = operation.node().get("security").toString();
        return security.startsWith("[{\"tenant\"")
                ? KEY
                : security.startsWith("[{\"viewer\"") ? "to-look" : TestServer.ADMIN_TOKEN;
    }

    private static Answer send(String method, String path, String body, String token, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (!token.isEmpty()) {
            all.addAll(List.of("Authorization", "Bearer " + token));
        }
        if (method.equals("POST")) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        byte[] bytes = method.equals("POST") ? body.getBytes(UTF_8) : new byte[0];
        return SERVER.raw(method, path, bytes, all.toArray(String[]::new));
    }
}
