package dev.reprise.app.generation.builtin;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.reprise.api.Content.Term;

/** Terms to be matched with what they mean or with the place that they were taken from. */
final class MatchingItems {
    private static final int MOST_SENTENCES = 100;

    private MatchingItems() {}

    /** Without options: those are the answers of the items beside it. */
    static void matching(Passage passage, Items items) {
        Set<String> asked = new HashSet<>();
        for (Term term : passage.definitions()) {
            if (asked.add(Word.fold(term.term()))) {
                items.add(new Items.Subject("match", term.example(), Word.fold(term.term())), term.term(), List.of(),
                        term.definition(),
                        Prose.quote(term.term()) + " means " + Prose.quote(term.definition()) + ".", 1);
            }
        }
        if (passage.isGeneral()) {
            return;
        }
        for (int round = 0; round < 6 && !items.full(); round++) {
            for (String sentence : passage.best(round == 0 ? items.missing() : MOST_SENTENCES)) {
                List<Passage.Gap> gaps = passage.gaps(sentence);
                if (round < gaps.size() && asked.add(Word.fold(gaps.get(round).answer()))) {
                    place(gaps.get(round), items);
                }
            }
        }
    }

    private static void place(Passage.Gap gap, Items items) {
        items.add(new Items.Subject("match", gap.sentence(), Word.fold(gap.answer())), gap.answer(), List.of(),
                Prose.excerpt(gap.sentence(), gap.start(), gap.end(), Prose.GAP),
                "The text says: " + Prose.quote(gap.sentence()), 1);
    }
}
