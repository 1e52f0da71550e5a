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
    private final Document document;
    private final CefrLevel level;
    private final Set<String> taught = new HashSet<>();

    Vocabulary(Document document, CefrLevel level) {
        this.document = document;
        this.level = level;
    }

    /** The best terms of some sentences, those not chosen before first; up to {@code count}, perhaps none. */
    List<Term> from(List<String> sentences, int count) {
        Map<String, Terms.Occurrence> found = new LinkedHashMap<>();
        for (String sentence : sentences) {
            if (document.studied().contains(sentence)) {
                document.terms().in(sentence).stream().filter(this::suits)
                        .forEach(one -> found.merge(one.term().key(), one, this::easier));
            }
        }
        List<Terms.Occurrence> order = new ArrayList<>(found.values());
        order.sort(Comparator.comparing((Terms.Occurrence one) -> taught.contains(one.term().key()))
                .thenComparingDouble(one -> -one.term().scoreAt(level)));
        List<Terms.Occurrence> chosen = new ArrayList<>();
        for (Terms.Occurrence one : order) {
            if (chosen.size() < count && chosen.stream().noneMatch(other -> isPart(one, other))) {
                taught.add(one.term().key());
                chosen.add(one);
            }
        }
        chosen.sort(Comparator.comparing(one -> !one.phrase().head().isNoun()));
        return chosen.stream().map(one -> document.definitions().term(one.phrase())).toList();
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

    private boolean suits(Terms.Occurrence one) {
        return level.compareTo(CefrLevel.B1) >= 0 || one.term().words() < 3;
    }

    private Terms.Occurrence easier(Terms.Occurrence one, Terms.Occurrence other) {
        int ideal = Cefr.at(level).sentenceWords();
        int first = Math.abs(Word.in(one.phrase().sentence()).size() - ideal);
        return first <= Math.abs(Word.in(other.phrase().sentence()).size() - ideal) ? one : other;
    }

    private static String bare(String key) {
        int brackets = key.indexOf('(');
        return brackets < 0 ? key : key.substring(0, brackets);
    }

    /** A list should not hold both a phrase and its parts. */
    private static boolean isPart(Terms.Occurrence one, Terms.Occurrence other) {
        String key = " " + one.term().key() + " ";
        String otherKey = " " + other.term().key() + " ";
        return key.contains(bare(otherKey)) || otherKey.contains(bare(key));
    }
}
