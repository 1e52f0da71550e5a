package dev.reprise.app.generation.builtin;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** Tells a heading from a sentence, and writes it as a title. */
final class Headings {
    private static final int LONGEST = 100;
    private static final Pattern NUMBERED = Pattern
            .compile(
                    "^(?:#{1,6}\\s+|(?:section|chapter|part)\\s+\\d+[.:]?\\s+|\\d+(?:\\.\\d+)*[.)]?\\s+|[IVX]+\\.\\s+)",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern SECTION_NUMBER = Pattern.compile("^\\d+(?:\\.\\d+)+\\.?\\s+\\p{Lu}.*");
    private static final Set<String> SMALL = Set.of("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on",
            "or", "the", "to", "with");

    private Headings() {}

    /** Whether a stripped line stands as a heading. */
    static boolean isHeading(String line) {
        if (line.isEmpty() || line.length() > LONGEST) {
            return false;
        }
        if (line.startsWith("#") && NUMBERED.matcher(line).find()) {
            return true;
        }
        List<Word> words = Word.in(line);
        char last = line.charAt(line.length() - 1);
        if (words.isEmpty() || words.size() > 12 || ".!?;,".indexOf(last) >= 0) {
            return false;
        }
        return isUpperCase(line) || isTitleCase(words)
                || (SECTION_NUMBER.matcher(line).matches() && words.size() <= 8);
    }

    /** Whether a short line with a single number is the title of the text below rather than a point of a list. */
    static boolean isNumberedTitle(String line, String next) {
        return line.matches("\\d{1,2}[.)]?\\s+\\p{Lu}[^.!?;:,]*") && Word.in(line).size() <= 6
                && next.matches("\\p{Lu}.*") && Word.in(next).size() > 6;
    }

    /** The heading without its number and what follows a title on the same line, in title case. */
    static String title(String line, Set<String> acronyms) {
        String text = NUMBERED.matcher(line).replaceFirst("").strip();
        boolean upper = isUpperCase(text);
        StringJoiner title = new StringJoiner(" ");
        for (String token : text.split(" ", -1)) {
            boolean first = title.length() == 0;
            if (!first && (token.contains("#") || (token.length() > 1 && Character.isDigit(token.charAt(0))))) {
                break;
            }
            title.add(upper && !acronyms.contains(letters(token)) ? capitalised(token, first) : token);
        }
        String joined = title.toString();
        while (!joined.isEmpty() && ":.-–—".indexOf(joined.charAt(joined.length() - 1)) >= 0) {
            joined = joined.substring(0, joined.length() - 1).strip();
        }
        return joined;
    }

    private static String letters(String token) {
        return token.replaceAll("[^\\p{L}]", "");
    }

    private static String capitalised(String token, boolean first) {
        String lower = token.toLowerCase(Locale.ROOT);
        if (lower.isEmpty() || (!first && SMALL.contains(lower))) {
            return lower;
        }
        int letter = 0;
        while (letter < lower.length() - 1 && !Character.isLetter(lower.charAt(letter))) {
            letter++;
        }
        return lower.substring(0, letter) + Character.toUpperCase(lower.charAt(letter)) + lower.substring(letter + 1);
    }

    private static boolean isUpperCase(String line) {
        long letters = line.chars().filter(Character::isLetter).count();
        long upper = line.chars().filter(Character::isUpperCase).count();
        return letters > 2 && upper * 10 >= letters * 9;
    }

    private static boolean isTitleCase(List<Word> words) {
        if (words.size() > 8) {
            return false;
        }
        for (Word word : words) {
            if (!word.isCapitalised() && !SMALL.contains(word.text())) {
                return false;
            }
        }
        return words.getFirst().isCapitalised() && words.size() > 1;
    }
}
