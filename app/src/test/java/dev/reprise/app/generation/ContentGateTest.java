package dev.reprise.app.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.reprise.api.ApiJson;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.InvalidRequestException.Violation;
import dev.reprise.app.generation.GenerationException.Reason;

final class ContentGateTest {
    private static final ContentGate GATE = new ContentGate();

    @ParameterizedTest
    @EnumSource
    void check_right_isTheRecord(ContentSample sample) {
        assertThat(GATE.check(sample.request(), sample.json())).isEqualTo(sample.content());
    }

    @ParameterizedTest
    @EnumSource
    void check_wholeNumbersWithFraction_areRead(ContentSample sample) throws JsonProcessingException {
        String text = sample.json().toString().replaceAll("(:\\d+)([,}])", "$1.0$2");

        assertThat(GATE.check(sample.request(), ApiJson.mapper().readTree(text))).isEqualTo(sample.content());
    }

    /** One change to right content for each row; a value is JSON, {@code -} removes, and a path's end may be new. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            // the schema
            "CURRICULUM | /title | - | /title",
            "CURRICULUM | /title | 5 | /title",
            "CURRICULUM | /title | ` \" \" ` | /title",
            "CURRICULUM | /extra | 5 | /extra",
            "CURRICULUM | /objectives | [] | /objectives",
            "CURRICULUM | /notes | null | /notes",
            "CURRICULUM | /modules/1/week | \"2\" | /modules/1/week",
            "LESSON | /stages/0/name | \"break\" | /stages/0/name",
            "LESSON | /stages/0/minutes | 10.5 | /stages/0/minutes",
            "LESSON | /stages/0/minutes | 99999999999 | /stages/0/minutes",
            "EXERCISES | /exercises/0/type | \"essay\" | /exercises/0/type",
            "EXERCISES | /exercises/0/items/0/points | 0 | /exercises/0/items/0/points",
            // no UTF-8 form
            "CURRICULUM | /modules/0/vocabulary/0/term | \"\\ud83d\" | /modules/0/vocabulary/0/term",
            // the curriculum
            "CURRICULUM | /cefr_level | \"B2\" | /cefr_level",
            "CURRICULUM | /duration_weeks | 3 | /duration_weeks",
            "CURRICULUM | /modules/1 | - | /modules",
            "CURRICULUM | /modules/0/week | 2 | /modules/0/week",
            // the lesson
            "LESSON | /cefr_level | \"A1\" | /cefr_level",
            "LESSON | /duration_minutes | 45 | /duration_minutes",
            "LESSON | /stages/0/minutes | 11 | /stages",
            "LESSON | /stages/0/minutes | 2147483647 | /stages",
            // exercises
            "EXERCISES | /cefr_level | \"B1\" | /cefr_level",
            "EXERCISES | /exercises/1/items/1 | - | /exercises",
            "EXERCISES | /exercises/0 | - | /exercises",
            "EXERCISES | /exercises/0/type | \"short-answer\" | /exercises/0/type",
            "EXERCISES | /exercises/0/type | \"gap-fill\" | /exercises/1/type",
            "EXERCISES | /exercises/0/items/0/answer | \"Goggles\" | /exercises/0/items/0/answer",
            "EXERCISES | /exercises/0/items/0/options | [] | /exercises/0/items/0/answer",
            "EXERCISES | /exercises/0/items/0/options/1 | \"goggles\" | /exercises/0/items/0/answer",
            "EXERCISES | /exercises/1/items/0/answer | \"shoes\" | /exercises/1/items/0/answer",
            "EXERCISES | /exercises/1/items/0/prompt | \"Wear ___.\" | /exercises/1/items/0/prompt",
            // assessments
            "ASSESSMENT | /cefr_level | \"B2\" | /cefr_level",
            "ASSESSMENT | /assessment_type | \"exam\" | /assessment_type",
            "ASSESSMENT | /duration_minutes | 31 | /duration_minutes",
            "ASSESSMENT | /sections/1/minutes | 21 | /sections",
            "ASSESSMENT | /total_points | 5 | /total_points",
            "ASSESSMENT | /pass_mark | 5 | /pass_mark",
            "ASSESSMENT | /sections/0/items/0/answer | \"Yes\" | /sections/0/items/0/answer",
            "ASSESSMENT | /sections/0/type | \"matching\" | OK",
            // learning paths
            "LEARNING_PATH | /current_level | \"A2\" | /current_level",
            "LEARNING_PATH | /target_level | \"C1\" | /target_level",
            "LEARNING_PATH | /hours_per_week | 4 | /hours_per_week",
            "LEARNING_PATH | /total_hours | 30 | /total_hours",
            "LEARNING_PATH | /total_weeks | 10 | /total_weeks",
            "LEARNING_PATH | /steps/1/number | 3 | /steps/1/number",
            "LEARNING_PATH | /steps/1/prerequisites | [2] | /steps/1/prerequisites",
            "LEARNING_PATH | /steps/0/prerequisites | [1] | /steps/0/prerequisites",
            "LEARNING_PATH | /milestones/0/after_step | 3 | /milestones/0/after_step"})
    void check_oneChange_namesItsPlace(ContentSample sample, String path, String value, String pointer) {
        JsonNode changed = with(sample.json(), JsonPointer.compile(path), value);

        if (pointer.equals("OK")) {
            assertThat(GATE.check(sample.request(), changed)).isNotEqualTo(sample.content());
        } else {
            GenerationException refused = refusal(sample.request(), changed);
            assertThat(refused.reason()).isEqualTo(Reason.INVALID);
            assertThat(refused.violations()).extracting(Violation::pointer).contains(pointer);
            assertThat(refused.violations()).extracting(Violation::detail).doesNotContain("");
        }
    }

    @Test
    void check_sameItemInTwoExercises_isRefused() {
        ObjectNode content = ContentSample.EXERCISES.json();
        ArrayNode gaps = (ArrayNode) content.at("/exercises/1/items");
        gaps.set(1, gaps.get(0).deepCopy());

        assertThat(refusal(ContentSample.EXERCISES.request(), content).violations()).singleElement()
                .extracting(Violation::pointer).isEqualTo("/exercises/1/items/1");
    }

    @Test
    void check_everythingWrong_namesAFew() {
        ObjectNode content = ContentSample.EXERCISES.json();
        ArrayNode items = (ArrayNode) content.at("/exercises/0/items");
        for (int i = 0; i < 500; i++) {
            items.add(i);
        }

        assertThat(refusal(ContentSample.EXERCISES.request(), content).violations()).hasSize(20);
    }

    @Test
    void check_fieldOfItsOwn_isNamedNoLongerThanNeeded() {
        ObjectNode content = ContentSample.LESSON.json().put("leak".repeat(1000), 1);

        assertThat(refusal(ContentSample.LESSON.request(), content).violations())
                .containsExactly(new Violation("/" + "leak".repeat(25) + "...", "is not a field here"));
    }

    @Test
    void check_contentOfAnotherType_isRefused() {
        assertThat(refusal(ContentSample.LESSON.request(), ContentSample.CURRICULUM.json()).violations()).isNotEmpty();
    }

    @Test
    void check_noContent_isRefused() {
        assertThat(refusal(ContentSample.LESSON.request(), MissingNode.getInstance()).violations()).isNotEmpty();
    }

    private static GenerationException refusal(ContentRequest request, JsonNode candidate) {
        return catchThrowableOfType(GenerationException.class, () -> GATE.check(request, candidate));
    }

    private static JsonNode with(ObjectNode content, JsonPointer path, String value) {
        JsonNode parent = content.at(path.head());
        JsonPointer last = path.last();
        if (value.equals("-")) {
            if (parent instanceof ArrayNode array) {
                array.remove(last.getMatchingIndex());
            } else {
                ((ObjectNode) parent).remove(last.getMatchingProperty());
            }
            return content;
        }
        try {
            JsonNode json = ApiJson.mapper().readTree(value);
            if (parent instanceof ArrayNode array) {
                array.set(last.getMatchingIndex(), json);
            } else {
                ((ObjectNode) parent).set(last.getMatchingProperty(), json);
            }
            return content;
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
