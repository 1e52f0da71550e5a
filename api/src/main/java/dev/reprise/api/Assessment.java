package dev.reprise.api;

import java.util.List;

/**
 * A test with its answers and marking scheme.
 *
 * @param title the test's name
 * @param assessmentType as asked for
 * @param cefrLevel the learners' level
 * @param durationMinutes the sum of its sections
 * @param sections its parts, in order
 * @param rubric how answers are marked
 * @param totalPoints the sum of all items' points
 * @param passMark the points needed to pass
 * @param notes see {@link Content#notes()}
 */
public record Assessment(String title, String assessmentType, CefrLevel cefrLevel, int durationMinutes,
        List<Section> sections, List<Criterion> rubric, int totalPoints, int passMark, List<String> notes)
        implements
            Content {

    public Assessment {
        sections = List.copyOf(sections);
        rubric = List.copyOf(rubric);
        notes = List.copyOf(notes);
    }

    /**
     * A part of the test.
     *
     * @param title its name
     * @param type how its items are asked
     * @param minutes how long it takes
     * @param instructions what the learner is told to do
     * @param items the questions
     */
    public record Section(String title, ExerciseType type, int minutes, String instructions, List<Item> items) {
        public Section {
            items = List.copyOf(items);
        }
    }

    /**
     * A line of the marking scheme.
     *
     * @param name what is judged
     * @param points the most it gives
     * @param description what earns them
     */
    public record Criterion(String name, int points, String description) {}
}
