package dev.reprise.api;

import java.util.List;

/**
 * The framework of a course.
 *
 * @param title the course's name
 * @param description what it is and for whom
 * @param cefrLevel the learners' level
 * @param durationWeeks as many as there are modules
 * @param objectives what learners can do at the end, as can-do statements
 * @param modules one a week, in order
 * @param assessmentMethods how progress is checked
 * @param notes see {@link Content#notes()}
 */
public record Curriculum(String title, String description, CefrLevel cefrLevel, int durationWeeks,
        List<String> objectives, List<Module> modules, List<String> assessmentMethods, List<String> notes)
        implements
            Content {

    public Curriculum {
        objectives = List.copyOf(objectives);
        modules = List.copyOf(modules);
        assessmentMethods = List.copyOf(assessmentMethods);
        notes = List.copyOf(notes);
    }

    /**
     * One week.
     *
     * @param week counted from 1
     * @param title what the week is about
     * @param themes the topics it treats
     * @param objectives what learners can do after it
     * @param vocabulary the terms it introduces
     * @param grammar the structures it practises
     * @param lessons the titles of its lessons
     */
    public record Module(int week, String title, List<String> themes, List<String> objectives, List<Term> vocabulary,
            List<String> grammar, List<String> lessons) {
        public Module {
            themes = List.copyOf(themes);
            objectives = List.copyOf(objectives);
            vocabulary = List.copyOf(vocabulary);
            grammar = List.copyOf(grammar);
            lessons = List.copyOf(lessons);
        }
    }
}
