package dev.reprise.app.generation;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.reprise.api.ApiJson;
import dev.reprise.api.Assessment;
import dev.reprise.api.AssessmentRequest;
import dev.reprise.api.CefrLevel;
import dev.reprise.api.Content;
import dev.reprise.api.Content.Item;
import dev.reprise.api.Content.Term;
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

/** One request of each type, and content that is right for it. */
// The records are immutable, which Error Prone would believe only with an annotation of its own.
@SuppressWarnings("ImmutableEnumChecker")
public enum ContentSample {
    CURRICULUM(new CurriculumRequest("TechCorp", "Technology", "Wear goggles. Report each spill.", CefrLevel.B1, 2),
            new Curriculum("English at TechCorp", "For field staff", CefrLevel.B1, 2, List.of("can report a spill"),
                    List.of(module(1, "Goggles"), module(2, "Spills")), List.of("A short talk"), List.of())),

    LESSON(new LessonRequest("Reporting a spill"),
            new Lesson("Reporting a spill", CefrLevel.B1, 60, List.of("can report a spill"),
                    List.of(stage("warm-up", 10), stage("presentation", 10), stage("practice", 20),
                            stage("production", 10), stage("wrap-up", 10)),
                    List.of(term("spill")),
                    List.of("past simple"), List.of("a form"), List.of("check the past forms"), List.of("made up"))),

    EXERCISES(
            new ExercisesRequest("Wear goggles.", List.of(ExerciseType.MULTIPLE_CHOICE, ExerciseType.GAP_FILL),
                    CefrLevel.A2, 3),
            new Exercises("Goggles", CefrLevel.A2,
                    List.of(new Exercises.Exercise(ExerciseType.MULTIPLE_CHOICE, "Choose.",
                            List.of(item("What do you wear?", List.of("goggles", "a hat"), "goggles"))),
                            new Exercises.Exercise(ExerciseType.GAP_FILL, "Fill in.",
                                    List.of(item("Wear ____.", List.of("goggles", "boots"), "goggles"),
                                            item("____ goggles.", List.of(), "Wear")))),
                    List.of())),

    ASSESSMENT(new AssessmentRequest("Spills and goggles."),
            new Assessment("Quiz", "quiz", CefrLevel.B1, 30,
                    List.of(new Assessment.Section("Facts", ExerciseType.TRUE_FALSE, 10, "Judge.",
                            List.of(item("Spills are reported.", List.of("True", "False"), "True"))),
                            new Assessment.Section("Words", ExerciseType.SHORT_ANSWER, 20, "Answer.",
                                    List.of(item("What is a spill?", List.of(), "liquid on the floor")))),
                    List.of(new Assessment.Criterion("Content", 4, "Says what the text says")), 4, 3, List.of())),

    LEARNING_PATH(new LearningPathRequest(List.of("Report spills")),
            new LearningPath("To B2", CefrLevel.B1, CefrLevel.B2, 3, 31, 11,
                    List.of(step(1, CefrLevel.B1, 11, List.of()), step(2, CefrLevel.B2, 20, List.of(1))),
                    List.of(new LearningPath.Milestone("Half way", 1, "Tells a colleague of a spill")), List.of()));

    private final ContentRequest request;
    private final Content content;

    ContentSample(ContentRequest request, Content content) {
        this.request = request;
        this.content = content;
    }

    public ContentRequest request() {
        return request;
    }

    public Content content() {
        return content;
    }

    /** The content as a new tree, free to be changed. */
    public ObjectNode json() {
        return ApiJson.mapper().valueToTree(content);
    }

    private static Curriculum.Module module(int week, String title) {
        return new Curriculum.Module(week, title, List.of("safety"), List.of("can give a warning"),
                List.of(term(title)), List.of("imperatives"), List.of("Warnings"));
    }

    private static Lesson.Stage stage(String name, int minutes) {
        return new Lesson.Stage(name, minutes, "to talk", List.of("in pairs, tell of a spill"));
    }

    private static Term term(String term) {
        return new Term(term, "what it means", "A sentence with " + term + ".");
    }

    private static Item item(String prompt, List<String> options, String answer) {
        return new Item(prompt, options, answer, "The text says so.", 2);
    }

    private static LearningPath.Step step(int number, CefrLevel level, int hours, List<Integer> prerequisites) {
        return new LearningPath.Step(number, "Step " + number, "Report spills", level, hours,
                List.of("read reports"), prerequisites);
    }
}
