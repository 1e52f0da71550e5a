package dev.reprise.api;

import java.util.List;

/**
 * A way from one level to another.
 *
 * @param title the path's name
 * @param currentLevel where it starts
 * @param targetLevel where it ends
 * @param hoursPerWeek as asked for
 * @param totalHours the sum of its steps
 * @param totalWeeks {@code totalHours} at {@code hoursPerWeek}, rounded up
 * @param steps what to do, in order
 * @param milestones how the learner sees progress
 * @param notes see {@link Content#notes()}
 */
public record LearningPath(String title, CefrLevel currentLevel, CefrLevel targetLevel, int hoursPerWeek,
        int totalHours, int totalWeeks, List<Step> steps, List<Milestone> milestones, List<String> notes)
        implements
            Content {

    public LearningPath {
        steps = List.copyOf(steps);
        milestones = List.copyOf(milestones);
        notes = List.copyOf(notes);
    }

    /**
     * A part of the way.
     *
     * @param number counted from 1
     * @param title what it is about
     * @param goal which of the learner's goals it serves
     * @param level the level it works at
     * @param hours how long it takes
     * @param activities what the learner does
     * @param prerequisites the numbers of earlier steps that it needs
     */
    public record Step(int number, String title, String goal, CefrLevel level, int hours, List<String> activities,
            List<Integer> prerequisites) {
        public Step {
            activities = List.copyOf(activities);
            prerequisites = List.copyOf(prerequisites);
        }
    }

    /**
     * A point at which progress shows.
     *
     * @param title what is reached
     * @param afterStep the number of the step that completes it
     * @param evidence how the learner can tell
     */
    public record Milestone(String title, int afterStep, String evidence) {}
}
