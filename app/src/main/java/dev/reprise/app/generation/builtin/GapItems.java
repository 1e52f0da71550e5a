package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import dev.reprise.api.Content.Term;

/** Gap-fill and multiple-choice items. */
final class GapItems {
    private static final int MOST_SENTENCES = 100;

    private final Distractors distractors;

    GapItems(Distractors distractors) {
        this.distractors = distractors;
    }

    /** Without options: those are the answers of the items beside it. */
    static void gapFill(Passage passage, Items items) {
        eachGap(passage, items, gap -> items.add(subject(gap), gap.prompt(), List.of(), gap.answer(),
                source(passage) + Prose.quote(gap.sentence()), 1));
    }

    void multipleChoice(Passage passage, Items items) {
        if (!passage.isGeneral()) {
            meanings(passage, items);
        }
        eachGap(passage, items, gap -> {
            List<String> wrong = distractors.to(gap.answer(), gap.sentence(), 3);
            if (wrong.size() == 3) {
                String kind = gap.answer().contains(" ") ? "words complete" : "word completes";
                String from = passage.isGeneral() ? "the sentence" : "this sentence from the text";
                items.add(subject(gap), "Which " + kind + " " + from + "? " + Prose.quote(gap.prompt()),
                        options(gap.answer(), wrong), gap.answer(), source(passage) + Prose.quote(gap.sentence()), 1);
            }
        });
        meanings(passage, items);
    }

    static String source(Passage passage) {
        return passage.isGeneral() ? "The whole sentence is: " : "The text says: ";
    }

    /** Definitions of other things are wrong answers of the right shape. */
    private static void meanings(Passage passage, Items items) {
        List<Term> known = passage.definitions();
        for (int i = 0; i < known.size() && known.size() > 3; i++) {
            Term term = known.get(i);
            List<String> wrong = new ArrayList<>();
            for (int step = 1; step < known.size() && wrong.size() < 3; step++) {
                String other = known.get((i + step) % known.size()).definition();
                if (!other.equals(term.definition()) && !wrong.contains(other)) {
                    wrong.add(other);
                }
            }
            if (wrong.size() == 3) {
                String asked = passage.isGeneral() ? "What does " : "According to the text, what does ";
                items.add(new Items.Subject("meaning", term.term(), ""), asked + Prose.quote(term.term()) + " mean?",
                        options(term.definition(), wrong), term.definition(),
                        "For example: " + Prose.quote(term.example()),
                        1);
            }
        }
    }

    /** A gap for each of as many sentences as are needed, no answer twice; then the best of more, the second best, and so on. */
    private static void eachGap(Passage passage, Items items, Consumer<Passage.Gap> use) {
        Set<String> answers = new HashSet<>();
        for (List<Passage.Gap> gaps : gaps(passage, items.missing())) {
            if (!items.full()) {
                gaps.stream().filter(gap -> answers.add(Word.fold(gap.answer()))).findFirst().ifPresent(use);
            }
        }
        eachRound(gaps(passage, MOST_SENTENCES), items, use);
    }

    private static void eachRound(List<List<Passage.Gap>> sentences, Items items,
            Consumer<Passage.Gap> use) {
        int most = sentences.stream().mapToInt(List::size).max().orElse(0);
        for (int round = 0; round < most && !items.full(); round++) {
            for (List<Passage.Gap> gaps : sentences) {
                if (round < gaps.size() && !items.full()) {
                    use.accept(gaps.get(round));
                }
            }
        }
    }

    private static List<List<Passage.Gap>> gaps(Passage passage, int sentences) {
        return passage.best(sentences).stream().map(passage::gaps).toList();
    }

    private static Items.Subject subject(Passage.Gap gap) {
        return new Items.Subject("gap", gap.sentence(), gap.answer());
    }

    private static List<String> options(String answer, List<String> wrong) {
        List<String> options = new ArrayList<>(wrong);
        options.add(answer);
        options.sort(null);
        return Prose.shuffled(options);
    }
}
