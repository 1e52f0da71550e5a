package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.reprise.api.CefrLevel;

/** Sentences to make items from, the ones that suit the level first. */
final class Passage {
    private static final int FEWEST_WORDS = 4;
    private static final int MOST_WORDS = 60;
    private static final int FEWEST_SENTENCES = 4;
    /** To take wrong answers from; more would not make them better. */
    private static final int MOST_SENTENCES_FOR_PHRASES = 150;

    private final boolean general;
    private final CefrLevel level;
    /** As they are shown, in the order of the text, each with the sentence of the text that it is or begins. */
    private final Map<String, String> sentences;
    private final List<String> byFit;
    private final Terms terms;
    private final List<Definitions.Known> definitions;
    private final Set<String> shown = new HashSet<>();

    private Passage(boolean general, CefrLevel level, Map<String, String> sentences, List<String> byFit, Terms terms,
            List<Definitions.Known> definitions) {
        this.general = general;
        this.level = level;
        this.sentences = sentences;
        this.byFit = byFit;
        this.terms = terms;
        this.definitions = definitions;
    }

    /** The terms of all model sentences. Every sentence is tagged before threads share this, so they only read it. */
    private static final class General {
        private static final Terms TERMS = terms();

        private static Terms terms() {
            List<String> sentences = Cefr.from(CefrLevel.A1).stream().flatMap(level -> level.sentences().stream())
                    .toList();
            Terms terms = Document.parse(String.join("\n", sentences)).terms();
            sentences.forEach(terms::tokens);
            return terms;
        }
    }

    /**
     * A place in a sentence that can be a gap.
     *
     * @param phrase what stands there, and nowhere else in the sentence
     */
    record Gap(Phrase phrase) {

        String answer() {
            return phrase.text();
        }

        String sentence() {
            return phrase.sentence();
        }

        String prompt() {
            return sentence().substring(0, phrase.start()) + Prose.GAP + sentence().substring(phrase.end());
        }
    }

    /**
     * Of a client's text; without sentences where that is not English.
     *
     * @param purpose where several sentences or words are equally good, another purpose takes another
     */
    static Passage of(Document document, CefrLevel level, String purpose) {
        int ideal = Cefr.at(level).sentenceWords();
        Map<String, String> sentences = new LinkedHashMap<>();
        for (String sentence : document.studied()) {
            if (isUsable(sentence)) {
                sentences.putIfAbsent(
                        Clauses.shortened(sentence, document.terms().tokens(sentence), ideal), sentence);
            }
        }
        sentences.keySet().retainAll(notTooLong(sentences.keySet(), 2 * ideal + 2));
        List<String> byFit = new ArrayList<>(sentences.keySet());
        byFit.sort(Comparator.comparingInt((String sentence) -> misfit(sentence, level))
                .thenComparingInt(sentence -> Prose.scatter(sentence + purpose)));
        List<Definitions.Known> definitions = document.isEnglish()
                ? document.definitions().known(level, purpose)
                : List.of();
        return new Passage(false, level, sentences, byFit, document.terms(), definitions);
    }

    /** Of model sentences about work in general, those of the level first. */
    static Passage general(CefrLevel level) {
        Map<String, String> sentences = new LinkedHashMap<>();
        Cefr.from(level).forEach(near -> near.sentences().forEach(sentence -> sentences.put(sentence, sentence)));
        List<Definitions.Known> vocabulary = Cefr.from(level).stream().flatMap(near -> near.vocabulary().stream())
                .map(term -> new Definitions.Known(Token.Kind.NOUN, level, term)).toList();
        return new Passage(true, level, sentences, List.copyOf(sentences.keySet()), General.TERMS, vocabulary);
    }

    /** Whether this is about work in general rather than from the client's text. */
    boolean isGeneral() {
        return general;
    }

    /** All sentences that can be used, the best for the level first. */
    List<String> byFit() {
        return byFit;
    }

    /** The best for the level first; one that learners have seen already stands back a little. */
    List<String> unshownFirst() {
        List<String> order = new ArrayList<>(byFit);
        if (!general) {
            order.sort(Comparator.comparingInt(
                    (String sentence) -> misfit(sentence, level) + (shown.contains(sentence) ? 2 : 0)));
        }
        return order;
    }

    private static int misfit(String sentence, CefrLevel level) {
        return Math.abs(Word.in(sentence).size() - Cefr.at(level).sentenceWords()) / 4;
    }

    /** Notes that learners have seen these, and so know what belongs in their gaps. */
    void show(Collection<String> seen) {
        shown.addAll(seen);
    }

