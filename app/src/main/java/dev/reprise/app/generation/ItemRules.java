package dev.reprise.app.generation;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import dev.reprise.api.Content.Item;
import dev.reprise.api.ExerciseType;

/** The rules of the items of one content: each has its answer, and none is asked twice. */
final class ItemRules {
    private static final String GAP = "____";
    private static final Pattern UNDERSCORES = Pattern.compile("__+");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|(?<=[。！？])|\\R");
    /** More than these are too many to choose from, so each ten may have options of their own. */
    private static final int ITEMS_PER_LIST = 10;

    private final Violations broken;
    private final Set<List<String>> asked = new HashSet<>();

    ItemRules(Violations broken) {
        this.broken = broken;
    }

    /** Checks the {@code items} of what stands at this pointer. */
    void check(String at, ExerciseType type, List<Item> items) {
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            String pointer = at + "/items/" + i;
            switch (type) {
                case MULTIPLE_CHOICE, MATCHING -> choice(pointer, item, Violations::plain);
                case GAP_FILL -> gap(pointer, item);
                case TRUE_FALSE -> trueFalse(pointer, item);
                case ORDERING -> ordering(pointer, item);
                case SHORT_ANSWER -> {
                    if (!item.options().isEmpty()) {
                        broken.add(pointer + "/options", "must be empty, for a short answer is written freely");
                    }
                }
            }
            String prompt = Violations.plain(item.prompt());
            // A statement that is both true and false is one too many as well.
            if (!asked.add(type == ExerciseType.TRUE_FALSE
                    ? List.of(prompt)
                    : List.of(prompt, Violations.plain(item.answer())))) {
                broken.add(pointer, "must not repeat another item; ask something else");
            }
        }
        if (type == ExerciseType.MATCHING) {
            sharedOptions(at, items);
        }
    }

    private void choice(String pointer, Item item, UnaryOperator<String> form) {
        List<String> options = item.options();
        if (options.size() < 2) {
            broken.add(pointer + "/options", "must be at least two to choose from");
        }
        Set<String> different = new HashSet<>();
        for (int i = 0; i < options.size(); i++) {
            if (!different.add(form.apply(options.get(i)))) {
                broken.add(pointer + "/options/" + i,
                        "must not repeat another option; other capitals or spaces do not make it different");
            }
        }
        if (Collections.frequency(options, item.answer()) != 1) {
            broken.add(pointer + "/answer", "must be exactly one of the options, letter for letter");
        }
    }

    private void gap(String pointer, Item item) {
        if (!item.options().isEmpty()) {
            // In a list of words for several gaps, a capital tells where a sentence begins.
            choice(pointer, item, String::strip);
        }
        List<String> gaps = UNDERSCORES.matcher(item.prompt()).results().map(found -> found.group()).toList();
        if (!gaps.equals(List.of(GAP))) {
            broken.add(pointer + "/prompt", "must show exactly one gap, written as ____");
        } else if (printsItsAnswer(item)) {
            broken.add(pointer + "/prompt", "must not also print the sentence with its gap filled");
        }
        if (item.answer().contains("__")) {
            broken.add(pointer + "/answer", "must be what fills the gap, without ____");
        }
    }

    /** An answer that stands in another sentence may be what the learner is to find there. */
    private static boolean printsItsAnswer(Item item) {
        String prompt = Violations.plain(item.prompt());
        return SENTENCE_END.splitAsStream(item.prompt()).filter(sentence -> sentence.contains(GAP))
                .filter(sentence -> sentence.replace(GAP, "").chars().anyMatch(Character::isLetterOrDigit))
                .anyMatch(sentence -> prompt.contains(Violations.plain(sentence.replace(GAP, item.answer()))));
    }

    private void trueFalse(String pointer, Item item) {
        if (!new HashSet<>(item.options()).equals(Set.of("True", "False")) || item.options().size() != 2) {
            broken.add(pointer + "/options", "must be \"True\" and \"False\"");
        }
        if (!item.answer().equals("True") && !item.answer().equals("False")) {
            broken.add(pointer + "/answer", "must be \"True\" or \"False\"");
        }
    }

    /** Parts may also be joined as a sentence or a word is, so what stands between them is not judged. */
    private void ordering(String pointer, Item item) {
        List<String> options = item.options();
        if (options.size() < 2) {
            broken.add(pointer + "/options", "must be at least two parts to put in order");
            return;
        }
        String given = letters(String.join("", options));
        String answer = letters(item.answer());
        if (!sorted(given).equals(sorted(answer))) {
            broken.add(pointer + "/answer", "must be all options in the right order, joined by \" | \"");
        } else if (options.size() > 2 && given.equals(answer)) {
            broken.add(pointer + "/options", "must not already be in the right order");
        }
    }

    private static String letters(String text) {
        return Violations.plain(text).replaceAll("[\\s|.!?]", "");
    }

    private static List<Integer> sorted(String text) {
        return text.codePoints().sorted().boxed().toList();
    }

    private void sharedOptions(String at, List<Item> items) {
        Set<Set<String>> lists = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            boolean another = lists.add(new HashSet<>(items.get(i).options()));
            if (another && lists.size() > Math.ceilDiv(items.size(), ITEMS_PER_LIST)) {
                broken.add(at + "/items/" + i + "/options",
                        "must be the same list as in the other items of the exercise");
            }
        }
    }
}
