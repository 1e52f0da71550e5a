package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;

final class CacheClearTest {
    private static final String PATH = "/ai/cache/clear";
    private static final String LESSON_KEY = "lesson_content:8c507f4fb74025118dd57c9efa3f9404";

    @AutoClose
    private final TestServer server = TestServer.start();

    /** Of one entry of each type, and a second lesson. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"key\": \"lesson_content:8c507f4fb74025118dd57c9efa3f9404\"} | 1",
            "{\"key\": \"lesson_content:00000000000000000000000000000000\"} | 0",
            "{\"key\": \"exercises:8c507f4fb74025118dd57c9efa3f9404\"} | 0", "{\"type\": \"lesson-content\"} | 2",
            "{\"type\": \"lesson_content\"} | 2", "{\"type\": \"exercises\"} | 1", "{\"tag\": \"nobody has it\"} | 0",
            "{\"tag\": \"company:TechCorp\"} | 1", "{\"tag\": \"type:lesson_content\"} | 2",
            "{\"tag\": \"model:script-1\"} | 6", "{\"tag\": \"prompt:7\"} | 6", "{\"tag\": \"tenant:public\"} | 6",
            "{\"pattern\": \"lesson_content:*\"} | 2", "{\"pattern\": \"lesson_content:8c50*\"} | 1",
            "{\"pattern\": \"*:8c507f4fb74025118dd57c9efa3f940?\"} | 1", "{\"pattern\": \"lesson_content\"} | 0",
            "{\"pattern\": \"lesson_content:[8]*\"} | 0", "{\"pattern\": \"public:*\"} | 0",
            "{\"pattern\": \"*\", \"confirm\": true} | 6", "{\"pattern\": \"**\", \"confirm\": true} | 6",
            "{\"pattern\": \"*:*\", \"confirm\": true} | 6", "{\"type\": \"exercises\", \"confirm\": true} | 1",
            "{\"type\": \"exercises\", \"dry_run\": false} | 1"})
    void post_oneSelector_dropsWhatItCovers(String body, int entries) {
        fill();
        Answer dry = clear(body.replace(", \"dry_run\": false", "").replace("}", ", \"dry_run\": true}"));
        assertCleared(dry, entries, false, true);
        assertThat(entries()).isEqualTo(6);

        Answer cleared = clear(body);
        assertCleared(cleared, entries, true, false);
        assertThat(entries()).isEqualTo(6 - entries);
        assertCleared(clear(body), 0, true, false);
    }

    @Test
    void post_anySelector_isRepeatedInTheAnswer() {
        assertThat(clear("{\"type\": \"exercises\", \"dry_run\": true}").text()).isEqualTo(
                "{\"selector\":{\"type\":\"exercises\"},\"deleted_entries\":0,\"propagated\":false,\"dry_run\":true}");
    }

    @Test
    void post_cleared_nextRequestGenerates() {
        Answer before = server.post(Requests.LESSON.path(), Requests.LESSON.json());
        clear("{\"key\": \"" + LESSON_KEY + "\"}");

        assertThat(server.get(before.header("Content-Location")).status()).isEqualTo(404);
        Answer after = server.post(Requests.LESSON.path(), Requests.LESSON.json());
        assertThat(after.header("Cache-Status")).isEqualTo("\"caffeine\"; fwd=uri-miss; stored");
        assertThat(after.body()).isNotEqualTo(before.body());
        assertThat(server.get(before.header("Content-Location")).body()).isEqualTo(after.body());
    }

    @Test
    void post_whileContentIsGenerated_onlyWhoWaitedGetsIt() throws Exception {
        server.generator().hold();
        CompletableFuture<Answer> waiting = server.postLater(Requests.LESSON.path(), Requests.LESSON.json());
        server.generator().awaitCalls(1);
        clear("{\"type\": \"lesson-content\"}");
        CompletableFuture<Answer> later = server.postLater(Requests.LESSON.path(), Requests.LESSON.json());
        server.generator().awaitCalls(1);
        server.generator().release();

        assertThat(waiting.get().status()).isEqualTo(200);
        assertThat(waiting.get().header("Cache-Status")).isEqualTo("\"caffeine\"; fwd=uri-miss");
        assertThat(later.get().header("Cache-Status")).isEqualTo("\"caffeine\"; fwd=uri-miss; stored");
        assertThat(later.get().body()).isNotEqualTo(waiting.get().body());
        assertThat(server.post(Requests.LESSON.path(), Requests.LESSON.json()).body()).isEqualTo(later.get().body());
        assertThat(server.generator().calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", " { } ", "{\"type\": "})
    void post_nothingAsked_isBadRequest(String body) {
        fill();

        Problems.assertProblem(clear(body), 400, "not-json", PATH);
        assertThat(entries()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{\"pattern\": \"*\"} | /confirm",
            "{\"pattern\": \"***\"} | /confirm", "{\"pattern\": \"*:*\"} | /confirm",
            "{\"pattern\": \"?*\"} | /confirm",
            "{\"pattern\": \"*\", \"confirm\": false} | /confirm",
            "{\"pattern\": \"*\", \"confirm\": \"true\"} | /confirm",
            "{\"pattern\": \"*\", \"dry_run\": false} | /confirm", "{\"pattern\": \"\"} | /pattern",
            "{\"pattern\": 5} | /pattern", "{\"pattern\": null} | /pattern",
            "{\"type\": \"exercises\", \"tag\": \"x\"} | ``",
            "{\"pattern\": \"exercises:*\", \"type\": \"exercises\", \"confirm\": true} | ``",
            "{\"confirm\": true} | ``", "{\"dry_run\": true} | ``", "{\"type\": \"poems\"} | /type",
            "{\"type\": \"*\"} | /type", "{\"key\": \"nonsense\"} | /key", "{\"key\": \"poems:00\"} | /key",
            "{\"key\": \"lesson_content:*\"} | /key", "{\"all\": true} | /all", "[] | ``", "\"*\" | ``", "null | ``",
            "{\"type\": \"exercises\", \"dry_run\": 1} | /dry_run"})
    void post_selectorWrong_isRefusedAndDropsNothing(String body, String pointer) {
        fill();

        assertThat(Problems.pointers(clear(body), PATH)).containsExactly(pointer);
        assertThat(entries()).isEqualTo(6);
    }

    @Test
    void post_noToken_isUnauthorized() {
        for (String[] headers : new String[][]{{}, {"Authorization", ""}, {"Authorization", "Basic YTpi"},
                {"Authorization", TestServer.ADMIN_TOKEN}}) {
            Answer answer = server.post(PATH, "{\"type\": \"exercises\"}", headers);

            Problems.assertProblem(answer, 401, "unauthorized", PATH);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Bearer token-of-the-admi", "Bearer token-of-the-admin2", "Bearer ",
            "bearer TOKEN-OF-THE-ADMIN", "Bearer token-of-the-admin x"})
    void post_wrongToken_isForbidden(String authorization) {
        Answer answer = server.post(PATH, "{\"type\": \"exercises\"}", "Authorization", authorization);

        assertThat(answer.status()).isIn(401, 403);
        assertThat(answer.json().get("type").textValue()).isIn("urn:reprise:problem:unauthorized",
                "urn:reprise:problem:forbidden");
        assertThat(answer.text()).doesNotContain(TestServer.ADMIN_TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "BEARER"})
    void post_schemeInAnyCase_isAllowed(String scheme) {
        assertThat(server.post(PATH, "{\"type\": \"exercises\"}", "Authorization", scheme + " "
                + TestServer.ADMIN_TOKEN).status()).isEqualTo(200);
    }

    @Test
    void post_tokenMadeUp_nobodyGetsInWithoutIt() {
        try (TestServer open = TestServer.start(Map.of("ADMIN_TOKEN", ""))) {
            for (String token : new String[]{"", "null", TestServer.ADMIN_TOKEN}) {
                Answer answer = open.post(PATH, "{\"type\": \"exercises\"}", "Authorization", "Bearer " + token);
                assertThat(answer.status()).isIn(401, 403);
            }
        }
    }

    @Test
    void post_noJson_isUnsupported() {
        Answer answer = server.raw("POST", PATH, new byte[]{'{', '}'}, "Authorization",
                "Bearer " + TestServer.ADMIN_TOKEN);

        Problems.assertProblem(answer, 415, "unsupported-media-type", PATH);
    }

    private void fill() {
        for (Requests request : Requests.values()) {
            assertThat(server.post(request.path(), request.json()).status()).isEqualTo(200);
        }
        server.post(Requests.LESSON.path(), Requests.LESSON.with("cefr_level", "\"C1\""));
        assertThat(entries()).isEqualTo(6);
    }

    private int entries() {
        return server.get("/ai/cache/status").json().at("/tiers/caffeine/entries").intValue();
    }

    private Answer clear(String body) {
        return server.postAsAdmin(PATH, body);
    }

    private static void assertCleared(Answer answer, int entries, boolean propagated, boolean dryRun) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode cleared = answer.json();
        assertThat(cleared.fieldNames()).toIterable().containsExactly("selector", "deleted_entries", "propagated",
                "dry_run");
        assertThat(cleared.get("deleted_entries").intValue()).isEqualTo(entries);
        assertThat(cleared.get("propagated").booleanValue()).isEqualTo(propagated);
        assertThat(cleared.get("dry_run").booleanValue()).isEqualTo(dryRun);
    }
}
