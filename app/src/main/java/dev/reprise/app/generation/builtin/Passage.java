package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.reprise.api.CefrLevel;
import dev.reprise.api.Content.Term;

/** Sentences to make items from, the ones that suit the level first. */
final class Passage {
    private static final int FEWEST_WORDS = 4;
    private static final int MOST_WORDS = 60;

    private final boolean general;
    private final List<String> sentences;
    private final List<String> byFit;
    private final Set<String> all;
    private final Terms terms;
    private final List<Term> definitions;
    private final int longestGap;
    private final Set<String> shown = new HashSet<>();

    private Passage(boolean general, List<String> sentences, List<String> byFit, Terms terms, List<Term> definitions,
            int longestGap) {
        this.general = general;
        this.sentences = sentences;
        this.byFit = byFit;
        this.all = Set.copyOf(sentences);
        this.terms = terms;
        this.definitions = definitions;
        this.longestGap = longestGap;
    }

    /**
     * A place in a sentence that can be a gap.
     *
     * @param answer what stands there, and nowhere else in the sentence
     */
    record Gap(String sentence, int start, int end, String answer) {

        String prompt() {
            return sentence.substring(0, start) + Prose.GAP + sentence.substring(end);
        }
    }

    /** Of a client's text; without sentences where that is not English. */
    static Passage of(Document document, CefrLevel level) {
        boolean english = document.isEnglish();
        int ideal = Cefr.at(level).sentenceWords();
        List<String> usable = english
                ? new LinkedHashSet<>(document.sentences()).stream().filter(Passage::isUsable).toList()
                : List.of();
        List<String> byFit = new ArrayList<>(usable);
        Map<String, Integer> misfit = new HashMap<>();
        usable.forEach(sentence -> misfit.put(sentence, Math.abs(Word.in(sentence).size() - ideal) / 4));
        byFit.sort(Comparator.comparingInt((String sentence) -> misfit.getOrDefault(sentence, 0))
                .thenComparingInt(Prose::scatter));
        List<Term> definitions = english ? List.copyOf(Definitions.of(document).all()) : List.of();
        return new Passage(false, usable, byFit, Terms.of(document), definitions, longestGap(level));
    }

    /** Of model sentences about work in general, those of the level first. */
    static Passage general(CefrLevel level) {
        List<String> sentences = Cefr.from(level).stream().flatMap(near -> near.sentences().stream()).toList();
        List<Term> vocabulary = Cefr.from(level).stream().flatMap(near -> near.vocabulary().stream()).toList();
        Document document = Document.parse(String.join("\n", sentences));
        return new Passage(true, sentences, sentences, Terms.of(document), vocabulary, longestGap(level));
    }

    /** Whether this is about work in general rather than from the client's text. */
    boolean isGeneral() {
        return general;
    }

    /** All sentences that can be used, the best for the level first. */
    List<String> byFit() {
        return byFit;
    }

    /** Those that no learner has seen yet, then the others; the best for the level first among either. */
    List<String> unshownFirst() {
        List<String> order = new ArrayList<>(byFit);
        order.sort(Comparator.comparing(shown::contains));
        return order;
    }

    /** Notes that learners have seen these, and so know what belongs in their gaps. */
    void show(Collection<String> seen) {
        shown.addAll(seen);
    }

    /** The {@code count} sentences to use next, in the order of the text. */
    List<String> best(int count) {
        if (general || count >= sentences.size()) {
            return sentences.subList(0, Math.min(count, sentences.size()));
        }
        Set<String> best = new HashSet<>(unshownFirst().subList(0, count));
        return sentences.stream().filter(best::contains).toList();
    }

    boolean says(String sentence) {
        return all.contains(sentence);
    }

    /** Terms of which a definition is known. */
    List<Term> definitions() {
        return definitions;
    }

    /** The places of a sentence that can be gaps: its terms, best first, then its other words that carry meaning. */
    List<Gap> gaps(String sentence) {
        Map<String, Gap> gaps = new LinkedHashMap<>();
        for (Terms.Occurrence occurrence : terms.in(sentence)) {
            if (occurrence.term().words() <= longestGap) {
                addGap(sentence, occurrence.start(), occurrence.end(), gaps);
            }
        }
        for (Word word : Word.in(sentence)) {
            if (word.text().length() > 3 && Terms.isContent(word)) {
                addGap(sentence, word.start(), word.end(), gaps);
            }
        }
        return List.copyOf(gaps.values());
    }

    /** Words and phrases to take wrong answers from. */
    List<String> candidates() {
        Set<String> candidates = new LinkedHashSet<>();
        terms.all().stream().limit(300).forEach(term -> candidates.add(term.surface()));
        for (String sentence : byFit.subList(0, Math.min(80, byFit.size()))) {
            Word.in(sentence).stream().skip(1).filter(Terms::isContent).forEach(word -> candidates.add(word.text()));
        }
        return List.copyOf(candidates);
    }

    private static void addGap(String sentence, int start, int end, Map<String, Gap> gaps) {
        String answer = sentence.substring(start, end);
        if (sentence.indexOf(answer) == start && sentence.indexOf(answer, start + 1) < 0
                && !repeats(sentence, answer)) {
            gaps.putIfAbsent(Word.fold(answer), new Gap(sentence, start, end, answer));
        }
    }

    /** A word that stands elsewhere in the sentence, perhaps as a plural, would give the answer away. */
    private static boolean repeats(String sentence, String answer) {
        List<String> all = Word.in(sentence).stream().map(word -> Word.fold(word.text())).toList();
        return Word.in(answer).stream().map(word -> Word.fold(word.text()))
                .anyMatch(word -> all.indexOf(word) != all.lastIndexOf(word));
    }

    private static boolean isUsable(String sentence) {
        List<Word> words = Word.in(sentence);
        return words.size() >= FEWEST_WORDS && words.size() <= MOST_WORDS && !sentence.contains("__")
                && words.stream().allMatch(Word::isLatin);
    }

    private static int longestGap(CefrLevel level) {
        return level.compareTo(CefrLevel.B1) < 0 ? 1 : 3;
    }
}
