package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;

/** {@code /ai/cache/config} on one node without Redis. */
final class ConfigRoutesTest {
    private static final String PATH = "/ai/cache/config";
    private static final String UPDATE = PATH + "/update";
    private static final String TOKEN = "Bearer " + TestServer.ADMIN_TOKEN;
    private static final String LESSON = Requests.LESSON.path();

    @AutoClose
    private final TestServer server = TestServer.start(Map.of("EXERCISE_CACHE_TTL", "60", "AI_TIMEOUT", "1.5"));

    @Test
    void get_unchanged_showsWhatTheServerWasStartedWith() {
        Answer answer = server.get(PATH);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ETag")).matches("\"0-[0-9a-f]{8}\"");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(answer.json().fieldNames()).toIterable().containsExactly("version", "ttl_settings", "policies",
                "history");
        assertThat(answer.json().get("version").longValue()).isZero();
        assertThat(answer.json().get("ttl_settings")).hasToString("""
                {"ai_content_ttl":7200,"assessment_cache_ttl":7200,"course_curriculum_ttl":14400,"default_ttl":3600,\
                "exercise_cache_ttl":60,"learning_path_ttl":14400,"lesson_content_ttl":7200}""");
        assertThat(answer.json().get("policies").fieldNames()).toIterable().containsExactly("course_curriculum",
                "lesson_content", "exercises", "assessment", "learning_path");
        assertThat(answer.json().at("/policies/exercises")).hasToString("""
                {"time_to_live":60,"stale_while_revalidate":6,"stale_if_error":60,"deadline":1.5,"concurrent":16,\
                "queued":256}""");
        assertThat(answer.json().get("history")).isEmpty();
    }

    @Test
    void get_knownVersion_isNotModified() {
        Answer answer = server.get(PATH, "If-None-Match", server.get(PATH).header("ETag"));

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void update_aTtl_appliesToWhatIsMadeFromNowOnAndSaysWhatChanged() {
        server.post(LESSON, Requests.LESSON.json());

        Answer answer = update("{\"lesson_content_ttl\": 100}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode config = answer.json();
        assertThat(config.fieldNames()).toIterable().containsExactly("version", "changed", "propagated",
                "ttl_settings", "policies", "history");
        assertThat(config.get("version").longValue()).isEqualTo(1);
        assertThat(config.get("changed")).hasToString("{\"lesson_content_ttl\":{\"from\":7200,\"to\":100}}");
        assertThat(config.get("propagated").booleanValue()).isTrue();
        assertThat(config.at("/ttl_settings/lesson_content_ttl").intValue()).isEqualTo(100);
        assertThat(config.at("/policies/lesson_content/time_to_live").intValue()).isEqualTo(100);
        assertThat(config.get("history")).hasToString("[{\"version\":1,\"who\":\"admin\",\"when\":\"" + server.now()
                + "\",\"settings\":{\"lesson_content_ttl\":{\"from\":7200,\"to\":100}},\"applied_to_existing\":false}]");
        assertThat(answer.header("ETag")).isEqualTo(server.get(PATH).header("ETag")).startsWith("\"1-");
        assertThat(server.get("/ai/cache/status").json().at("/ttl_settings/lesson_content_ttl").intValue())
                .isEqualTo(100);
        assertThat(status(Requests.LESSON.json())).isEqualTo("\"caffeine\"; hit; ttl=7200");
        server.post(LESSON, Requests.LESSON.with("cefr_level", "\"C1\""));
        assertThat(status(Requests.LESSON.with("cefr_level", "\"C1\""))).isEqualTo("\"caffeine\"; hit; ttl=100");
    }

    @Test
    void update_appliedToExisting_whatExistsBecomesNoOlder() {
        server.post(LESSON, Requests.LESSON.json());
        server.post(Requests.EXERCISES.path(), Requests.EXERCISES.json());
        server.advance(Duration.ofSeconds(30));

        Answer answer = update("{\"lesson_content_ttl\": 100, \"apply_to_existing\": true}");

        assertThat(answer.json().at("/policies/lesson_content/max_age").intValue()).isEqualTo(100);
        assertThat(answer.json().at("/history/0/applied_to_existing").booleanValue()).isTrue();
        assertThat(status(Requests.LESSON.json())).isEqualTo("\"caffeine\"; hit; ttl=70");
        assertThat(server.post(Requests.EXERCISES.path(), Requests.EXERCISES.json()).header("Cache-Status"))
                .isEqualTo("\"caffeine\"; hit; ttl=30");
        assertThat(server.generator().calls()).isEqualTo(2);
    }

    @Test
    void update_null_takesTheTtlOfAiContent() {
        Answer answer = update("{\"course_curriculum_ttl\": null, \"ai_content_ttl\": 500}");

        assertThat(answer.json().get("changed")).hasToString("""
                {"ai_content_ttl":{"from":7200,"to":500},"course_curriculum_ttl":{"from":14400,"to":null}}""");
        assertThat(answer.json().at("/ttl_settings/course_curriculum_ttl").isNull()).isTrue();
        assertThat(server.get(PATH).json().at("/ttl_settings/course_curriculum_ttl").isNull()).isTrue();
        assertThat(answer.json().at("/policies/course_curriculum/time_to_live").intValue()).isEqualTo(500);
        assertThat(answer.json().at("/policies/lesson_content/time_to_live").intValue()).isEqualTo(7200);
    }

    @Test
    void update_whatIsSoAlready_changesNothing() {
        String etag = server.get(PATH).header("ETag");

        Answer answer = update("{\"exercise_cache_ttl\": 60}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("changed")).isEmpty();
        assertThat(answer.json().get("version").longValue()).isZero();
        assertThat(answer.header("ETag")).isEqualTo(etag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "\"other\", %s", "W/\"other\",%s", "*"})
    void update_ifMatchOfTheVersion_isDone(String header) {
        String etag = server.get(PATH).header("ETag");

        Answer answer = update("{\"default_ttl\": 5}", "If-Match", header.replace("%s", etag));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("ETag")).isNotEqualTo(etag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"7-00000000\"", "7", "W/%s", "\"0\"", ""})
    void update_ifMatchOfAnother_failsAndChangesNothing(String header) {
        String etag = server.get(PATH).header("ETag");

        Answer answer = update("{\"default_ttl\": 5}", "If-Match", header.replace("%s", etag));

        Problems.assertProblem(answer, 412, "precondition-failed", UPDATE);
        assertThat(server.get(PATH).header("ETag")).isEqualTo(etag);
    }

    @Test
    void update_manyAtOnceWithTheSameIfMatch_oneIsDone() {
        String etag = server.get(PATH).header("ETag");

        List<CompletableFuture<Answer>> answers = Stream.of(11, 12, 13, 14, 15, 16).map(ttl -> server.postLater(UPDATE,
                "{\"default_ttl\": " + ttl + "}", "Authorization", TOKEN, "If-Match", etag)).toList();

        assertThat(answers.stream().map(it -> it.join().status()).sorted().toList()).containsExactly(200, 412, 412,
                412, 412, 412);
        assertThat(server.get(PATH).json().get("version").longValue()).isEqualTo(1);
    }

    @Test
    void update_manyAtOnceWithoutIfMatch_allAreDone() {
        List<CompletableFuture<Answer>> answers = Stream.of(11, 12, 13, 14, 15, 16).map(ttl -> server.postLater(UPDATE,
                "{\"default_ttl\": " + ttl + "}", "Authorization", TOKEN)).toList();

        assertThat(answers).allMatch(it -> it.join().status() == 200);
        JsonNode config = server.get(PATH).json();
        assertThat(config.get("version").longValue()).isEqualTo(6);
        assertThat(config.get("history")).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{\"poem_ttl\": 5} | /poem_ttl",
            "{\"LESSON_CONTENT_TTL\": 5} | /LESSON_CONTENT_TTL", "{\"lesson_content_ttl\": 0} | /lesson_content_ttl",
            "{\"lesson_content_ttl\": -1} | /lesson_content_ttl",
            "{\"lesson_content_ttl\": 2592001} | /lesson_content_ttl",
            "{\"lesson_content_ttl\": 99999999999999999999} | /lesson_content_ttl",
            "{\"lesson_content_ttl\": 1.5} | /lesson_content_ttl",
            "{\"lesson_content_ttl\": 1e400} | /lesson_content_ttl",
            "{\"lesson_content_ttl\": \"60\"} | /lesson_content_ttl",
            "{\"lesson_content_ttl\": true} | /lesson_content_ttl", "{\"ai_content_ttl\": null} | /ai_content_ttl",
            "{\"default_ttl\": null} | /default_ttl",
            "{\"default_ttl\": 5, \"apply_to_existing\": 1} | /apply_to_existing",
            "{\"apply_to_existing\": true} | ``", "[] | ``", "null | ``", "5 | ``",
            "{\"default_ttl\": 0, \"lesson_content_ttl\": 60, \"x\": 1} | /default_ttl /x"})
    void update_wrongFields_namesEachAndChangesNothing(String body, String pointers) {
        String etag = server.get(PATH).header("ETag");

        assertThat(Problems.pointers(update(body), UPDATE)).containsOnly(pointers.split(" ", -1));
        assertThat(server.get(PATH).header("ETag")).isEqualTo(etag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "", "{\"default_ttl\": 5", "{\"default_ttl\": 5, \"default_ttl\": 6}", "nonsense"})
    void update_emptyOrNoJson_isRefused(String body) {
        Problems.assertProblem(update(body), 400, "not-json", UPDATE);
    }

    @Test
    void update_longestAndShortest_areAccepted() {
        assertThat(update("{\"default_ttl\": 1, \"lesson_content_ttl\": 2592000}").status()).isEqualTo(200);
    }

    @Test
    void update_withoutTheAdminToken_isRefused() {
        Problems.assertProblem(server.post(UPDATE, "{\"default_ttl\": 5}"), 401, "unauthorized", UPDATE);
        Problems.assertProblem(server.post(UPDATE, "{\"default_ttl\": 5}", "Authorization", "Bearer other"), 403,
                "forbidden", UPDATE);
        assertThat(server.get(PATH).json().get("version").longValue()).isZero();
    }

    @Test
    void update_byTheAdmin_isRecordedWithoutTheToken() {
        update("{\"default_ttl\": 5}");

        assertThat(server.get(PATH).text()).contains("\"who\":\"admin\"").doesNotContain(TestServer.ADMIN_TOKEN);
    }

    private Answer update(String json, String... headers) {
        Stream<String> all = Stream.concat(Stream.of("Authorization", TOKEN), Stream.of(headers));
        return server.post(UPDATE, json, all.toArray(String[]::new));
    }

    private String status(String request) {
        return server.post(LESSON, request).header("Cache-Status");
    }
}
