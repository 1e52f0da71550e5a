package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.reprise.api.Content.Term;

/** Items whose parts are to be put in order. */
final class OrderingItems {
    private static final int FEWEST_PARTS = 3;
    private static final int MOST_PARTS = 8;
    private static final Set<String> RELATIVES = Set.of("that", "which", "who", "whose");

    private OrderingItems() {}

    static void ordering(Passage passage, Items items) {
        for (String sentence : passage.best(items.missing())) {
            orderSentence(passage, sentence, items);
        }
        for (String sentence : passage.byFit()) {
            orderSentence(passage, sentence, items);
        }
        if (passage.isGeneral()) {
            passage.definitions().forEach(known -> orderLetters(known.term(), items));
        }
    }

    private static void orderSentence(Passage passage, String sentence, Items items) {
        List<String> parts = parts(sentence, passage.tokens(sentence));
        if (items.full() || parts.size() < FEWEST_PARTS || new HashSet<>(parts).size() < parts.size()) {
            return;
        }
        items.add(new Items.Subject("order", sentence, ""), "Put the parts in order to make a sentence.",
                Prose.shuffled(parts), sentence,
                passage.feedback(sentence), 2);
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

    /** The words of a short sentence, the phrases of a long one. */
    static List<String> parts(String sentence, List<Token> tokens) {
        if (tokens.size() <= MOST_PARTS) {
            return List.of(sentence.split(" ", -1));
        }
        List<String> parts = List.of();
        for (int shortest = 2; shortest == 2 || parts.size() > MOST_PARTS; shortest++) {
            parts = parts(sentence, tokens, shortest);
        }
        return parts;
    }

    private static List<String> parts(String sentence, List<Token> tokens, int shortest) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        int size = 1;
        for (int i = 1; i < tokens.size(); i++) {
            int space = sentence.lastIndexOf(' ', tokens.get(i).word().start());
            if (size >= shortest && space > from && opensPhrase(sentence, tokens.get(i - 1), tokens.get(i))) {
                parts.add(sentence.substring(from, space));
                from = space + 1;
                size = 0;
            }
            size++;
        }
        parts.add(sentence.substring(from));
        return parts;
    }

    private static boolean opensPhrase(String sentence, Token before, Token token) {
        boolean opens = switch (token.kind()) {
            case ADP, AUX, CCONJ, SCONJ, PART -> true;
            case PRON -> RELATIVES.contains(token.lower());
            default -> false;
        };
        boolean belongs = switch (before.kind()) {
            case ADP, AUX, CCONJ, SCONJ, PART, DET, ADJ -> true;
            default -> before.lower().equals("so");
        };
        boolean so = token.lower().equals("so");
        boolean comma = sentence.charAt(before.word().end()) == ',' || sentence.charAt(before.word().end()) == ';';
        return comma || ((opens || so) && !belongs);
    }
}
