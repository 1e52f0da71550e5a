package dev.reprise.api;

import java.util.List;

/**
 * One lesson, ready to teach.
 *
 * @param title the lesson's name
 * @param cefrLevel the learners' level
 * @param durationMinutes the sum of its stages
 * @param objectives what learners can do at the end
 * @param stages what happens, in order
 * @param vocabulary the terms it introduces
 * @param grammar the structures it practises
 * @param materials what the teacher needs
 * @param teacherNotes advice to the teacher
 * @param notes see {@link Content#notes()}
 */
public record Lesson(String title, CefrLevel cefrLevel, int durationMinutes, List<String> objectives,
        List<Stage> stages, List<Term> vocabulary, List<String> grammar, List<String> materials,
        List<String> teacherNotes, List<String> notes) implements Content {

    public Lesson {
        objectives = List.copyOf(objectives);
        stages = List.copyOf(stages);
        vocabulary = List.copyOf(vocabulary);
        grammar = List.copyOf(grammar);
        materials = List.copyOf(materials);
        teacherNotes = List.copyOf(teacherNotes);
        notes = List.copyOf(notes);
    }

    /**
     * A part of the lesson.
     *
     * @param name warm-up, presentation, practice, production or wrap-up
     * @param minutes how long it takes
     * @param description its purpose
     * @param activities what learners do
     */
    public record Stage(String name, int minutes, String description, List<String> activities) {
        public Stage {
            activities = List.copyOf(activities);
        }
    }
}
