package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Gap-fill items and multiple-choice items about words in their sentences. */
final class GapItems {
    private static final int MOST_SENTENCES = 100;
    private static final int FORMS = 4;

    private final Distractors distractors;

    GapItems(Distractors distractors) {
        this.distractors = distractors;
    }

    /** The options are answers of items beside it, none of which may fit another's gap; here are some in case they are too few. */
    void gapFill(Passage passage, Items items) {
        List<Phrase> answers = new ArrayList<>();
        eachGap(passage, items, gap -> {
            boolean mixedUp = answers.stream()
                    .anyMatch(other -> mayBeMixedUp(other, gap.phrase(), answers.size() < FORMS));
            if (mixedUp) {
                return false;
            }
            answers.add(gap.phrase());
            return items.add(subject(gap), gap.prompt(), distractors.to(gap.phrase(), 3), gap.answer(),
                    passage.feedback(gap.sentence()), 1);
        });
    }

    /** Few answers can each be of a form that fits no other's gap; of many, at least none was seen in such a place. */
    private boolean mayBeMixedUp(Phrase one, Phrase other, boolean byForm) {
        return byForm
                ? Distractors.sameForm(one, other) || Distractors.sameForm(other, one)
                : distractors.mayReplace(one, other) || distractors.mayReplace(other, one);
    }

    void multipleChoice(Passage passage, Items items) {
        eachGap(passage, items, gap -> {
            List<String> wrong = distractors.to(gap.phrase(), 3);
            if (wrong.size() < 3) {
                return false;
            }
            String kind = gap.phrase().tokens().size() > 1 ? "words complete" : "word completes";
            String from = passage.isGeneral() ? "the sentence" : "this sentence as the text has it";
            return items.add(subject(gap), "Which " + kind + " " + from + "? " + Prose.quote(gap.prompt()),
                    Prose.mixed(gap.answer(), wrong), gap.answer(), passage.feedback(gap.sentence()), 1);
        });
    }

    /** A gap for each of as many sentences as are needed, no answer twice; then the best of more, the second best, and so on. */
    private static void eachGap(Passage passage, Items items, Predicate<Passage.Gap> use) {
        Set<String> answers = new HashSet<>();
        for (String sentence : passage.best(items.missing())) {
            for (Passage.Gap gap : passage.gaps(sentence)) {
                if (!items.full() && !answers.contains(Word.fold(gap.answer())) && use.test(gap)) {
                    answers.add(Word.fold(gap.answer()));
                    break;
                }
            }
        }
        List<List<Passage.Gap>> gaps = passage.best(MOST_SENTENCES).stream().map(passage::gaps).toList();
        int most = gaps.stream().mapToInt(List::size).max().orElse(0);
        for (int round = 0; round < most && !items.full(); round++) {
            for (List<Passage.Gap> some : gaps) {
                if (round < some.size() && !items.full()) {
                    var _ = use.test(some.get(round));
                }
            }
        }
    }

    private static Items.Subject subject(Passage.Gap gap) {
        return new Items.Subject("gap", gap.sentence(), gap.answer());
    }
}
