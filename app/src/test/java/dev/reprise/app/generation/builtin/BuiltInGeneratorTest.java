package dev.reprise.app.generation.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

import dev.reprise.api.ApiJson;
import dev.reprise.api.Assessment;
import dev.reprise.api.AssessmentRequest;
import dev.reprise.api.CefrLevel;
import dev.reprise.api.Content;
import dev.reprise.api.Content.Item;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.Curriculum;
import dev.reprise.api.CurriculumRequest;
import dev.reprise.api.ExerciseType;
import dev.reprise.api.Exercises;
import dev.reprise.api.ExercisesRequest;
import dev.reprise.api.LearningPath;
import dev.reprise.api.LearningPathRequest;
import dev.reprise.api.Lesson;
import dev.reprise.api.LessonRequest;
import dev.reprise.app.generation.ContentGate;

class BuiltInGeneratorTest {
    static final String SOP = resource("/sop-field-sampling.txt");
    static final List<String> TEXTS = List.of(SOP, "Business Email Writing", "安全手順書。手袋を着用してください。作業前に機械を止めること。", "!!!",
            (SOP + "\n").repeat(100), "word ".repeat(40_000), "a".repeat(200_000), "あ".repeat(200_000),
            "Safety rules\r\n\r\n- Wear gloves\r\n- Stop the machine before you clean it\r\n* Call the manager, e.g. Dr. Smith\r\n",
            "\u0000\u0007 Mix 2.5 l of water with 1.5 l of acid.\u0000 Never leave the room.", "😀😀 ok",
            "La sécurité est une priorité. Les employés doivent porter des gants dans les ateliers.");
    private static final ContentGate GATE = new ContentGate();

    private final BuiltInGenerator generator = new BuiltInGenerator();

