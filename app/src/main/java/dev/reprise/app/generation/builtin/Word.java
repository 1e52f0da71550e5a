package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run of letters in a sentence, and where it stands. */
record Word(String text, int start, int end) {

    /** The words of a text in order. Hyphens and apostrophes between letters belong to a word. */
    static List<Word> in(String text) {
        List<Word> words = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (Character.isLetter(text.charAt(at))) {
                int end = endOfWord(text, at);
                words.add(new Word(text.substring(at, end), at, end));
                at = end;
            } else {
                at++;
            }
        }
        return words;
    }

    String lower() {
        return text.toLowerCase(Locale.ROOT);
    }

    /** What a word counts as: its lower case with a plural ending taken off. */
    static String fold(String word) {
        String lower = word.toLowerCase(Locale.ROOT).replace('’', '\'');
        if (lower.endsWith("'s")) {
            lower = lower.substring(0, lower.length() - 2);
        }
        int length = lower.length();
        if (length > 4 && lower.endsWith("ies")) {
            return lower.substring(0, length - 3) + "y";
        }
        if (length > 4 && (lower.endsWith("sses") || lower.endsWith("xes") || lower.endsWith("ches")
                || lower.endsWith("shes"))) {
            return lower.substring(0, length - 2);
        }
        boolean plural = length > 3 && lower.endsWith("s") && !lower.endsWith("ss") && !lower.endsWith("us")
                && !lower.endsWith("is");
        return plural ? lower.substring(0, length - 1) : lower;
    }

    /** Letters in a script that English is written in. */
    boolean isLatin() {
        return text.chars().allMatch(c -> c < 0x250 || c == '’');
    }

    /** An abbreviation such as SOP. */
    boolean isAcronym() {
        return text.length() > 1 && text.equals(text.toUpperCase(Locale.ROOT))
                && !text.equals(text.toLowerCase(Locale.ROOT));
    }

    boolean isCapitalised() {
        return Character.isUpperCase(text.charAt(0));
    }

    private static int endOfWord(String text, int start) {
        int end = start;
        while (end < text.length()) {
            char c = text.charAt(end);
            boolean joins = (c == '-' || c == '\'' || c == '’') && end + 1 < text.length()
                    && Character.isLetter(text.charAt(end + 1));
            if (!joins && !Character.isLetterOrDigit(c) && Character.getType(c) != Character.NON_SPACING_MARK) {
                break;
            }
            end++;
        }
        return end;
    }
}
