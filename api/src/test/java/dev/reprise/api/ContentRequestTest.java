package dev.reprise.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.api.InvalidRequestException.Violation;

class ContentRequestTest {
    private static final String LONE_SURROGATE = "a\ud83d";

    @Test
    void curriculum_shortConstructor_isB1ForEightWeeks() {
        assertThat(new CurriculumRequest("Acme", "Steel", "Wear gloves."))
                .isEqualTo(new CurriculumRequest("Acme", "Steel", "Wear gloves.", CefrLevel.B1, 8));
    }

    @Test
    void lesson_shortConstructor_isAnHourAtB1() {
        assertThat(new LessonRequest("Email"))
                .isEqualTo(new LessonRequest("Email", "", List.of(), List.of(), CefrLevel.B1, 60));
    }

    @Test
    void exercises_shortConstructor_isFiveMultipleChoiceItems() {
        assertThat(new ExercisesRequest("Email"))
                .isEqualTo(new ExercisesRequest("Email", List.of(ExerciseType.MULTIPLE_CHOICE), CefrLevel.B1, 5));
    }

    @Test
    void assessment_shortConstructor_isAQuizOfHalfAnHour() {
        assertThat(new AssessmentRequest("Email"))
                .isEqualTo(new AssessmentRequest("Email", "quiz", CefrLevel.B1, 30));
    }

    @Test
    void learningPath_shortConstructor_isFromB1ToB2() {
        assertThat(new LearningPathRequest(List.of("Speak")))
                .isEqualTo(new LearningPathRequest(List.of("Speak"), CefrLevel.B1, CefrLevel.B2, 3));
    }

    @ParameterizedTest
    @CsvSource({"A1,A2", "A2,B1", "B1,B2", "B2,C1", "C1,C2", "C2,C2"})
    void learningPath_noTarget_isOneAboveAndC2ItsOwn(CefrLevel current, CefrLevel target) {
        assertThat(new LearningPathRequest(List.of("Speak"), current, null, 3).targetLevel()).isEqualTo(target);
    }

    @Test
    void learningPath_targetBelowCurrent_isRefused() {
        assertThat(pointers(() -> new LearningPathRequest(List.of("Speak"), CefrLevel.B2, CefrLevel.B1, 3)))
                .containsExactly("/target_level");
    }

