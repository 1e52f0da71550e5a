package dev.reprise.app.generation.builtin;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

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

/** What the built-in generator makes of one text, as a page to read. */
final class SampleOutput {
    private final String text;
    private final StringBuilder page = new StringBuilder();

    SampleOutput(String text) {
        this.text = text;
    }

    String page(String command) {
        line("# What the built-in generator makes").line("")
                .line("All of this is made by rules, without a model and without a network, from"
                        + " [a public guideline](../app/src/test/resources/sop-field-sampling.txt) of twelve sentences."
                        + " The same request always gives the same content. A test compares this page with what is"
                        + " made now; this writes it anew:")
                .line("").line("```sh").line(command).line("```");
        curriculum(CefrLevel.B1);
        lesson(CefrLevel.B1);
        exercises(CefrLevel.B1);
        assessment(CefrLevel.B1);
        path();
        sideBySide();
        return page.toString();
    }

    /** The five kinds of content at one level. */
    String level(CefrLevel level) {
        curriculum(level);
        lesson(level);
        exercises(level);
        assessment(level);
        return page.toString();
    }

    private void curriculum(CefrLevel level) {
        Curriculum course = course(level);
        heading("Curriculum: " + course.title() + " (" + level + ", " + course.durationWeeks() + " weeks)");
        line(course.description()).line("");
        list(course.objectives());
        for (Curriculum.Module module : course.modules()) {
            line("").line("**Week " + module.week() + ": " + module.title() + "**").line("");
            list(module.objectives());
            line("- Grammar: " + String.join("; ", module.grammar()));
            line("- Lessons: " + String.join(" · ", module.lessons())).line("");
            vocabulary(module.vocabulary());
        }
        line("").line("Checked by: " + String.join("; ", course.assessmentMethods()) + ".");
        notes(course);
    }

    private void lesson(CefrLevel level) {
        Lesson lesson = generated(new LessonRequest("Why we take samples", text, List.of(), List.of(), level, 60));
        heading("Lesson: " + lesson.title() + " (" + level + ", " + lesson.durationMinutes() + " minutes)");
        list(lesson.objectives());
        line("").line("Grammar: " + String.join("; ", lesson.grammar()) + ".").line("");
        vocabulary(lesson.vocabulary());
        for (Lesson.Stage stage : lesson.stages()) {
            line("").line("**" + Prose.upperFirst(stage.name()) + "**, " + stage.minutes() + " minutes. "
                    + stage.description()).line("");
            list(stage.activities());
        }
        line("").line("Materials: " + String.join("; ", lesson.materials()) + ".").line("");
        list(lesson.teacherNotes());
        notes(lesson);
    }

    private void exercises(CefrLevel level) {
        Exercises exercises = generated(new ExercisesRequest(text, List.of(ExerciseType.values()), level, 18));
        heading("Exercises: " + exercises.title() + " (" + level + ", 18 items)");
        for (Exercises.Exercise exercise : exercises.exercises()) {
            line("").line("**" + exercise.type().wireName() + "**: " + exercise.instructions()).line("");
            items(exercise.type(), exercise.items());
        }
        notes(exercises);
    }

    private void assessment(CefrLevel level) {
        Assessment test = generated(new AssessmentRequest(text, "final test", level, 30));
        heading("Assessment: " + test.title() + " (" + level + ", " + test.durationMinutes() + " minutes)");
        for (Assessment.Section section : test.sections()) {
            line("").line("**" + section.title() + "**, " + section.minutes() + " minutes. " + section.instructions())
                    .line("");
            items(section.type(), section.items());
        }
        line("").line("| part | points | marking |").line("|---|---|---|");
        test.rubric().forEach(criterion -> line(
                "| " + criterion.name() + " | " + criterion.points() + " | " + criterion.description() + " |"));
        line("").line(test.passMark() + " of " + test.totalPoints() + " points are needed.");
        notes(test);
    }

