package dev.reprise.app.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;

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
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.api.ApiJson;
import dev.reprise.api.CefrLevel;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ExerciseType;
import dev.reprise.api.ExercisesRequest;
import dev.reprise.api.InvalidRequestException.Violation;
import dev.reprise.api.LearningPathRequest;
import dev.reprise.api.LessonRequest;
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
            "CURRICULUM | /modules/1/title | \" goggles\" | /modules/1/title",
            "CURRICULUM | /objectives | [\"can tell\", \"Can  tell\"] | /objectives/1",
            "CURRICULUM | /modules/1/lessons | [\"Spills\", \"Masks\", \"spills\"] | /modules/1/lessons/2",
            "CURRICULUM | /modules/1/vocabulary/0/example | \"Tell me.\" | /modules/1/vocabulary/0/example",
            "CURRICULUM | /modules/1/vocabulary/0/example | \"It was SPILLED.\" | OK",
            // the lesson
            "LESSON | /cefr_level | \"A1\" | /cefr_level",
            "LESSON | /duration_minutes | 45 | /duration_minutes",
            "LESSON | /stages/0/minutes | 11 | /stages",
            "LESSON | /stages/0/minutes | 2147483647 | /stages",
            "LESSON | /stages/1/name | \"warm-up\" | /stages",
            "LESSON | /stages/3/name | \"presentation\" | /stages/3/name",
            "LESSON | /objectives | [\"can tell\", \"can tell\"] | /objectives/1",
            "LESSON | /vocabulary/0/example | \"Help!\" | /vocabulary/0/example",
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
            "EXERCISES | /exercises/0/items/0/options | [\"goggles\"] | /exercises/0/items/0/options",
            "EXERCISES | /exercises/0/items/0/options/1 | \" Goggles\" | /exercises/0/items/0/options/1",
            "EXERCISES | /exercises/1/items/0/options/1 | \"goggles \" | /exercises/1/items/0/options/1",
            "EXERCISES | /exercises/1/items/0/options/1 | \"Goggles\" | OK",
            "EXERCISES | /exercises/1/items/0/prompt | \"Wear ____ and ____.\" | /exercises/1/items/0/prompt",
            "EXERCISES | /exercises/1/items/0/prompt | \"Wear _____.\" | /exercises/1/items/0/prompt",
            "EXERCISES | /exercises/1/items/1/prompt | \"____ goggles. (WEAR goggles.)\" | /exercises/1/items/1/prompt",
            "EXERCISES | /exercises/1/items/1/prompt | \"You wear boots. ____ goggles, too.\" | OK",
            "EXERCISES | /exercises/1/items/1/answer | \"____\" | /exercises/1/items/1/answer",
            "EXERCISES | /exercises/1/items/1 | {\"prompt\": \"WEAR  ____.\", \"options\": [], \"answer\": \"Goggles\","
                    + " \"feedback\": \"Yes.\", \"points\": 1} | /exercises/1/items/1",
            // assessments
            "ASSESSMENT | /cefr_level | \"B2\" | /cefr_level",
            "ASSESSMENT | /assessment_type | \"exam\" | /assessment_type",
            "ASSESSMENT | /duration_minutes | 31 | /duration_minutes",
            "ASSESSMENT | /sections/1/minutes | 21 | /sections",
            "ASSESSMENT | /total_points | 5 | /total_points",
            "ASSESSMENT | /pass_mark | 5 | /pass_mark",
            "ASSESSMENT | /sections/0/items/0/answer | \"Yes\" | /sections/0/items/0/answer",
            "ASSESSMENT | /sections/0/type | \"matching\" | OK",
            "ASSESSMENT | /sections/0/items/0/options | [\"False\", \"True\"] | OK",
            "ASSESSMENT | /sections/0/items/0/options | [\"True\", \"False\", \"True\"] | /sections/0/items/0/options",
            "ASSESSMENT | /sections/0/items/0/options | [\"True\", \"Not given\"] | /sections/0/items/0/options",
            "ASSESSMENT | /sections/1/items/0/options | [\"a liquid\"] | /sections/1/items/0/options",
            "ASSESSMENT | /rubric/0/points | 5 | /rubric/0/points",
            "ASSESSMENT | /rubric | [] | /rubric",
            // learning paths
            "LEARNING_PATH | /current_level | \"A2\" | /current_level",
            "LEARNING_PATH | /target_level | \"C1\" | /target_level",
            "LEARNING_PATH | /hours_per_week | 4 | /hours_per_week",
            "LEARNING_PATH | /total_hours | 30 | /total_hours",
            "LEARNING_PATH | /total_weeks | 10 | /total_weeks",
            "LEARNING_PATH | /steps/1/number | 3 | /steps/1/number",
            "LEARNING_PATH | /steps/1/prerequisites | [2] | /steps/1/prerequisites",
            "LEARNING_PATH | /steps/0/prerequisites | [1] | /steps/0/prerequisites",
            "LEARNING_PATH | /steps/0/level | \"A2\" | /steps/0/level",
            "LEARNING_PATH | /steps/0/level | \"B2\" | OK",
            "LEARNING_PATH | /steps/0/level | \"C1\" | /steps/0/level",
            "LEARNING_PATH | /steps/0/level | \"C1\" | /steps/1/level",
            "LEARNING_PATH | /steps/1/level | \"B1\" | /steps/1/level",
            "LEARNING_PATH | /steps/0/goal | \"Get rich\" | /steps/0/goal",
            "LEARNING_PATH | /steps/0/goal | \" REPORT  spills\" | OK",
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

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "ORDERING ; {'options': ['b', 'a'], 'answer': 'a | b'} ; OK",
            "ORDERING ; {'options': ['the cap', 'Close', 'now'], 'answer': 'Close | the cap | now'} ; OK",
            "ORDERING ; {'options': ['the cap', 'Close', 'now'], 'answer': 'Close the cap now.'} ; OK",
            "ORDERING ; {'options': ['Close', 'the cap', 'now'], 'answer': 'Close | the cap | now'} ; /options",
            "ORDERING ; {'options': ['the cap', 'Close', 'now'], 'answer': 'Close | the cap'} ; /answer",
            "ORDERING ; {'options': ['the cap', 'Close', 'now'], 'answer': '2 | 1 | 3'} ; /answer",
            "ORDERING ; {'options': ['Close'], 'answer': 'Close'} ; /options",
            "SHORT_ANSWER ; {'options': [], 'answer': 'Close'} ; OK",
            "SHORT_ANSWER ; {'options': ['Close'], 'answer': 'Close'} ; /options",
            "MATCHING ; {'options': ['shut', 'open'], 'answer': 'shut'} ; OK",
            "MATCHING ; {'options': ['shut'], 'answer': 'shut'} ; /options"})
    void check_oneItemOfAType_namesItsPlace(ExerciseType type, String fields, String place) throws Exception {
        ContentRequest request = new ExercisesRequest("Close the cap.", List.of(type), CefrLevel.A2, 1);
        ObjectNode item = item("What?", fields);

        if (place.equals("OK")) {
            assertThat(GATE.check(request, exercise(type, List.of(item)))).isNotNull();
        } else {
            assertThat(refusal(request, exercise(type, List.of(item))).violations()).singleElement()
                    .extracting(Violation::pointer).isEqualTo("/exercises/0/items/0" + place);
        }
    }

    @Test
    void check_matchingWithAListOfItsOwn_namesTheItem() throws Exception {
        ContentRequest request = new ExercisesRequest("Cap.", List.of(ExerciseType.MATCHING), CefrLevel.A2, 3);
        ObjectNode content = exercise(ExerciseType.MATCHING,
                List.of(item("close", "{'options': ['shut', 'put'], 'answer': 'shut'}"),
                        item("place", "{'options': ['put', 'shut'], 'answer': 'put'}"),
                        item("cap", "{'options': ['put', 'shut', 'lid'], 'answer': 'lid'}")));

        assertThat(refusal(request, content).violations()).singleElement().extracting(Violation::pointer)
                .isEqualTo("/exercises/0/items/2/options");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void check_longMatching_mayShareAListForEveryTen(boolean right) throws Exception {
        ContentRequest request = new ExercisesRequest("Cap.", List.of(ExerciseType.MATCHING), CefrLevel.A2, 20);
        List<ObjectNode> items = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String options = i < 10 ? "['a', 'b']" : i < 15 || right ? "['a', 'c']" : "['a', 'd']";
            items.add(item("term " + i, "{'options': " + options + ", 'answer': 'a'}"));
        }
        ObjectNode content = exercise(ExerciseType.MATCHING, items);

        if (right) {
            assertThat(GATE.check(request, content)).isNotNull();
        } else {
            assertThat(refusal(request, content).violations()).extracting(Violation::pointer)
                    .containsExactly("/exercises/0/items/15/options");
        }
    }

    @Test
    void check_shortLessonWithoutAllStages_isLetThrough() {
        ContentRequest request = new LessonRequest("Reporting a spill", "", List.of(), List.of(), CefrLevel.B1, 19);
        ObjectNode content = ContentSample.LESSON.json().put("duration_minutes", 19);
        ArrayNode stages = (ArrayNode) content.get("stages");
        stages.remove(4);
        stages.remove(0);
        ((ObjectNode) stages.get(0)).put("minutes", 4);
        ((ObjectNode) stages.get(1)).put("minutes", 5);

        assertThat(GATE.check(request, content)).isNotNull();
    }

    @Test
    void check_sameTermTwice_namesTheSecond() {
        ObjectNode content = ContentSample.LESSON.json();
        ArrayNode terms = (ArrayNode) content.get("vocabulary");
        terms.add(((ObjectNode) terms.get(0)).deepCopy().put("term", "Spill "));

        assertThat(refusal(ContentSample.LESSON.request(), content).violations()).singleElement()
                .extracting(Violation::pointer).isEqualTo("/vocabulary/1/term");
    }

    @Test
    void check_statementThatIsTrueAndFalse_isRefused() {
        ObjectNode content = ContentSample.ASSESSMENT.json().put("total_points", 6);
        ArrayNode items = (ArrayNode) content.at("/sections/0/items");
        items.add(((ObjectNode) items.get(0)).deepCopy().put("answer", "False"));

        assertThat(refusal(ContentSample.ASSESSMENT.request(), content).violations()).singleElement()
                .extracting(Violation::pointer).isEqualTo("/sections/0/items/1");
    }

    @Test
    void check_goalWithoutAStep_isNamedByItsNumber() {
        ContentRequest request = new LearningPathRequest(List.of("Report spills", "Lead a meeting"));

        assertThat(refusal(request, ContentSample.LEARNING_PATH.json()).violations()).singleElement()
                .satisfies(violation -> {
                    assertThat(violation.pointer()).isEqualTo("/steps");
                    assertThat(violation.detail()).contains("2");
                });
    }

    @Test
    void check_milestonesOutOfOrder_namesTheLater() {
        ObjectNode content = ContentSample.LEARNING_PATH.json();
        ArrayNode milestones = (ArrayNode) content.get("milestones");
        milestones.insert(0, ((ObjectNode) milestones.get(0)).deepCopy().put("after_step", 2));

        assertThat(refusal(ContentSample.LEARNING_PATH.request(), content).violations()).singleElement()
                .extracting(Violation::pointer).isEqualTo("/milestones/1/after_step");
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

    private static ObjectNode exercise(ExerciseType type, List<ObjectNode> items) {
        ObjectNode content = ContentSample.EXERCISES.json();
        ObjectNode exercise = (ObjectNode) content.at("/exercises/0");
        exercise.put("type", type.wireName()).putArray("items").addAll(items);
        content.putArray("exercises").add(exercise);
        return content;
    }

    private static ObjectNode item(String prompt, String fields) throws JsonProcessingException {
        ObjectNode item = (ObjectNode) ApiJson.mapper().readTree(fields.replace('\'', '"'));
        return item.put("prompt", prompt).put("feedback", "The text says so.").put("points", 1);
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
