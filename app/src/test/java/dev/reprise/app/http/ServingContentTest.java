package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.json.JsonSchema;

final class ServingContentTest {
    private static final String GENERATED = "\"caffeine\"; fwd=uri-miss; stored";

    @AutoClose
    private final TestServer server = TestServer.start();

    @ParameterizedTest
    @EnumSource
    void post_onlyWhatIsRequired_isGeneratedThenServedFromTheCache(Requests request) {
        Answer first = server.post(request.path(), request.json());
        Answer second = server.post(request.path(), request.json());

        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(first.header("Content-Type")).isEqualTo("application/json");
        assertThat(first.header("Cache-Status")).isEqualTo(GENERATED);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header("Cache-Status")).startsWith("\"caffeine\"; hit; ttl=");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(server.generator().calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void post_anyType_hasTheMembersOfTheContractInOrder(Requests request) {
        JsonNode body = server.post(request.path(), request.json()).json();

        assertThat(body.fieldNames()).toIterable().containsExactly("type", "key", "generator", "generated_at",
                "content");
        assertThat(body.get("type").textValue()).isEqualTo(request.type().segment());
        assertThat(body.get("key").textValue()).matches(request.type().prefix() + ":[0-9a-f]{32}");
        assertThat(body.get("generator")).hasToString("""
                {"provider":"scripted","model":"script-1","prompt_version":"7"}""");
        assertThat(body.get("generated_at").textValue()).isEqualTo(server.now().toString());
        assertThat(new JsonSchema(request.type().contentSchema()).violations(body.get("content")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"CURRICULUM, 14400", "LESSON, 7200", "EXERCISES, 3600", "ASSESSMENT, 7200", "LEARNING_PATH, 14400"})
    void post_longPastItsTtl_isGeneratedAgain(Requests request, int ttl) {
        Answer first = server.post(request.path(), request.json());

        server.advance(Duration.ofSeconds(ttl - 1));
        assertThat(server.post(request.path(), request.json()).header("Cache-Status"))
                .isEqualTo("\"caffeine\"; hit; ttl=1");

        server.advance(Duration.ofSeconds(ttl + 1));
        Answer again = server.post(request.path(), request.json());
        assertThat(again.header("Cache-Status")).isEqualTo(GENERATED);
        assertThat(again.body()).isNotEqualTo(first.body());
        assertThat(server.generator().calls()).isEqualTo(2);
    }

    @Test
    void post_shortlyPastItsTtl_isServedAtOnceAndGeneratedBehindTheScenes() throws Exception {
        Answer first = postCurriculum();
        server.generator().awaitCalls(1);
        server.generator().hold();
        server.advance(Duration.ofSeconds(14_430));
        Answer stale = postCurriculum();

        assertThat(stale.header("Cache-Status"))
                .isEqualTo("\"caffeine\"; hit; ttl=-30; detail=stale-while-revalidate");
        assertThat(stale.header("Age")).isEqualTo("14430");
        assertThat(stale.header("Cache-Control")).isEqualTo("private, max-age=0");
        assertThat(stale.body()).isEqualTo(first.body());
        server.generator().awaitCalls(1);
        server.generator().release();
        assertThat(Stream.generate(this::postCurriculum).limit(10_000)
                .anyMatch(later -> !later.text().equals(first.text()))).isTrue();
        assertThat(server.generator().calls()).isEqualTo(2);
    }

    @Test
    void post_timePasses_ageGrowsAndTheRestShrinks() {
        Answer first = postCurriculum();
        server.advance(Duration.ofSeconds(90).plusMillis(600));
        Answer second = postCurriculum();

        assertThat(first.header("Age")).isEqualTo("0");
        assertThat(first.header("Cache-Control")).isEqualTo("private, max-age=14400");
        assertThat(second.header("Age")).isEqualTo("90");
        assertThat(second.header("Cache-Control")).isEqualTo("private, max-age=14309");
        assertThat(second.header("Cache-Status")).isEqualTo("\"caffeine\"; hit; ttl=14309");
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag")).matches("\"[0-9a-f]{32}\"");
    }

    @Test
    void post_missThenHit_timesEachStep() {
        String millis = ";dur=\\d+\\.\\d{3}";
        Answer miss = postCurriculum();
        Answer hit = postCurriculum();

        assertThat(miss.header("Server-Timing"))
                .matches(String.join(millis + ", ", "key", "caffeine", "lease", "generate") + millis);
        assertThat(hit.header("Server-Timing")).matches("key" + millis + ", caffeine" + millis);
    }

    @Test
    void post_requestOfTheSeed_hasTheKeyOfTheSeed() {
        Answer answer = postCurriculum();

        assertThat(answer.json().get("key").textValue())
                .isEqualTo("course_curriculum:22919b209593fae34b1ed788d30dd0fd");
        assertThat(answer.header("Content-Location"))
                .isEqualTo("/ai/content/course-curriculum/course_curriculum:22919b209593fae34b1ed788d30dd0fd");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"CURRICULUM | cefr_level | \"B1\"",
            "CURRICULUM | duration_weeks | 8", "CURRICULUM | duration_weeks | 8.0", "LESSON | module_context | \"\"",
            "LESSON | vocabulary_themes | []", "LESSON | grammar_focus | []", "LESSON | cefr_level | \"B1\"",
            "LESSON | duration_minutes | 60", "EXERCISES | exercise_types | [\"multiple-choice\"]",
            "EXERCISES | cefr_level | \"B1\"", "EXERCISES | count | 5", "ASSESSMENT | assessment_type | \"quiz\"",
            "ASSESSMENT | cefr_level | \"B1\"", "ASSESSMENT | duration_minutes | 30",
            "LEARNING_PATH | current_level | \"B1\"", "LEARNING_PATH | target_level | \"B2\"",
            "LEARNING_PATH | hours_per_week | 3"})
    void post_defaultGivenExplicitly_isTheSameKey(Requests request, String field, String value) {
        assertThat(key(server.post(request.path(), request.with(field, value))))
                .isEqualTo(key(server.post(request.path(), request.json())));
        assertThat(server.generator().calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"CURRICULUM | cefr_level | \"B2\"",
            "CURRICULUM | duration_weeks | 9", "LESSON | module_context | \"x\"",
            "LESSON | vocabulary_themes | [\"x\"]", "LESSON | grammar_focus | [\"x\"]", "LESSON | cefr_level | \"A1\"",
            "LESSON | duration_minutes | 61", "EXERCISES | exercise_types | [\"multiple-choice\", \"gap-fill\"]",
            "EXERCISES | cefr_level | \"C2\"", "EXERCISES | count | 6", "ASSESSMENT | assessment_type | \"exam\"",
            "ASSESSMENT | cefr_level | \"A2\"", "ASSESSMENT | duration_minutes | 31",
            "LEARNING_PATH | current_level | \"B2\"", "LEARNING_PATH | target_level | \"C1\"",
            "LEARNING_PATH | hours_per_week | 4"})
    void post_anotherValue_isAnotherKey(Requests request, String field, String value) {
        assertThat(key(server.post(request.path(), request.with(field, value))))
                .isNotEqualTo(key(server.post(request.path(), request.json())));
        assertThat(server.generator().calls()).isEqualTo(2);
    }

    @Test
    void post_documentOf200000Characters_isServed() {
        String json = Requests.CURRICULUM.json().replace("Company SOPs...", "Wear goggles. ".repeat(15_000));

        assertThat(server.post(Requests.CURRICULUM.path(), json).status()).isEqualTo(200);
    }

    @Test
    void post_fieldsInAnotherOrder_isTheSameKey() {
        String json = """
                {"sop_content": "Company SOPs...", "duration_weeks": 8, "industry": "Technology", "cefr_level": "B1",
                 "company_name": "TechC\\u006frp"}""";

        assertThat(key(server.post(Requests.CURRICULUM.path(), json))).isEqualTo(key(postCurriculum()));
    }

    private Answer postCurriculum() {
        return server.post(Requests.CURRICULUM.path(), Requests.CURRICULUM.json());
    }

    private static String key(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().get("key").textValue();
    }
}