    @Test
    void learningPath_targetIsCurrent_isAccepted() {
        assertThatCode(() -> new LearningPathRequest(List.of("Speak"), CefrLevel.B2, CefrLevel.B2, 3))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 52})
    void curriculum_weeksAtTheEdge_areAccepted(int weeks) {
        assertThat(new CurriculumRequest("Acme", "Steel", "x", CefrLevel.A1, weeks).durationWeeks()).isEqualTo(weeks);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 53})
    void curriculum_weeksOutOfRange_areRefused(int weeks) {
        assertThat(pointers(() -> new CurriculumRequest("Acme", "Steel", "x", CefrLevel.A1, weeks)))
                .containsExactly("/duration_weeks");
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 480})
    void minutes_atTheEdge_areAccepted(int minutes) {
        assertThat(new LessonRequest("x", "", List.of(), List.of(), CefrLevel.A1, minutes).durationMinutes())
                .isEqualTo(minutes);
        assertThat(new AssessmentRequest("x", "quiz", CefrLevel.A1, minutes).durationMinutes()).isEqualTo(minutes);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4, 481})
    void minutes_outOfRange_areRefused(int minutes) {
        assertThat(pointers(() -> new LessonRequest("x", "", List.of(), List.of(), CefrLevel.A1, minutes)))
                .containsExactly("/duration_minutes");
        assertThat(pointers(() -> new AssessmentRequest("x", "quiz", CefrLevel.A1, minutes)))
                .containsExactly("/duration_minutes");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50})
    void exercises_countAtTheEdge_isAccepted(int count) {
        assertThat(exercises(List.of(ExerciseType.GAP_FILL), count).count()).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 51})
    void exercises_countOutOfRange_isRefused(int count) {
        assertThat(pointers(() -> exercises(List.of(ExerciseType.GAP_FILL), count))).containsExactly("/count");
    }

    @Test
    void exercises_noTypeOrOneTwice_isRefused() {
        assertThat(pointers(() -> exercises(List.of(), 5))).containsExactly("/exercise_types");
        assertThat(pointers(() -> exercises(List.of(ExerciseType.GAP_FILL, ExerciseType.GAP_FILL), 5)))
                .containsExactly("/exercise_types");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40})
    void learningPath_hoursAtTheEdge_areAccepted(int hours) {
        assertThat(new LearningPathRequest(List.of("x"), CefrLevel.A1, null, hours).hoursPerWeek()).isEqualTo(hours);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 41})
    void learningPath_hoursOutOfRange_areRefused(int hours) {
        assertThat(pointers(() -> new LearningPathRequest(List.of("x"), CefrLevel.A1, null, hours)))
                .containsExactly("/hours_per_week");
    }

    @Test
    void learningPath_oneToTwentyGoals_areAccepted() {
        assertThatCode(() -> new LearningPathRequest(goals(1))).doesNotThrowAnyException();
        assertThatCode(() -> new LearningPathRequest(goals(20))).doesNotThrowAnyException();
        assertThat(pointers(() -> new LearningPathRequest(goals(0)))).containsExactly("/goals");
        assertThat(pointers(() -> new LearningPathRequest(goals(21)))).containsExactly("/goals");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\r\n ", "\u0000\u0001\u007f", "\u00a0\u200b\ufeff"})
    void requiredText_blank_isRefusedByName(String blank) {
        assertThat(pointers(() -> new CurriculumRequest(blank, blank, blank))).containsExactly("/company_name",
                "/industry", "/sop_content");
        assertThat(pointers(() -> new LessonRequest(blank))).containsExactly("/lesson_title");
        assertThat(pointers(() -> new ExercisesRequest(blank))).containsExactly("/lesson_context");
        assertThat(pointers(() -> new AssessmentRequest(blank, blank, CefrLevel.B1, 30)))
                .containsExactly("/course_context", "/assessment_type");
        assertThat(pointers(() -> new LearningPathRequest(List.of("x", blank)))).containsExactly("/goals/1");
    }

    @Test
    void listText_blank_isRefusedByPlace() {
        assertThat(pointers(
                () -> new LessonRequest("x", "", List.of("a", " "), List.of(""), CefrLevel.B1, 60)))
                .containsExactly("/vocabulary_themes/1", "/grammar_focus/0");
    }

    @Test
    void text_loneSurrogate_isRefused() {
        assertThat(pointers(() -> new CurriculumRequest("Acme", "Steel", LONE_SURROGATE)))
                .containsExactly("/sop_content");
        assertThat(pointers(() -> new LessonRequest("x", "\ude00b", List.of(), List.of(), CefrLevel.B1, 60)))
                .containsExactly("/module_context");
        assertThat(pointers(() -> new ExercisesRequest(LONE_SURROGATE))).containsExactly("/lesson_context");
        assertThat(pointers(() -> new AssessmentRequest(LONE_SURROGATE))).containsExactly("/course_context");
        assertThat(pointers(() -> new LearningPathRequest(List.of(LONE_SURROGATE)))).containsExactly("/goals/0");
    }

    @Test
    void text_wholeSurrogatePair_isAccepted() {
        assertThatCode(() -> new ExercisesRequest("Well done \ud83d\ude00")).doesNotThrowAnyException();
    }

    @Test
    void constructor_severalRulesBroken_namesAll() {
        assertThat(pointers(() -> new CurriculumRequest(" ", "Steel", "", CefrLevel.B1, 0)))
                .containsExactly("/company_name", "/sop_content", "/duration_weeks");
    }

    @Test
    void lists_changedByTheCaller_stayAsTheyWere() {
        List<String> goals = new ArrayList<>(List.of("Speak"));
        LearningPathRequest request = new LearningPathRequest(goals);
        goals.add("Write");
        assertThat(request.goals()).containsExactly("Speak");
    }

    private static ExercisesRequest exercises(List<ExerciseType> types, int count) {
        return new ExercisesRequest("text", types, CefrLevel.B1, count);
    }

    private static List<String> goals(int count) {
        List<String> goals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            goals.add("Goal " + i);
        }
        return goals;
    }

    private static List<String> pointers(ThrowingCallable construction) {
        InvalidRequestException refused = catchThrowableOfType(InvalidRequestException.class, construction);
        assertThat(refused).isNotNull();
        return refused.violations().stream().map(Violation::pointer).toList();
    }
}
