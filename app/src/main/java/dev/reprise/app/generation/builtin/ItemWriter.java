package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.reprise.api.CefrLevel;
import dev.reprise.api.Content.Item;
import dev.reprise.api.ExerciseType;

/** Makes items of every type from a text, and where that gives too few, from model sentences of the level. */
final class ItemWriter {
    /** How many items share one set of options: more than a learner can keep in view would only be a search. */
    private static final int BANK = 10;
    private static final int SMALLEST_BANK = 3;

    private final Document document;
    private final CefrLevel level;
    private final Passage text;
    private final Passage general;
    private final Distractors distractors;
    private final Set<Items.Subject> seen = new HashSet<>();
    private int fromGeneral;

    private ItemWriter(Document document, CefrLevel level, Passage text) {
        this.document = document;
        this.level = level;
        this.text = text;
        general = Passage.general(level);
        distractors = new Distractors(text, general);
    }

    static ItemWriter forPractice(Document document, CefrLevel level) {
        return new ItemWriter(document, level, Passage.of(document, level, ""));
    }

    /** Prefers other sentences and words than practice does, as far as the text has them. */
    static ItemWriter forTest(Document document, CefrLevel level) {
        Passage text = Passage.of(document, level, "test");
        text.show(text.byFit().subList(0, text.byFit().size() / 3));
        return new ItemWriter(document, level, text);
    }

    /** Exactly {@code count} items, none of which this writer has made before. */
    List<Item> write(ExerciseType type, int count) {
        Items items = new Items(count, seen);
        make(type, text, items);
        int own = items.size();
        text.show(items.sources());
        make(type, general, items);
        fromGeneral += items.size() - own;
        return switch (type) {
            case GAP_FILL, MATCHING -> withBanks(type, items.all());
            case MULTIPLE_CHOICE, ORDERING, TRUE_FALSE, SHORT_ANSWER -> List.copyOf(items.all());
        };
    }

    /** What to know of the items made, of which there are {@code all}. */
    List<String> notes(int all) {
        List<String> notes = Notes.on(document, level, fromGeneral, all);
        if (text.isShortened()) {
            notes.add("For this level, long sentences are shortened to a first clause; feedback shows them whole.");
        }
        return notes;
    }

    static String instructions(ExerciseType type) {
        return switch (type) {
            case MULTIPLE_CHOICE -> "Choose the right answer. Only one is right.";
            case GAP_FILL -> "Complete each sentence with a word or phrase from the list.";
            case MATCHING -> "Match each word or phrase with its meaning.";
            case ORDERING -> "Put the parts in the right order.";
            case TRUE_FALSE -> "Decide whether each statement is true or false. Go by what the text says.";
            case SHORT_ANSWER -> "Answer each question in a few words.";
        };
    }

    private void multipleChoice(Passage passage, Items items) {
        MeaningItems.multipleChoice(passage, items, items.missing() / 3);
        new GapItems(distractors).multipleChoice(passage, items);
        MeaningItems.multipleChoice(passage, items, items.missing());
    }

    private void make(ExerciseType type, Passage passage, Items items) {
        switch (type) {
            case MULTIPLE_CHOICE -> multipleChoice(passage, items);
            case GAP_FILL -> new GapItems(distractors).gapFill(passage, items);
            case MATCHING -> MeaningItems.matching(passage, items);
            case ORDERING -> OrderingItems.ordering(passage, items);
            case TRUE_FALSE -> new StatementItems(distractors).trueFalse(passage, items);
            case SHORT_ANSWER -> Questions.shortAnswer(passage, items);
        }
    }

    private List<Item> withBanks(ExerciseType type, List<Item> items) {
        List<Item> complete = new ArrayList<>();
        int banks = (items.size() + BANK - 1) / BANK;
        for (int bank = 0; bank < banks; bank++) {
            List<Item> block = items.subList(items.size() * bank / banks, items.size() * (bank + 1) / banks);
            List<String> options = bank(type, block);
            block.forEach(item -> complete
                    .add(new Item(item.prompt(), options, item.answer(), item.feedback(), item.points())));
        }
        return complete;
    }

    private List<String> bank(ExerciseType type, List<Item> block) {
        Set<String> bank = new LinkedHashSet<>();
        block.forEach(item -> bank.add(item.answer()));
        List<String> extras = type == ExerciseType.GAP_FILL
                ? block.getFirst().options()
                : general.definitions().stream().map(known -> known.term().definition()).toList();
        for (String extra : extras) {
            if (bank.size() < SMALLEST_BANK) {
                bank.add(extra);
            }
        }
        return Prose.shuffled(List.copyOf(bank));
    }
}
