package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.reprise.api.CefrLevel;
import dev.reprise.api.Content.Term;

/** Chooses the words of a week or a lesson. */
final class Vocabulary {
    private final boolean english;
    private final Terms terms;
    private final Definitions definitions;
    private final CefrLevel level;
    private final Set<String> taught = new HashSet<>();

    Vocabulary(Document document, CefrLevel level) {
        this.english = document.isEnglish();
        this.terms = Terms.of(document);
        this.definitions = Definitions.of(document);
        this.level = level;
    }

    /** The best terms of some sentences, those not chosen before first; up to {@code count}, perhaps none. */
    List<Term> from(List<String> sentences, int count) {
        Map<String, Found> found = new LinkedHashMap<>();
        for (String sentence : english ? sentences : List.<String>of()) {
            for (Terms.Occurrence occurrence : terms.in(sentence)) {
                if (suits(occurrence.term())) {
                    found.merge(occurrence.term().key(), new Found(occurrence, sentence), this::easier);
                }
            }
        }
        List<Found> order = new ArrayList<>(found.values());
        order.sort(Comparator.comparing((Found one) -> taught.contains(one.occurrence().term().key()))
                .thenComparingInt(one -> one.occurrence().term().rank()));
        List<Found> chosen = new ArrayList<>();
        for (Found one : order) {
            if (chosen.size() < count && chosen.stream().noneMatch(one::overlaps)) {
                taught.add(one.occurrence().term().key());
                chosen.add(one);
            }
        }
        return chosen.stream().map(one -> definitions.term(one.occurrence(), one.sentence())).toList();
    }

    /** General workplace words, from the given place in the list of the level and those near it. */
    List<Term> general(int from, int count) {
        List<Term> all = Cefr.from(level).stream().flatMap(near -> near.vocabulary().stream()).toList();
        List<Term> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(all.get((from + i) % all.size()));
        }
        return chosen;
    }

    private boolean suits(Terms.Ranked term) {
        return level.compareTo(CefrLevel.B1) >= 0 || term.words() < 3;
    }

    private Found easier(Found one, Found other) {
        int ideal = Cefr.at(level).sentenceWords();
        int first = Math.abs(Word.in(one.sentence()).size() - ideal);
        return first <= Math.abs(Word.in(other.sentence()).size() - ideal) ? one : other;
    }

    private record Found(Terms.Occurrence occurrence, String sentence) {

        /** A list should not hold both a phrase and its parts. */
        boolean overlaps(Found other) {
            return sentence.equals(other.sentence) && occurrence.start() < other.occurrence.end()
                    && other.occurrence.start() < occurrence.end();
        }
    }
}