    private void path() {
        LearningPath path = generated(new LearningPathRequest(
                List.of("Report on field work in meetings", "Write sampling reports"), CefrLevel.B1, CefrLevel.B2, 3));
        heading("Learning path: " + path.title() + " (" + path.totalHours() + " hours, " + path.totalWeeks()
                + " weeks)");
        for (LearningPath.Step step : path.steps()) {
            line("").line("**" + step.number() + ". " + step.title() + "**, " + step.hours() + " hours"
                    + (step.prerequisites().isEmpty() ? "" : ", after " + step.prerequisites())).line("");
            list(step.activities());
        }
        line("");
        path.milestones().forEach(milestone -> line("- After step " + milestone.afterStep() + ", "
                + milestone.title() + ": " + milestone.evidence()));
        notes(path);
    }

    private void sideBySide() {
        heading("A2 and C1 side by side");
        line("The same text, asked for at two levels.").line("").line("| | A2 | C1 |").line("|---|---|---|");
        row("objectives", level -> bullets(course(level).objectives().subList(0, 3)));
        row("words of week 1", level -> course(level).modules().getFirst().vocabulary().stream()
                .map(Content.Term::term).collect(joining(", ")));
        row("grammar of week 1", level -> bullets(course(level).modules().getFirst().grammar()));
        row("a lesson of week 1", level -> course(level).modules().getFirst().lessons().getLast());
        for (ExerciseType type : List.of(ExerciseType.MULTIPLE_CHOICE, ExerciseType.GAP_FILL, ExerciseType.TRUE_FALSE,
                ExerciseType.ORDERING, ExerciseType.SHORT_ANSWER)) {
            row(type.wireName(), level -> {
                Exercises exercises = generated(new ExercisesRequest(text, List.of(type), level, 2));
                return exercises.exercises().getFirst().items().stream().map(item -> inline(type, item))
                        .collect(joining("<br>"));
            });
        }
    }

    private Curriculum course(CefrLevel level) {
        return generated(new CurriculumRequest("TechCorp", "Environmental services", text, level, 4));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <C extends Content> C generated(ContentRequest request) {
        try {
            return (C) new BuiltInGenerator().generate(request, progress -> {}).content();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void items(ExerciseType type, List<Item> items) {
        if (type == ExerciseType.GAP_FILL || type == ExerciseType.MATCHING) {
            line("Choose from: " + String.join(" · ", items.getFirst().options())).line("");
        }
        int number = 1;
        for (Item item : items) {
            line(number++ + ". " + inline(type, item));
        }
    }

    private static String inline(ExerciseType type, Item item) {
        String options = switch (type) {
            case MULTIPLE_CHOICE -> " [" + String.join(" · ", item.options()) + "]";
            case ORDERING -> " " + String.join(" / ", item.options());
            case GAP_FILL, MATCHING, TRUE_FALSE, SHORT_ANSWER -> "";
        };
        return item.prompt().replace("____", "\\_\\_\\_\\_") + options + " **" + item.answer() + "**";
    }

    private void vocabulary(List<Content.Term> terms) {
        line("| word | meaning |").line("|---|---|");
        terms.forEach(term -> line("| " + term.term() + " | " + term.definition() + " |"));
    }

    private void notes(Content content) {
        line("").line("Notes: " + String.join(" ", content.notes()));
    }

    private void row(String name, Function<CefrLevel, String> cell) {
        line("| " + name + " | " + cell.apply(CefrLevel.A2) + " | " + cell.apply(CefrLevel.C1) + " |");
    }

    private static String bullets(List<String> lines) {
        return String.join("<br>", new ArrayList<>(lines));
    }

    private void heading(String heading) {
        line("").line("## " + heading).line("");
    }

    private void list(List<String> entries) {
        entries.forEach(entry -> line("- " + entry));
    }

    private SampleOutput line(String line) {
        page.append(line).append('\n');
        return this;
    }
}
