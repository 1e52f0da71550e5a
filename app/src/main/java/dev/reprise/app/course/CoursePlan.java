package dev.reprise.app.course;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;

import dev.reprise.api.AssessmentRequest;
import dev.reprise.api.Content.Term;
import dev.reprise.api.CourseRequest;
import dev.reprise.api.CourseRequest.Change;
import dev.reprise.api.Curriculum.Module;
import dev.reprise.api.ExercisesRequest;
import dev.reprise.api.Lesson;
import dev.reprise.api.LessonRequest;
import dev.reprise.app.generation.excerpt.Excerpt;

/**
 * Which request each part of a course is made from. A part depends on what is in its request and on nothing else, so what
 * did not change is found in the cache.
 */
record CoursePlan(CourseRequest course) {
    /** How much of the company's document each lesson is given to read. */
    private static final int DOCUMENT_TOKENS = 1500;

    /** How many parts there are: the curriculum, for each week its lessons and their exercises, and an assessment. */
    static int parts(List<Integer> lessonsOfWeeks) {
        return 1 + lessonsOfWeeks.stream().mapToInt(lessons -> 2 * lessons + 1).sum();
    }

    /** How many lessons of a week are made. */
    int lessons(Module module) {
        return Math.min(course.lessonsPerWeek(), module.lessons().size());
    }

    /** The request for a lesson, counted from 1. */
    LessonRequest lesson(Module module, int lesson) {
        Optional<Change> change = course.changes().stream()
                .filter(it -> it.week() == module.week() && it.lesson() == lesson).findFirst();
        String title = change.map(Change::lessonTitle).orElse(module.lessons().get(lesson - 1));
        return new LessonRequest(title, context(module, title), change.map(Change::vocabularyThemes)
                .orElse(module.themes()),
                change.map(Change::grammarFocus).orElse(module.grammar()), course.cefrLevel(), course.lessonMinutes());
    }

    /** The request for the exercises of a lesson. */
    ExercisesRequest exercises(Lesson lesson) {
        return new ExercisesRequest(text(lesson), course.exerciseTypes(), course.cefrLevel(), course.exerciseCount());
    }

    /** The request for what ends a week. */
    AssessmentRequest assessment(Module module, List<Lesson> lessons) {
        return new AssessmentRequest(
                heading(module) + lessons.stream().map(CoursePlan::text).collect(joining("\n\n", "\n\n", "")),
                course.assessmentType(), course.cefrLevel(), course.assessmentMinutes());
    }

    private String context(Module module, String title) {
        String question = title + '\n' + module.title() + '\n' + String.join("\n", module.themes()) + '\n'
                + module.vocabulary().stream().map(Term::term).collect(joining("\n"));
        return heading(module) + "\n\nObjectives:\n" + lines(module.objectives()) + "\n\nVocabulary:\n"
                + terms(module.vocabulary()) + "\n\nFrom the procedures of " + course.companyName() + ":\n"
                + Excerpt.of(course.sopContent(), question, DOCUMENT_TOKENS);
    }

    private static String heading(Module module) {
        return "Week " + module.week() + ": " + module.title();
    }

    private static String text(Lesson lesson) {
        return lesson.title() + "\n\nObjectives:\n" + lines(lesson.objectives()) + "\n\nVocabulary:\n"
                + terms(lesson.vocabulary()) + "\n\nGrammar:\n" + lines(lesson.grammar()) + "\n\nActivities:\n"
                + lesson.stages().stream().map(stage -> stage.description() + '\n' + lines(stage.activities()))
                        .collect(joining("\n"));
    }

    private static String terms(List<Term> terms) {
        return terms.stream().map(term -> "- " + term.term() + ": " + term.definition() + '\n' + term.example())
                .collect(joining("\n"));
    }

    private static String lines(List<String> texts) {
        return texts.stream().map(text -> "- " + text).collect(joining("\n"));
    }
}