    @ParameterizedTest
    @FieldSource("TEXTS")
    void exercises_anyTextAndLevel_haveExactlyTheCountAndSoundItems(String text) throws Exception {
        for (CefrLevel level : levels(text)) {
            for (int count : List.of(1, 5, 50)) {
                ExercisesRequest request = new ExercisesRequest(text, List.of(ExerciseType.values()), level, count);
                Exercises exercises = (Exercises) generated(request);
                exercises.exercises().forEach(exercise -> checkItems(exercise.type(), exercise.items()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void exercises_fiftyOfOneType_areMadeFromAnyText(ExerciseType type) throws Exception {
        for (String text : TEXTS) {
            Exercises exercises = (Exercises) generated(new ExercisesRequest(text, List.of(type), CefrLevel.A1, 50));
            assertThat(exercises.exercises()).singleElement()
                    .satisfies(exercise -> assertThat(exercise.items()).hasSize(50));
            checkItems(type, exercises.exercises().getFirst().items());
        }
    }

    @Test
    void exercises_fewerThanTypes_saysWhichWereLeftOut() throws Exception {
        Exercises exercises = (Exercises) generated(new ExercisesRequest(SOP,
                List.of(ExerciseType.GAP_FILL, ExerciseType.ORDERING), CefrLevel.B1, 1));
        assertThat(exercises.exercises()).hasSize(1);
        assertThat(exercises.notes()).anyMatch(note -> note.contains("ordering"));
    }

    @Test
    void exercises_shortOrForeignText_saysSo() throws Exception {
        assertThat(generated(new ExercisesRequest("Business Email Writing")).notes())
                .anyMatch(note -> note.contains("general workplace English"));
        assertThat(generated(new ExercisesRequest("安全手順書。手袋を着用してください。")).notes())
                .anyMatch(note -> note.contains("not read like English"));
        assertThat(generated(new ExercisesRequest(SOP)).notes())
                .noneMatch(note -> note.contains("general workplace English"))
                .anyMatch(note -> note.contains("shortened"));
    }

    @Test
    void gapFill_sample_restoresSentencesOfTheText() throws Exception {
        Exercises exercises = (Exercises) generated(
                new ExercisesRequest(SOP, List.of(ExerciseType.GAP_FILL), CefrLevel.B1, 20));
        for (Item item : exercises.exercises().getFirst().items()) {
            assertThat(SOP).contains(Prose.withoutStop(item.prompt().replace("____", item.answer())));
        }
    }

    @Test
    void trueFalse_sample_isTrueExactlyWhereTheTextSaysSo() throws Exception {
        Exercises exercises = (Exercises) generated(
                new ExercisesRequest(SOP, List.of(ExerciseType.TRUE_FALSE), CefrLevel.B1, 20));
        List<Item> items = exercises.exercises().getFirst().items();
        for (Item item : items) {
            assertThat(item.answer()).isEqualTo(SOP.contains(Prose.withoutStop(item.prompt())) ? "True" : "False");
        }
        assertThat(items).extracting(Item::answer).contains("True", "False");
    }

    @ParameterizedTest
    @FieldSource("TEXTS")
    void assessment_anyTextAndDuration_addsUp(String text) throws Exception {
        for (CefrLevel level : levels(text)) {
            for (int minutes : List.of(5, 7, 30, 480)) {
                Assessment test = (Assessment) generated(new AssessmentRequest(text, "final exam", level, minutes));
                List<Item> items = test.sections().stream().flatMap(section -> section.items().stream()).toList();
                assertThat(items).hasSizeBetween(2, 50);
                assertThat(test.totalPoints())
                        .isEqualTo(test.rubric().stream().mapToInt(Assessment.Criterion::points).sum());
                assertThat(test.passMark()).isEqualTo((int) Math.ceil(test.totalPoints() * 0.6));
                assertThat(test.title()).startsWith("Final exam");
                test.sections().forEach(section -> checkItems(section.type(), section.items()));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("TEXTS")
    void curriculum_anyTextAndLength_hasAModuleForEachWeek(String text) throws Exception {
        for (CefrLevel level : levels(text)) {
            for (int weeks : List.of(1, 2, 8, 52)) {
                Curriculum course = (Curriculum) generated(
                        new CurriculumRequest("TechCorp", "Technology", text, level, weeks));
                assertThat(course.modules()).extracting(Curriculum.Module::title).doesNotHaveDuplicates();
                assertThat(course.title()).contains("TechCorp");
                assertThat(course.description()).contains("TechCorp", "Technology");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void curriculum_sample_teachesWordsOfTheTextOnly(CefrLevel level) throws Exception {
        Curriculum course = (Curriculum) generated(new CurriculumRequest("TechCorp", "Technology", SOP, level, 8));
        for (Curriculum.Module module : course.modules()) {
            assertThat(module.vocabulary()).hasSizeGreaterThan(3);
            for (Content.Term term : module.vocabulary()) {
                assertThat(SOP.toLowerCase(Locale.ROOT)).contains(term.term().toLowerCase(Locale.ROOT));
                assertThat(SOP).contains(term.example());
                assertThat(term.term()).doesNotMatch("(?i).*\\b(?:the|of|and|is|are|be|for|to|in)\\b.*");
            }
        }
    }

    @ParameterizedTest
    @FieldSource("TEXTS")
    void lesson_anyTextAndDuration_addsUp(String text) throws Exception {
        for (CefrLevel level : levels(text)) {
            for (int minutes : List.of(5, 6, 60, 480)) {
                Lesson lesson = (Lesson) generated(
                        new LessonRequest("Safety first", text, List.of("safety", "tools"), List.of(), level, minutes));
                assertThat(lesson.stages()).extracting(Lesson.Stage::name).containsExactly("warm-up", "presentation",
                        "practice", "production", "wrap-up");
            }
        }
    }

    @Test
    void lesson_grammarAsked_isTheGrammarOfTheLesson() throws Exception {
        Lesson lesson = (Lesson) generated(
                new LessonRequest("Email", "", List.of(), List.of("Past perfect"), CefrLevel.B1,
                        60));
        assertThat(lesson.grammar()).containsExactly("Past perfect");
        assertThat(lesson.stages().get(1).activities()).anyMatch(activity -> activity.contains("Past perfect"));
    }

    @Test
    void learningPath_anyLevels_addsUpAndServesEachGoal() throws Exception {
        List<String> many = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            many.add("Goal " + i);
        }
        for (List<String> goals : List.of(many, List.of("Lead meetings"), many.subList(0, 5), List.of("会議を主導する"))) {
            for (CefrLevel current : CefrLevel.values()) {
                for (CefrLevel target : CefrLevel.values()) {
                    if (target.compareTo(current) >= 0) {
                        checkPath((LearningPath) generated(new LearningPathRequest(goals, current, target, 7)), goals);
                    }
                }
            }
        }
    }

    @Test
    void generate_sameRequest_sameContent() throws Exception {
        for (ContentRequest request : List.of(new CurriculumRequest("TechCorp", "Technology", SOP),
                new LessonRequest("Sampling", SOP, List.of(), List.of(), CefrLevel.B1, 60),
                new ExercisesRequest(SOP, List.of(ExerciseType.values()), CefrLevel.B1, 30),
                new AssessmentRequest(SOP), new LearningPathRequest(List.of("Lead meetings")))) {
            assertThat(json(new BuiltInGenerator().generate(request, progress -> {}).content()))
                    .isEqualTo(json(generated(request)));
        }
    }

    @Test
    void generate_otherLevel_otherContent() throws Exception {
        Exercises low = (Exercises) generated(
                new ExercisesRequest(SOP, List.of(ExerciseType.ORDERING), CefrLevel.A2, 3));
        Exercises high = (Exercises) generated(
                new ExercisesRequest(SOP, List.of(ExerciseType.ORDERING), CefrLevel.C1, 3));
        assertThat(averageAnswer(low)).isLessThan(averageAnswer(high));
    }

    private static double averageAnswer(Exercises exercises) {
        return exercises.exercises().getFirst().items().stream().mapToInt(item -> item.answer().length()).average()
                .orElseThrow();
    }

    /** Long texts are for the counts and the time they take; one level shows that. */
    private static List<CefrLevel> levels(String text) {
        return text.length() > 10_000 ? List.of(CefrLevel.B1) : List.of(CefrLevel.values());
    }

    /** What the gate lets through fits its schema and answers its request. */
    private Content generated(ContentRequest request) throws InterruptedException {
        Content content = GATE.check(request,
                ApiJson.mapper().valueToTree(generator.generate(request, progress -> {}).content()));
        assertThat(content.notes().getFirst()).contains("without a language model", "English");
        return content;
    }

    private static String json(Content content) throws IOException {
        return ApiJson.mapper().writeValueAsString(content);
    }

    private static void checkItems(ExerciseType type, List<Item> items) {
        for (Item item : items) {
            switch (type) {
                case MULTIPLE_CHOICE -> assertThat(item.options()).hasSize(4).doesNotHaveDuplicates();
                case TRUE_FALSE -> assertThat(item.options()).containsExactly("True", "False");
                case GAP_FILL, MATCHING -> assertThat(item.options()).hasSizeGreaterThan(1).doesNotHaveDuplicates();
                case SHORT_ANSWER -> assertThat(item.options()).isEmpty();
                case ORDERING -> checkOrder(item);
            }
        }
    }

    private static void checkOrder(Item item) {
        String inOrder = String.join(" ", item.options());
        assertThat(inOrder).isNotEqualTo(item.answer());
        assertThat(inOrder.replace(" ", "").chars().sorted().toArray())
                .isEqualTo(item.answer().replace(" ", "").chars().sorted().toArray());
    }

    private static void checkPath(LearningPath path, List<String> goals) {
        assertThat(path.steps()).extracting(LearningPath.Step::goal).containsAll(goals);
    }

    private static String resource(String name) {
        try (InputStream in = BuiltInGeneratorTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }
}
