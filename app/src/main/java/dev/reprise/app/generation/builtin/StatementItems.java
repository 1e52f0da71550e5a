package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** True-or-false items. */
final class StatementItems {
    /** Words whose exchange turns what a sentence says into something else. */
    private static final List<List<String>> OPPOSITES = List.of(List.of("before", "after"), List.of("always", "never"),
            List.of("minimum", "maximum"), List.of("more", "less"), List.of("increase", "decrease"),
            List.of("inside", "outside"), List.of("above", "below"), List.of("first", "last"),
            List.of("larger", "smaller"), List.of("minimal", "considerable"), List.of("primary", "least important"),
            List.of("allowed", "forbidden"), List.of("clean", "dirty"), List.of("hot", "cold"),
            List.of("lowest", "highest"), List.of("twice", "once"), List.of("at least", "at most"),
            List.of("immediately", "later"), List.of("within", "after"), List.of("hazardous", "harmless"),
            List.of("accurately", "roughly"), List.of("private", "public"), List.of("full", "empty"),
            List.of("early", "late"), List.of("open", "closed"), List.of("high", "low"), List.of("safe", "dangerous"));
    private static final List<List<String>> NEGATIONS = List.of(List.of("must be", "must never be"),
            List.of("should be", "should not be"), List.of("can be", "cannot be"), List.of("may be", "may not be"),
            List.of("is", "is not"), List.of("are", "are not"),
            List.of("will", "will not"), List.of("must", "must not"), List.of("should", "should not"),
            List.of("can", "cannot"), List.of("does", "does not"), List.of("do", "do not"));

    private static final int MOST_SWAPS = 5;

    private final Distractors distractors;
    private final Map<String, List<String>> twists = new HashMap<>();

    StatementItems(Distractors distractors) {
        this.distractors = distractors;
    }

    void trueFalse(Passage passage, Items items) {
        if (passage.isGeneral()) {
            MeaningItems.trueFalse(passage, items);
            return;
        }
        List<String> sentences = passage.best(items.missing());
        List<String> mixed = new ArrayList<>(sentences);
        mixed.sort(Comparator.comparingInt(Prose::scatter));
        Set<String> asTheyAre = new HashSet<>(mixed.subList(0, mixed.size() / 2));
        for (String sentence : sentences) {
            judge(passage, sentence, asTheyAre.contains(sentence) ? 0 : 1, items);
        }
        if (items.full()) {
            return;
        }
        int most = sentences.stream().mapToInt(sentence -> twists(passage, sentence).size()).max().orElse(0);
        for (int form = 0; form <= most && !items.full(); form++) {
            for (String sentence : sentences) {
                judge(passage, sentence, form, items);
            }
        }
    }

    /** Form 0 is the sentence as it is, the others are ways of making it wrong. */
    private void judge(Passage passage, String sentence, int form, Items items) {
        List<String> twists = twists(passage, sentence);
        if (form > 0 && form <= twists.size()) {
            String statement = twists.get(form - 1);
            items.add(new Items.Subject("statement", sentence, statement), statement, Items.TRUE_OR_FALSE, "False",
                    passage.feedback(sentence), 1);
        } else if (form == 0) {
            items.add(new Items.Subject("statement", sentence, sentence), sentence, Items.TRUE_OR_FALSE, "True",
                    passage.source(sentence).equals(sentence)
                            ? "The text says exactly this."
                            : passage.feedback(sentence),
                    1);
        }
    }

    private List<String> twists(Passage passage, String sentence) {
        return twists.computeIfAbsent(sentence, one -> twisted(passage, one));
    }

    private List<String> twisted(Passage passage, String sentence) {
        List<String> twists = new ArrayList<>();
        boolean negative = sentence.matches("(?i).*\\b(?:not|no|never|cannot|nor|only|neither|without)\\b.*");
        OPPOSITES.forEach(pair -> {
            exchange(sentence, pair.getFirst(), pair.getLast(), twists);
            if (!pair.getLast().contains(" ")) {
                exchange(sentence, pair.getLast(), pair.getFirst(), twists);
            }
        });
        if (twists.isEmpty()) {
            imperative(sentence, passage.tokens(sentence), twists);
        }
        NEGATIONS.forEach(pair -> {
            if (twists.isEmpty()) {
                exchange(sentence, negative ? pair.getLast() : pair.getFirst(),
                        negative ? pair.getFirst() : pair.getLast(), twists);
            }
        });
        List<Passage.Gap> gaps = passage.gaps(sentence);
        for (Passage.Gap gap : gaps.subList(0, Math.min(MOST_SWAPS, gaps.size()))) {
            distractors.to(gap.phrase(), 1)
                    .forEach(other -> twists.add(gap.prompt().replace(Prose.GAP, other)));
        }
        twists.removeIf(twist -> twist.equals(sentence) || passage.says(twist));
        return twists;
    }

    private static void imperative(String sentence, List<Token> tokens, List<String> twists) {
        Token first = tokens.getFirst();
        if (sentence.startsWith("Do not ")) {
            twists.add(Prose.upperFirst(sentence.substring("Do not ".length())));
        } else if (first.kind() == Token.Kind.VERB && !first.isParticiple() && !first.lower().endsWith("s")) {
            twists.add("Do not " + Prose.lowerFirst(sentence));
        }
    }

    /** Only where the word stands once: exchanging one of several may leave the sense as it was. */
    private static void exchange(String sentence, String word, String other, List<String> twists) {
        int at = indexOfWord(sentence, word, 0);
        if (at > 0 && indexOfWord(sentence, word, at + 1) < 0) {
            twists.add(sentence.substring(0, at) + other + sentence.substring(at + word.length()));
        }
    }

    private static int indexOfWord(String sentence, String word, int from) {
        int at = sentence.indexOf(word, from);
        while (at >= 0) {
            int end = at + word.length();
            boolean starts = at == 0 || sentence.charAt(at - 1) == ' ';
            boolean ends = end == sentence.length() || !Character.isLetterOrDigit(sentence.charAt(end));
            if (starts && ends) {
                return at;
            }
            at = sentence.indexOf(word, at + 1);
        }
        return -1;
    }
}
