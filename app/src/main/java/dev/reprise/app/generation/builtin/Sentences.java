package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Cuts a paragraph into sentences. */
final class Sentences {
    /** A longer "sentence" is a text without punctuation; it is cut at a space, so that it can be shown at all. */
    private static final int LONGEST = 400;
    private static final Set<String> ABBREVIATIONS = Set.of("e.g", "i.e", "dr", "mr", "mrs", "ms", "prof", "st", "vs",
            "etc", "cf", "fig", "figs", "approx", "inc", "ltd", "co", "corp", "dept", "est", "sec", "ref", "rev", "vol",
            "ed", "eds", "al", "art", "ca", "max", "min", "tel", "temp", "jan", "feb", "mar", "apr", "jun", "jul",
            "aug",
            "sep", "sept", "oct", "nov", "dec");
    private static final Set<String> BEFORE_NUMBERS = Set.of("no", "nos", "p", "pp", "para", "eq", "ch", "app");

    private Sentences() {}

    /** The sentences of a paragraph whose white space is single spaces. Time grows with its length only. */
    static List<String> in(String paragraph) {
        List<String> sentences = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < paragraph.length(); i++) {
            if (isTerminator(paragraph.charAt(i))) {
                int end = afterClosers(paragraph, i + 1);
                if (endsSentence(paragraph, start, i, end)) {
                    add(paragraph.substring(start, end), sentences);
                    start = end;
                    i = end - 1;
                }
            }
        }
        add(paragraph.substring(start), sentences);
        return sentences;
    }

    private static boolean isTerminator(char c) {
        return c == '.' || c == '!' || c == '?' || isWideTerminator(c);
    }

    private static boolean isWideTerminator(char c) {
        return c == '。' || c == '！' || c == '？';
    }

    private static int afterClosers(String text, int from) {
        int end = from;
        while (end < text.length()
                && (isTerminator(text.charAt(end)) || "\"'”’)]».」』".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return end;
    }

    private static boolean endsSentence(String text, int start, int at, int end) {
        if (isWideTerminator(text.charAt(at)) || end >= text.length()) {
            return true;
        }
        if (text.charAt(end) != ' ' || end + 1 >= text.length()) {
            return false;
        }
        char next = text.charAt(end + 1);
        if (Character.isLowerCase(next)) {
            return false;
        }
        return text.charAt(at) != '.' || !isAbbreviation(text, start, at, next);
    }

    private static boolean isAbbreviation(String text, int start, int dot, char next) {
        int from = dot;
        while (from > start && (Character.isLetter(text.charAt(from - 1)) || text.charAt(from - 1) == '.')
                && dot - from < 12) {
            from--;
        }
        String token = text.substring(from, dot).toLowerCase(Locale.ROOT);
        boolean initials = token.matches("\\p{L}(\\.\\p{L})*");
        return initials || ABBREVIATIONS.contains(token)
                || (BEFORE_NUMBERS.contains(token) && (Character.isDigit(next) || next == '#'));
    }

    private static void add(String raw, List<String> sentences) {
        String text = raw.strip();
        int from = 0;
        while (text.length() - from > LONGEST) {
            int cut = text.lastIndexOf(' ', from + LONGEST);
            if (cut < from + LONGEST / 2) {
                cut = from + LONGEST - (Character.isLowSurrogate(text.charAt(from + LONGEST)) ? 1 : 0);
            }
            keep(text.substring(from, cut).strip(), sentences);
            from = cut;
        }
        keep(text.substring(from).strip(), sentences);
    }

    private static void keep(String sentence, List<String> sentences) {
        if (sentence.chars().anyMatch(Character::isLetter)) {
            sentences.add(sentence);
        }
    }
}
