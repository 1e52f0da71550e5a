package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;

/** Bodies that are no requests. After each of them the server serves a right one. */
final class RefusedBodiesTest {
    private static final TestServer SERVER = TestServer.start();
    private static final String CURRICULUM = Requests.CURRICULUM.path();

    @AfterEach
    void generatedNothingAndServesOn() {
        int calls = SERVER.generator().calls();
        Answer answer = SERVER.post(CURRICULUM, Requests.CURRICULUM.json(), "Cache-Control", "no-store");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/content/notes/0").textValue()).isEqualTo("Generation " + (calls + 1));
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<String> notJson() {
        String right = Requests.CURRICULUM.json();
        return Stream.of("", " ", "{", "nonsense", right + right, right + " x", right.replace('"', '\''),
                right.replace("}", ",}"), right.replace("}", "/* */}"), Requests.CURRICULUM.with("industry", "\"x\""),
                Requests.CURRICULUM.with("x", "{\"a\": 1, \"a\": 2}"), "[".repeat(100_000),
                "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000), "9".repeat(100_000),
                Requests.CURRICULUM.with("duration_weeks", "8".repeat(2000)),
                Requests.CURRICULUM.with("duration_weeks", "08"), Requests.CURRICULUM.with("duration_weeks", "NaN"),
                Requests.CURRICULUM.with("company", "\"\\ud83\""), "{\"" + "n".repeat(60_000) + "\": 1}");
    }

    @ParameterizedTest
    @MethodSource("notJson")
    void post_notJson_isRefused(String body) {
        Problems.assertProblem(SERVER.post(CURRICULUM, body), 400, "not-json", CURRICULUM);
    }

    @Test
    void post_invalidUtf8_isRefused() {
        for (byte[] bytes : new byte[][]{{(byte) 0xff}, {(byte) 0xc3}, {(byte) 0xe2, (byte) 0x82}, {(byte) 0x80}}) {
            String[] around = Requests.CURRICULUM.json().split("TechCorp", 2);
            byte[] body = (around[0] + new String(bytes, ISO_8859_1) + around[1]).getBytes(ISO_8859_1);

            Answer answer = SERVER.raw("POST", CURRICULUM, body, "Content-Type", "application/json");

            Problems.assertProblem(answer, 400, "not-json", CURRICULUM);
        }
    }

    @ParameterizedTest
    @CsvSource({"[]", "'[{}]'", "null", "true", "5", "1e400", "'\"text\"'"})
    void post_noObject_isRefusedAsAWhole(String body) {
        assertThat(Problems.pointers(SERVER.post(CURRICULUM, body), CURRICULUM)).containsExactly("");
    }

    /** One field with one value for each row. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "CURRICULUM | duration_weeks | 0", "CURRICULUM | duration_weeks | 53", "CURRICULUM | duration_weeks | 8.5",
            "CURRICULUM | duration_weeks | \"8\"", "CURRICULUM | duration_weeks | null",
            "CURRICULUM | duration_weeks | true", "CURRICULUM | duration_weeks | []",
            "CURRICULUM | duration_weeks | -1", "CURRICULUM | duration_weeks | 4294967304",
            "CURRICULUM | duration_weeks | 18446744073709551624", "CURRICULUM | duration_weeks | 1e400",
            "CURRICULUM | duration_weeks | 1e99999999", "CURRICULUM | duration_weeks | 1e-400",
            "CURRICULUM | cefr_level | \"b1\"", "CURRICULUM | cefr_level | \"B3\"", "CURRICULUM | cefr_level | 2",
            "CURRICULUM | cefr_level | \"\"", "CURRICULUM | cefr_level | null", "CURRICULUM | extra | 1",
            "CURRICULUM | companyName | \"x\"", "CURRICULUM | type | \"exercises\"",
            "LESSON | module_context | 5", "LESSON | module_context | null", "LESSON | vocabulary_themes | \"x\"",
            "LESSON | vocabulary_themes/1 | [\"x\", 5]", "LESSON | vocabulary_themes/0 | [\" \"]",
            "LESSON | grammar_focus/0 | [null]", "LESSON | duration_minutes | 4", "LESSON | duration_minutes | 481",
            "LESSON | module_context | \"\\ud83d\"", "LESSON | grammar_focus/0 | [\"\\udd25\\ud83d\"]",
            "EXERCISES | count | 0", "EXERCISES | count | 51", "EXERCISES | count | \"5\"",
            "EXERCISES | exercise_types | []", "EXERCISES | exercise_types/0 | [\"essay\"]",
            "EXERCISES | exercise_types/0 | [\"GAP_FILL\"]",
            "EXERCISES | exercise_types | [\"gap-fill\", \"gap-fill\"]",
            "EXERCISES | exercise_types | \"gap-fill\"", "EXERCISES | exercise_types/0 | [null]",
            "ASSESSMENT | assessment_type | \"\\t \"", "ASSESSMENT | assessment_type | 7",
            "ASSESSMENT | assessment_type | \"\\ud83d\"", "ASSESSMENT | duration_minutes | 4",
            "ASSESSMENT | duration_minutes | 481", "LEARNING_PATH | current_level | \"C3\"",
            "LEARNING_PATH | target_level | \"A2\"", "LEARNING_PATH | target_level | null",
            "LEARNING_PATH | hours_per_week | 0", "LEARNING_PATH | hours_per_week | 41"})
    void post_oneFieldWrong_isNamed(Requests request, String pointer, String value) {
        Answer answer = SERVER.post(request.path(), request.with(pointer.split("/", 2)[0], value));

        assertThat(Problems.pointers(answer, request.path())).containsOnly("/" + pointer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"`\"\"`", "`\" \\n\"`", "5", "null", "[]", "{}",
            "\"half \\ud83d\"", "\"\\udd25 half\""})
    void post_requiredTextWrong_isNamed(String value) {
        for (String field : new String[]{"company_name", "industry", "sop_content"}) {
            String json = Requests.CURRICULUM.json().replaceAll("(\"" + field + "\": )\"[^\"]*\"",
                    "$1" + value.replace("\\", "\\\\"));

            assertThat(Problems.pointers(SERVER.post(CURRICULUM, json), CURRICULUM)).containsExactly("/" + field);
        }
    }

    @Test
    void post_nothingGiven_namesEachMissingField() {
        assertThat(Problems.pointers(SERVER.post(CURRICULUM, "{}"), CURRICULUM)).containsExactly("/company_name",
                "/industry", "/sop_content");
    }

    @Test
    void post_twoFieldsWrong_namesBoth() {
        String json = Requests.CURRICULUM.with("duration_weeks", "0, \"cefr_level\": \"B9\"");

        assertThat(Problems.pointers(SERVER.post(CURRICULUM, json), CURRICULUM)).containsExactly("/cefr_level",
                "/duration_weeks");
    }

    @ParameterizedTest
    @CsvSource({"0, /goals", "21, /goals"})
    void post_numberOfGoalsWrong_isNamed(int goals, String pointer) {
        String json = "{\"goals\": [" + String.join(", ", Collections.nCopies(goals, "\"speak\"")) + "]}";
        String path = Requests.LEARNING_PATH.path();

        assertThat(Problems.pointers(SERVER.post(path, json), path)).containsExactly(pointer);
    }

    @ParameterizedTest
    @CsvSource({"a/b, /a~1b", "~, /~0", "'', /"})
    void post_unknownField_isNamedAsAPointerHasIt(String field, String pointer) {
        assertThat(Problems.pointers(SERVER.post(CURRICULUM, Requests.CURRICULUM.with(field, "1")), CURRICULUM))
                .containsExactly(pointer);
    }

    @Test
    void post_unknownFieldWithALongName_isNamedInShort() {
        JsonNode problem = SERVER.post(CURRICULUM, Requests.CURRICULUM.with("long".repeat(10_000), "1")).json();

        assertThat(problem.at("/errors/0/pointer").textValue()).startsWith("/longlong").hasSizeLessThan(200);
    }

    @Test
    void post_unknownFieldCutInAnEmoji_isRefused() {
        Answer answer = SERVER.post(CURRICULUM, Requests.CURRICULUM.with("n".repeat(99) + "🔥".repeat(9), "1"));

        assertThat(Problems.pointers(answer, CURRICULUM)).singleElement().asString().matches("/n{99}(🔥)*\\.*");
    }

    @Test
    void post_unknownFieldWithHalfASurrogatePair_isRefused() {
        Answer answer = SERVER.post(CURRICULUM, Requests.CURRICULUM.with("\\ud83d", "1"));

        Problems.assertProblem(answer, 400, "not-json", CURRICULUM);
    }

    @Test
    void post_manyFieldsWrong_answerIsNoLongerThanTheRequest() {
        StringBuilder many = new StringBuilder("1");
        for (int i = 0; i < 20_000; i++) {
            many.append(", \"f").append(i).append("\": 1");
        }
        String json = Requests.CURRICULUM.with("f", many.toString());
        Answer answer = SERVER.post(CURRICULUM, json);

        assertThat(Problems.pointers(answer, CURRICULUM)).isNotEmpty();
        assertThat(answer.body().length).isLessThan(json.length());
    }

    @Test
    void post_bodyTooLarge_isRefused() {
        byte[] body = new byte[2 << 20];
        Arrays.fill(body, (byte) ' ');
        BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));

        for (BodyPublisher publisher : new BodyPublisher[]{BodyPublishers.ofByteArray(body), chunked}) {
            Answer answer = SERVER.raw("POST", CURRICULUM, publisher, "Content-Type", "application/json");
            Problems.assertProblem(answer, 413, "body-too-large", CURRICULUM);
        }
    }

    @Test
    void post_bodyAsLargeAsAllowed_isServed() {
        byte[] body = Arrays.copyOf(Requests.CURRICULUM.json().getBytes(UTF_8), 1 << 20);
        Arrays.fill(body, Requests.CURRICULUM.json().length(), body.length, (byte) ' ');

        assertThat(SERVER.raw("POST", CURRICULUM, body, "Content-Type", "application/json").status()).isEqualTo(200);
    }
}
