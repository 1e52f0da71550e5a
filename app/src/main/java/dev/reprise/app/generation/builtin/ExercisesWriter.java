package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.reprise.api.ExerciseType;
import dev.reprise.api.Exercises;
import dev.reprise.api.ExercisesRequest;

/** Writes practice items. */
final class ExercisesWriter {
    private ExercisesWriter() {}

    static Exercises write(ExercisesRequest request) {
        Document document = Document.parse(request.lessonContext());
        ItemWriter items = ItemWriter.forPractice(document, request.cefrLevel());
        List<ExerciseType> types = request.exerciseTypes().stream().limit(request.count()).toList();
        List<Integer> shares = Shares.of(request.count(), Collections.nCopies(types.size(), 1));
        List<Exercises.Exercise> exercises = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            exercises.add(new Exercises.Exercise(types.get(i), ItemWriter.instructions(types.get(i)),
                    items.write(types.get(i), shares.get(i))));
        }
        List<String> notes = items.notes(request.count());
        if (types.size() < request.exerciseTypes().size()) {
            List<String> left = request.exerciseTypes().stream().skip(types.size()).map(ExerciseType::wireName)
                    .toList();
            notes.add("With " + request.count() + (request.count() == 1 ? " item" : " items")
                    + " there was none left for: " + String.join(", ", left) + ".");
        }
        return new Exercises("Practice: " + Topic.of(document), request.cefrLevel(), exercises, notes);
    }
}