    /** The {@code count} sentences to use next, in the order of the text. */
    List<String> best(int count) {
        List<String> all = List.copyOf(sentences.keySet());
        if (general || count >= all.size()) {
            return all.subList(0, Math.min(count, all.size()));
        }
        Set<String> best = new HashSet<>(unshownFirst().subList(0, count));
        return all.stream().filter(best::contains).toList();
    }

    /** The sentence of the text that a shown one is or begins. */
    String source(String sentence) {
        return sentences.getOrDefault(sentence, sentence);
    }

    /** What a learner is shown after an answer. */
    String feedback(String sentence) {
        return (general ? "The whole sentence is: " : "The text says: ") + Prose.quote(source(sentence));
    }

    boolean isShortened() {
        return sentences.entrySet().stream().anyMatch(one -> !one.getKey().equals(one.getValue()));
    }

    boolean says(String sentence) {
        return sentences.containsKey(sentence) || sentences.containsValue(sentence);
    }

    /** Terms of which a meaning is known. */
    List<Definitions.Known> definitions() {
        return definitions;
    }

    List<Token> tokens(String sentence) {
        return terms.tokens(sentence);
    }

    /** The places of a sentence that can be gaps: its terms, then its other words that carry meaning; the best for the level first. */
    List<Gap> gaps(String sentence) {
        Map<String, Gap> gaps = new LinkedHashMap<>();
        List<Terms.Occurrence> occurrences = new ArrayList<>(terms.in(sentence));
        occurrences.sort(Comparator.comparingDouble(one -> -score(one)));
        occurrences.forEach(occurrence -> addGap(occurrence.phrase(), gaps));
        for (Phrase phrase : terms.standing(sentence)) {
            if (phrase.tokens().size() == 1) {
                addGap(phrase, gaps);
            }
        }
        return List.copyOf(gaps.values());
    }

    /** Words and phrases to take wrong answers from. */
    List<Phrase> phrases() {
        List<Phrase> phrases = new ArrayList<>();
        for (String sentence : byFit.subList(0, Math.min(MOST_SENTENCES_FOR_PHRASES, byFit.size()))) {
            phrases.addAll(terms.phrases(source(sentence)));
        }
        return phrases;
    }

    /** Beginners are asked for names of things, the advanced for what is said of them. */
    private double score(Terms.Occurrence occurrence) {
        Phrase phrase = occurrence.phrase();
        double suits = switch (level) {
            case A1, A2 -> phrase.head().isNoun() ? 3 : 0;
            case B1, B2 -> phrase.whole() ? 0 : 1;
            case C1, C2 -> phrase.head().isNoun() ? 0 : 2;
        };
        return suits + (phrase.explanation() == null ? 0 : 2) + occurrence.term().suits(level)
                + Prose.scatter(phrase.text() + phrase.sentence()) % 100 / 100.0;
    }

    private void addGap(Phrase phrase, Map<String, Gap> gaps) {
        String sentence = phrase.sentence();
        String answer = phrase.text();
        boolean fits = phrase.tokens().size() <= (level.compareTo(CefrLevel.B1) < 0 ? 1 : 3)
                && phrase.start() > 0 && !phrase.hasAcronym();
        if (fits && sentence.indexOf(answer) == phrase.start() && sentence.indexOf(answer, phrase.start() + 1) < 0
                && !repeats(sentence, answer)) {
            gaps.putIfAbsent(Word.fold(answer), new Gap(phrase));
        }
    }

    /** A word that stands elsewhere in the sentence, perhaps as a plural, would give the answer away. */
    private static boolean repeats(String sentence, String answer) {
        List<String> all = Word.in(sentence).stream().map(word -> Word.fold(word.text())).toList();
        return Word.in(answer).stream().map(word -> Word.fold(word.text()))
                .anyMatch(word -> all.indexOf(word) != all.lastIndexOf(word));
    }

    /** Those with no more words than that, or where they are too few, the shortest. */
    private static Set<String> notTooLong(Set<String> sentences, int words) {
        List<String> byLength = new ArrayList<>(sentences);
        byLength.sort(Comparator.comparingInt(sentence -> Word.in(sentence).size()));
        int few = (int) byLength.stream().filter(sentence -> Word.in(sentence).size() <= words).count();
        return Set.copyOf(byLength.subList(0, Math.min(byLength.size(), Math.max(few, FEWEST_SENTENCES))));
    }

    private static boolean isUsable(String sentence) {
        List<Word> words = Word.in(sentence);
        return words.size() >= FEWEST_WORDS && words.size() <= MOST_WORDS && !sentence.contains("__")
                && words.stream().allMatch(Word::isLatin);
    }
}
