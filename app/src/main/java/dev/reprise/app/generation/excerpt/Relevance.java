package dev.reprise.app.generation.excerpt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How well each of some texts answers a question (BM25) and how much it says of what they all are about. Knows no
 * language: a word counts as its first letters, so that its endings do not matter, and where a script has no spaces two
 * characters that stand together count as a word.
 */
final class Relevance {
    private static final double SATURATION = 1.2;
    private static final double LENGTH = 0.75;
    private static final int STEM = 5;
    /** All scripts without spaces lie above. */
    private static final int FIRST_WITHOUT_SPACES = 0x0E00;

    private final List<Counted> texts = new ArrayList<>();
    private final Map<String, Integer> spread = new HashMap<>();
    private final double averageLength;

    private record Counted(Map<String, Integer> words, int length) {}

    Relevance(List<String> texts) {
        long total = 0;
        for (String text : texts) {
            List<String> words = words(text);
            Map<String, Integer> counts = new HashMap<>();
            words.forEach(word -> counts.merge(word, 1, Integer::sum));
            counts.keySet().forEach(word -> spread.merge(word, 1, Integer::sum));
            this.texts.add(new Counted(counts, words.size()));
            total += words.size();
        }
        averageLength = Math.max(1, (double) total / Math.max(1, texts.size()));
    }

    /** How well each answers the question: 1 for the best, 0 for one that shares no word with it. */
    double[] answers(String question) {
        Set<String> asked = new HashSet<>(words(question));
        double[] scores = new double[texts.size()];
        for (int i = 0; i < scores.length; i++) {
            for (String word : asked) {
                scores[i] += rarity(word) * frequency(texts.get(i), word);
            }
        }
        return scaled(scores);
    }

    /** How much each has of the words that come back in several of them but not everywhere; 1 for the most. */
    double[] represents() {
        double[] scores = new double[texts.size()];
        for (int i = 0; i < scores.length; i++) {
            Counted text = texts.get(i);
            for (String word : text.words.keySet()) {
                scores[i] += Math.log(spread.getOrDefault(word, 1)) * rarity(word) * frequency(text, word);
            }
            scores[i] /= text.length + averageLength;
        }
        return scaled(scores);
    }

    private double rarity(String word) {
        int in = spread.getOrDefault(word, 0);
        return Math.log1p((texts.size() - in + 0.5) / (in + 0.5));
    }

    private double frequency(Counted text, String word) {
        int count = text.words.getOrDefault(word, 0);
        double norm = 1 - LENGTH + LENGTH * text.length / averageLength;
        return count * (SATURATION + 1) / (count + SATURATION * norm);
    }

    private static double[] scaled(double[] scores) {
        double most = 0;
        for (double score : scores) {
            most = Math.max(most, score);
        }
        for (int i = 0; most > 0 && i < scores.length; i++) {
            scores[i] /= most;
        }
        return scores;
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int length = 0;
        int last = 0;
        int next;
        for (int at = 0; at < text.length(); at = next) {
            int c = text.codePointAt(at);
            next = at + Character.charCount(c);
            boolean spaceless = c >= FIRST_WITHOUT_SPACES && isSpaceless(c);
            boolean letter = !spaceless && (Character.isLetterOrDigit(c) || isMark(c));
            if (letter && length++ < STEM) {
                word.appendCodePoint(Character.toLowerCase(c));
            }
            if (!letter || next == text.length()) {
                // A single letter says nothing.
                if (length > 1) {
                    words.add(word.toString());
                }
                word.setLength(0);
                length = 0;
            }
            if (spaceless && last != 0) {
                words.add(new StringBuilder(2).appendCodePoint(last).appendCodePoint(c).toString());
            }
            last = spaceless ? c : 0;
        }
        return words;
    }

    private static boolean isSpaceless(int c) {
        if (!Character.isLetter(c) && !isMark(c)) {
            return false;
        }
        return switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, THAI, LAO, KHMER, MYANMAR -> true;
            default -> c == 'ー';
        };
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }
}
