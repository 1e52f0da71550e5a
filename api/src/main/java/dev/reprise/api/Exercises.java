package dev.reprise.api;

import java.util.List;

/**
 * Practice items with their answers.
 *
 * @param title what they practise
 * @param cefrLevel the learners' level
 * @param exercises one for each type asked for; their items add up to the count asked for
 * @param notes see {@link Content#notes()}
 */
public record Exercises(String title, CefrLevel cefrLevel, List<Exercise> exercises, List<String> notes)
        implements
            Content {

    public Exercises {
        exercises = List.copyOf(exercises);
        notes = List.copyOf(notes);
    }

    /**
     * Items that are asked in the same way.
     *
     * @param type how
     * @param instructions what the learner is told to do
     * @param items the questions
     */
    public record Exercise(ExerciseType type, String instructions, List<Item> items) {
        public Exercise {
            items = List.copyOf(items);
        }
    }
}
