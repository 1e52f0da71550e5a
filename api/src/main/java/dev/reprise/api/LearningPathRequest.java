package dev.reprise.api;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a way from one level to another.
 *
 * @param goals what the learner wants to be able to do; 1 to 20, none blank
 * @param currentLevel where the learner is
 * @param targetLevel where the learner wants to be; null means one above {@code currentLevel}, and what the record
 *        holds is never null
 * @param hoursPerWeek 1 to 40
 */
public record LearningPathRequest(List<String> goals, CefrLevel currentLevel, CefrLevel targetLevel, int hoursPerWeek)
        implements
            ContentRequest {

    public LearningPathRequest(List<String> goals, CefrLevel currentLevel, @Nullable CefrLevel targetLevel,
            int hoursPerWeek) {
        this.goals = List.copyOf(goals);
        this.currentLevel = currentLevel;
        this.targetLevel = targetLevel == null ? currentLevel.next() : targetLevel;
        this.hoursPerWeek = hoursPerWeek;
        new RequestCheck().texts("goals", this.goals, 1, 20)
                .that(this.targetLevel.compareTo(currentLevel) >= 0, "target_level",
                        "must not be below current_level, which is " + currentLevel)
                .range("hours_per_week", hoursPerWeek, 1, 40).done();
    }

    /** From B1 to B2 at three hours a week. */
    public LearningPathRequest(List<String> goals) {
        this(goals, CefrLevel.B1, null, 3);
    }

    @Override
    public ContentType type() {
        return ContentType.LEARNING_PATH;
    }

    @Override
    public CefrLevel level() {
        return currentLevel;
    }

    @Override
    public SortedMap<String, Object> fields() {
        return new TreeMap<>(Map.of("goals", goals, "current_level", currentLevel.name(), "target_level",
                targetLevel.name(), "hours_per_week", hoursPerWeek));
    }

    @Override
    public Set<String> documents() {
        return Set.of();
    }
}
