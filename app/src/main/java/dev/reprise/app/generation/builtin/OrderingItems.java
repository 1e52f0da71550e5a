package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import dev.reprise.api.Content.Term;

/** Items whose parts are to be put in order. */
final class OrderingItems {
    private static final int FEWEST_PARTS = 3;

    private OrderingItems() {}

    static void ordering(Passage passage, Items items) {
        for (String sentence : passage.best(items.missing())) {
            orderSentence(passage, sentence, items);
        }
        for (String sentence : passage.byFit()) {
            orderSentence(passage, sentence, items);
        }
        for (Term term : passage.definitions()) {
            if (passage.isGeneral()) {
                orderLetters(term, items);
            }
        }
    }

    private static void orderSentence(Passage passage, String sentence, Items items) {
        List<String> parts = parts(sentence);
        if (items.full() || parts.size() < FEWEST_PARTS || new HashSet<>(parts).size() < parts.size()) {
            return;
        }
        items.add(new Items.Subject("order", sentence, ""), "Put the parts in order to make a sentence.",
                Prose.shuffled(parts), sentence,
                GapItems.source(passage) + Prose.quote(sentence), 2);
    }

    private static void orderLetters(Term term, Items items) {
        List<String> letters = term.term().codePoints().mapToObj(Character::toString).toList();
        if (letters.contains(" ") || new HashSet<>(letters).size() < 2) {
            return;
        }
        items.add(new Items.Subject("letters", term.term(), ""),
                "Put the letters in order to make a word that means " + Prose.quote(term.definition()) + ".",
                Prose.shuffled(letters), term.term(), "For example: " + Prose.quote(term.example()), 2);
    }

    /** Pieces that begin where a phrase or a clause does: single words of a short sentence, four to eight of a long one. */
    static List<String> parts(String sentence) {
        String[] words = sentence.split(" ", -1);
        int longest = Math.max(1, (words.length + 6) / 7);
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int size = 0;
        for (String word : words) {
            boolean atJoint = StopWords.isJoint(word) && size * 2 >= longest && size > 0;
            if (size >= longest + 1 || atJoint || (longest == 1 && size == 1)) {
                parts.add(part.toString());
                part.setLength(0);
                size = 0;
            }
            part.append(part.isEmpty() ? "" : " ").append(word);
            size++;
        }
        parts.add(part.toString());
        return parts;
    }
}
