package dev.reprise.app.generation;

import static java.util.stream.Collectors.toSet;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

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
import dev.reprise.api.Exercises.Exercise;
import dev.reprise.api.ExercisesRequest;
import dev.reprise.api.InvalidRequestException.Violation;
import dev.reprise.api.LearningPath;
import dev.reprise.api.LearningPath.Milestone;
import dev.reprise.api.LearningPath.Step;
import dev.reprise.api.LearningPathRequest;
import dev.reprise.api.Lesson;
import dev.reprise.api.LessonRequest;

/**
 * The rules of content that a JSON Schema cannot say: sums, order, and agreement with the request. A model is told each
 * of them in {@code model/prompts/}, and what is said of a broken one tells it how to repair its answer.
 */
final class ContentRules {
    private static final List<String> STAGES = List.of("warm-up", "presentation", "practice", "production", "wrap-up");
    /** A shorter lesson has no time for all stages. */
    private static final int MINUTES_FOR_ALL_STAGES = 20;
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    private final Violations broken = new Violations();
    private final ItemRules items = new ItemRules(broken);

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
        return rules.broken.all();
    }

    private void curriculum(CurriculumRequest request, Curriculum content) {
        broken.level("/cefr_level", request.cefrLevel(), content.cefrLevel());
        broken.number("/duration_weeks", request.durationWeeks(), content.durationWeeks());
        if (content.modules().size() != request.durationWeeks()) {
            broken.add("/modules", "must be " + request.durationWeeks() + ", one for each week, not "
                    + content.modules().size());
        }
        broken.different("/modules", "/title", content.modules().stream().map(Curriculum.Module::title).toList());
        broken.different("/objectives", "", content.objectives());
        for (int i = 0; i < content.modules().size(); i++) {
            Curriculum.Module module = content.modules().get(i);
            String at = "/modules/" + i;
            broken.number(at + "/week", i + 1, module.week());
            broken.different(at + "/lessons", "", module.lessons());
            vocabulary(at, module.vocabulary());
        }
    }

    private void lesson(LessonRequest request, Lesson content) {
        broken.level("/cefr_level", request.cefrLevel(), content.cefrLevel());
        broken.number("/duration_minutes", request.durationMinutes(), content.durationMinutes());
        long minutes = content.stages().stream().mapToLong(Lesson.Stage::minutes).sum();
        broken.sum("/stages", "minutes", request.durationMinutes(), minutes);
        List<String> names = content.stages().stream().map(Lesson.Stage::name).toList();
        for (int i = 1; i < names.size(); i++) {
            if (STAGES.indexOf(names.get(i)) < STAGES.indexOf(names.get(i - 1))) {
                broken.add("/stages/" + i + "/name", "must be in the order " + String.join(", ", STAGES));
            }
        }
        List<String> missing = STAGES.stream().filter(stage -> !names.contains(stage)).toList();
        if (request.durationMinutes() >= MINUTES_FOR_ALL_STAGES && !missing.isEmpty()) {
            broken.add("/stages", "must have each of the five stages; there is no " + String.join(", ", missing));
        }
        broken.different("/objectives", "", content.objectives());
        vocabulary("", content.vocabulary());
    }

    private void vocabulary(String at, List<Term> terms) {
        broken.different(at + "/vocabulary", "/term", terms.stream().map(Term::term).toList());
        for (int i = 0; i < terms.size(); i++) {
            if (!uses(terms.get(i).example(), terms.get(i).term())) {
                broken.add(at + "/vocabulary/" + i + "/example", "must be a sentence that contains its term");
            }
        }
    }

    /** Whether the beginning of any of its longer words stands there, for an ending may change and a verb be parted. */
    private static boolean uses(String example, String term) {
        List<String> words = NO_WORD.splitAsStream(Violations.plain(term)).filter(word -> !word.isEmpty()).toList();
        int longest = words.stream().mapToInt(String::length).max().orElse(0);
        return words.isEmpty() || words.stream().filter(word -> word.length() >= Math.min(3, longest))
                .map(word -> word.substring(0, Math.min(word.length(), Math.max(3, word.length() - 2))))
                .anyMatch(Violations.plain(example)::contains);
    }

    private void exercises(ExercisesRequest request, Exercises content) {
        broken.level("/cefr_level", request.cefrLevel(), content.cefrLevel());
        Set<ExerciseType> seen = new HashSet<>();
        for (int i = 0; i < content.exercises().size(); i++) {
            Exercise exercise = content.exercises().get(i);
            String at = "/exercises/" + i;
            if (!request.exerciseTypes().contains(exercise.type())) {
                broken.add(at + "/type", "must be one of the request's exercise_types");
            }
            if (!seen.add(exercise.type())) {
                broken.add(at + "/type", "must occur once; put all items of a type into one exercise");
            }
            items.check(at, exercise.type(), exercise.items());
        }
        List<String> missing = request.exerciseTypes().stream().filter(type -> !seen.contains(type))
                .map(ExerciseType::wireName).toList();
        if (request.count() >= request.exerciseTypes().size() && !missing.isEmpty()) {
            broken.add("/exercises", "must have one exercise of each type asked for; there is no "
                    + String.join(", ", missing));
        }
        long count = content.exercises().stream().mapToLong(exercise -> exercise.items().size()).sum();
        broken.sum("/exercises", "items", request.count(), count);
    }

    private void assessment(AssessmentRequest request, Assessment content) {
        broken.level("/cefr_level", request.cefrLevel(), content.cefrLevel());
        if (!content.assessmentType().equals(request.assessmentType())) {
            broken.add("/assessment_type", "must be that of the request, letter for letter");
        }
        broken.number("/duration_minutes", request.durationMinutes(), content.durationMinutes());
        long minutes = 0;
        long points = 0;
        for (int i = 0; i < content.sections().size(); i++) {
            Assessment.Section section = content.sections().get(i);
            minutes += section.minutes();
            points += section.items().stream().mapToLong(Item::points).sum();
            items.check("/sections/" + i, section.type(), section.items());
        }
        broken.sum("/sections", "minutes", request.durationMinutes(), minutes);
        broken.number("/total_points", points, content.totalPoints());
        if (content.passMark() < 1 || content.passMark() > content.totalPoints()) {
            broken.add("/pass_mark", "must be from 1 to total_points");
        }
        for (int i = 0; i < content.rubric().size(); i++) {
            if (content.rubric().get(i).points() > points) {
                broken.add("/rubric/" + i + "/points", "must be at most the points of all items, " + points);
            }
        }
    }

    private void learningPath(LearningPathRequest request, LearningPath content) {
        broken.level("/current_level", request.currentLevel(), content.currentLevel());
        broken.level("/target_level", request.targetLevel(), content.targetLevel());
        broken.number("/hours_per_week", request.hoursPerWeek(), content.hoursPerWeek());
        steps(request, content.steps());
        long hours = content.steps().stream().mapToLong(Step::hours).sum();
        broken.number("/total_hours", hours, content.totalHours());
        broken.number("/total_weeks", Math.ceilDiv(hours, request.hoursPerWeek()), content.totalWeeks());
        milestones(content.milestones(), content.steps().size());
    }

    private void steps(LearningPathRequest request, List<Step> steps) {
        Set<String> goals = request.goals().stream().map(Violations::plain).collect(toSet());
        Set<String> served = steps.stream().map(step -> Violations.plain(step.goal())).collect(toSet());
        CefrLevel before = request.currentLevel();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            String at = "/steps/" + i;
            broken.number(at + "/number", i + 1, step.number());
            if (!goals.contains(Violations.plain(step.goal()))) {
                broken.add(at + "/goal", "must repeat one of the request's goals word for word");
            }
            if (step.level().compareTo(before) < 0) {
                broken.add(at + "/level", "must not be below " + before + ", the level before it");
            } else if (i == 0 && step.level().compareTo(before.next()) > 0) {
                broken.add(at + "/level",
                        "must be " + before + " or " + before.next() + ", for that is where the path begins");
            }
            before = step.level();
            for (int prerequisite : step.prerequisites()) {
                if (prerequisite < 1 || prerequisite > i) {
                    broken.add(at + "/prerequisites", "must be numbers of earlier steps");
                }
            }
        }
        if (before != request.targetLevel()) {
            broken.add("/steps/" + (steps.size() - 1) + "/level", "must be " + request.targetLevel()
                    + ", for that is where the path ends");
        }
        for (int i = 0; i < request.goals().size(); i++) {
            if (!served.contains(Violations.plain(request.goals().get(i)))) {
                broken.add("/steps", "must have a step whose goal is number " + (i + 1) + " of the request's goals");
            }
        }
    }

    private void milestones(List<Milestone> milestones, int steps) {
        int before = 1;
        for (int i = 0; i < milestones.size(); i++) {
            int step = milestones.get(i).afterStep();
            String at = "/milestones/" + i + "/after_step";
            if (step < 1 || step > steps) {
                broken.add(at, "must be the number of a step, from 1 to " + steps);
            } else if (step < before) {
                broken.add(at, "must not come before the step of the milestone above it");
            }
            before = step;
        }
    }

    private record Answer(ContentRequest request, Content content) {}
}
