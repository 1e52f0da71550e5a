package dev.reprise.api;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks for practice items.
 *
 * @param lessonContext the text that the items are made from; not blank, of any length
 * @param exerciseTypes how they are asked; at least one, none twice
 * @param cefrLevel the learners' level
 * @param count how many items in all, 1 to 50
 */
public record ExercisesRequest(String lessonContext, List<ExerciseType> exerciseTypes, CefrLevel cefrLevel, int count)
        implements
            ContentRequest {

    public ExercisesRequest {
        exerciseTypes = List.copyOf(exerciseTypes);
        new RequestCheck().required("lesson_context", lessonContext).distinct("exercise_types", exerciseTypes)
                .range("count", count, 1, 50).done();
    }

    /** Five multiple-choice items at B1. */
    public ExercisesRequest(String lessonContext) {
        this(lessonContext, List.of(ExerciseType.MULTIPLE_CHOICE), CefrLevel.B1, 5);
    }

    @Override
    public ContentType type() {
        return ContentType.EXERCISES;
    }

    @Override
    public CefrLevel level() {
        return cefrLevel;
    }

    @Override
    public SortedMap<String, Object> fields() {
        return new TreeMap<>(Map.of("lesson_context", lessonContext, "exercise_types",
                exerciseTypes.stream().map(ExerciseType::wireName).toList(), "cefr_level", cefrLevel.name(), "count",
                count));
    }

    @Override
    public Set<String> documents() {
        return Set.of("lesson_context");
    }
}
