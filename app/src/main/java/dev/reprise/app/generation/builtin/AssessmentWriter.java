package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.List;

import dev.reprise.api.Assessment;
import dev.reprise.api.AssessmentRequest;
import dev.reprise.api.CefrLevel;
import dev.reprise.api.Content.Item;
import dev.reprise.api.ExerciseType;

/** Writes tests. */
final class AssessmentWriter {
    private static final int MINUTES_PER_ITEM = 2;
    private static final int MOST_ITEMS = 50;
    private static final int FEWEST_ITEMS_PER_SECTION = 3;

    private AssessmentWriter() {}

    static Assessment write(AssessmentRequest request) {
        Document document = Document.parse(request.courseContext());
        ItemWriter writer = ItemWriter.forTest(document, request.cefrLevel());
        int count = Math.max(2, Math.min(MOST_ITEMS, request.durationMinutes() / MINUTES_PER_ITEM));
        List<ExerciseType> types = types(request.cefrLevel());
        types = types.subList(0, Math.max(1, Math.min(types.size(), count / FEWEST_ITEMS_PER_SECTION)));
        List<Integer> counts = Shares.of(count, types.stream().map(AssessmentWriter::frequency).toList());
        List<List<Item>> items = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            items.add(writer.write(types.get(i), counts.get(i)));
        }
        List<Integer> points = items.stream().map(AssessmentWriter::points).toList();
        List<Integer> minutes = Shares.of(request.durationMinutes(), points);
        List<Assessment.Section> sections = new ArrayList<>();
        List<Assessment.Criterion> rubric = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            ExerciseType type = types.get(i);
            String title = "Part " + (i + 1) + ": " + title(type);
            sections.add(
                    new Assessment.Section(title, type, minutes.get(i), ItemWriter.instructions(type), items.get(i)));
            rubric.add(new Assessment.Criterion(title, points.get(i), marking(type)));
        }
        int total = points.stream().mapToInt(Integer::intValue).sum();
        List<String> notes = writer.notes(count);
        if (request.durationMinutes() / MINUTES_PER_ITEM > MOST_ITEMS) {
            notes.add("A test has at most " + MOST_ITEMS + " items, so there is more time for each than usual.");
        }
        String kind = request.assessmentType().strip();
        return new Assessment(Prose.upperFirst(Prose.shortened(kind, 60)) + ": " + Topic.of(document),
                request.assessmentType(), request.cefrLevel(), request.durationMinutes(), sections, rubric, total,
                (total * 6 + 9) / 10, notes);
    }

    /** From recognising to producing; how far a level goes along that way differs. */
    private static List<ExerciseType> types(CefrLevel level) {
        return switch (level) {
            case A1, A2 -> List.of(ExerciseType.MULTIPLE_CHOICE, ExerciseType.TRUE_FALSE, ExerciseType.GAP_FILL,
                    ExerciseType.MATCHING);
            case B1, B2 -> List.of(ExerciseType.MULTIPLE_CHOICE, ExerciseType.GAP_FILL, ExerciseType.TRUE_FALSE,
                    ExerciseType.SHORT_ANSWER, ExerciseType.MATCHING);
            case C1, C2 -> List.of(ExerciseType.GAP_FILL, ExerciseType.SHORT_ANSWER, ExerciseType.MULTIPLE_CHOICE,
                    ExerciseType.ORDERING, ExerciseType.TRUE_FALSE);
        };
    }

    private static int frequency(ExerciseType type) {
        return type == ExerciseType.SHORT_ANSWER || type == ExerciseType.ORDERING ? 2 : 3;
    }

    private static int points(List<Item> items) {
        return items.stream().mapToInt(Item::points).sum();
    }

    private static String title(ExerciseType type) {
        return switch (type) {
            case MULTIPLE_CHOICE -> "Words in context";
            case GAP_FILL -> "Complete the text";
            case MATCHING -> "Vocabulary";
            case ORDERING -> "Word order";
            case TRUE_FALSE -> "Reading for detail";
            case SHORT_ANSWER -> "Understanding the text";
        };
    }

    private static String marking(ExerciseType type) {
        return switch (type) {
            case MULTIPLE_CHOICE, TRUE_FALSE, MATCHING -> "One point for each right choice; nothing is taken off for a "
                    + "wrong one.";
            case GAP_FILL -> "One point for the right word in the right form; a small spelling mistake is accepted.";
            case ORDERING -> "Two points for the right order, one where a single part is out of place.";
            case SHORT_ANSWER ->
                "Two points where the answer is right and clear, one where it is incomplete or hard to "
                        + "understand. Do not mark down grammar that does not hide the meaning.";
        };
    }
}
