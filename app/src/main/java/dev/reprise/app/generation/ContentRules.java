package dev.reprise.app.generation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
import dev.reprise.api.Exercises.Exercise;
import dev.reprise.api.ExercisesRequest;
import dev.reprise.api.InvalidRequestException.Violation;
import dev.reprise.api.LearningPath;
import dev.reprise.api.LearningPath.Step;
import dev.reprise.api.LearningPathRequest;
import dev.reprise.api.Lesson;
import dev.reprise.api.LessonRequest;

/** The rules of content that a JSON Schema cannot say: sums, order, and agreement with the request. */
final class ContentRules {
    private final List<Violation> broken = new ArrayList<>();
    private final Set<List<String>> asked = new HashSet<>();

    private ContentRules() {}

    /** Each rule that the content breaks; the content must be of the request's type. */
    static List<Violation> broken(ContentRequest request, Content content) {
        ContentRules rules = new ContentRules();
        switch (new Answer(request, content)) {
            case Answer(CurriculumRequest r, Curriculum c) -> rules.curriculum(r, c);
            case Answer(LessonRequest r, Lesson c) -> rules.lesson(r, c);
            case Answer(ExercisesRequest r, Exercises c) -> rules.exercises(r, c);
            case Answer(AssessmentRequest r, Assessment c) -> rules.assessment(r, c);
            case Answer(LearningPathRequest r, LearningPath c) -> rules.learningPath(r, c);
            default -> throw new IllegalArgumentException(content.getClass() + " for a " + request.getClass());
        }
        return rules.broken;
    }

    private void curriculum(CurriculumRequest request, Curriculum content) {
        level("/cefr_level", request.cefrLevel(), content.cefrLevel());
        number("/duration_weeks", request.durationWeeks(), content.durationWeeks());
        if (content.modules().size() != request.durationWeeks()) {
            breaks("/modules", "must be one for each of the " + request.durationWeeks() + " weeks");
        }
        for (int i = 0; i < content.modules().size(); i++) {
            number("/modules/" + i + "/week", i + 1, content.modules().get(i).week());
        }
    }

    private void lesson(LessonRequest request, Lesson content) {
        level("/cefr_level", request.cefrLevel(), content.cefrLevel());
        number("/duration_minutes", request.durationMinutes(), content.durationMinutes());
        long minutes = content.stages().stream().mapToLong(Lesson.Stage::minutes).sum();
        sum("/stages", "minutes", request.durationMinutes(), minutes);
    }

    private void exercises(ExercisesRequest request, Exercises content) {
        level("/cefr_level", request.cefrLevel(), content.cefrLevel());
        Set<ExerciseType> seen = new HashSet<>();
        for (int i = 0; i < content.exercises().size(); i++) {
            Exercise exercise = content.exercises().get(i);
            String at = "/exercises/" + i;
            if (!request.exerciseTypes().contains(exercise.type())) {
                breaks(at + "/type", "must be a type that was asked for");
            }
            if (!seen.add(exercise.type())) {
                breaks(at + "/type", "must not occur twice");
            }
            items(at, exercise.type(), exercise.items());
        }
        if (request.count() >= request.exerciseTypes().size() && !seen.containsAll(request.exerciseTypes())) {
            breaks("/exercises", "must have every type that was asked for");
        }
        long count = content.exercises().stream().mapToLong(exercise -> exercise.items().size()).sum();
        sum("/exercises", "items", request.count(), count);
    }

    private void assessment(AssessmentRequest request, Assessment content) {
        level("/cefr_level", request.cefrLevel(), content.cefrLevel());
        if (!content.assessmentType().equals(request.assessmentType())) {
            breaks("/assessment_type", "must be the one that was asked for");
        }
        number("/duration_minutes", request.durationMinutes(), content.durationMinutes());
        long minutes = 0;
        long points = 0;
        for (int i = 0; i < content.sections().size(); i++) {
            Assessment.Section section = content.sections().get(i);
            minutes += section.minutes();
            points += section.items().stream().mapToLong(Item::points).sum();
            items("/sections/" + i, section.type(), section.items());
        }
        sum("/sections", "minutes", request.durationMinutes(), minutes);
        number("/total_points", points, content.totalPoints());
        if (content.passMark() < 1 || content.passMark() > content.totalPoints()) {
            breaks("/pass_mark", "must be from 1 to total_points");
        }
    }

    private void learningPath(LearningPathRequest request, LearningPath content) {
        level("/current_level", request.currentLevel(), content.currentLevel());
        level("/target_level", request.targetLevel(), content.targetLevel());
        number("/hours_per_week", request.hoursPerWeek(), content.hoursPerWeek());
        for (int i = 0; i < content.steps().size(); i++) {
            Step step = content.steps().get(i);
            number("/steps/" + i + "/number", i + 1, step.number());
            for (int prerequisite : step.prerequisites()) {
                if (prerequisite < 1 || prerequisite > i) {
                    breaks("/steps/" + i + "/prerequisites", "must be numbers of earlier steps");
                }
            }
        }
        long hours = content.steps().stream().mapToLong(Step::hours).sum();
        number("/total_hours", hours, content.totalHours());
        number("/total_weeks", Math.ceilDiv(hours, request.hoursPerWeek()), content.totalWeeks());
        for (int i = 0; i < content.milestones().size(); i++) {
            int step = content.milestones().get(i).afterStep();
            if (step < 1 || step > content.steps().size()) {
                breaks("/milestones/" + i + "/after_step", "must be the number of a step");
            }
        }
    }

    private void items(String at, ExerciseType type, List<Item> items) {
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            String pointer = at + "/items/" + i;
            boolean chosen = switch (type) {
                case MULTIPLE_CHOICE, MATCHING, TRUE_FALSE -> true;
                case GAP_FILL -> !item.options().isEmpty();
                case ORDERING, SHORT_ANSWER -> false;
            };
            if (chosen && Collections.frequency(item.options(), item.answer()) != 1) {
                breaks(pointer + "/answer", "must be exactly one of the options");
            }
            if (type == ExerciseType.GAP_FILL && !item.prompt().contains("____")) {
                breaks(pointer + "/prompt", "must show its gap as ____");
            }
            if (!asked.add(List.of(item.prompt(), item.answer()))) {
                breaks(pointer, "must not repeat another item");
            }
        }
    }

    private void level(String pointer, CefrLevel expected, CefrLevel actual) {
        if (actual != expected) {
            breaks(pointer, "must be " + expected);
        }
    }

    private void number(String pointer, long expected, long actual) {
        if (actual != expected) {
            breaks(pointer, "must be " + expected);
        }
    }

    private void sum(String pointer, String what, long expected, long actual) {
        if (actual != expected) {
            breaks(pointer, "must have " + expected + " " + what + " in all, not " + actual);
        }
    }

    private void breaks(String pointer, String detail) {
        broken.add(new Violation(pointer, detail));
    }

    private record Answer(ContentRequest request, Content content) {}
}
