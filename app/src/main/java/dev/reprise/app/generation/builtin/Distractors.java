package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Wrong answers that look like right ones. */
final class Distractors {
    private final List<String> pool;

    /** A candidate and how far it is from the answer in hand. */
    private record Ranked(String word, int unlike, int scatter) {}

    /** @param pool from the client's text and, after it, from elsewhere */
    Distractors(List<String> pool) {
        this.pool = List.copyOf(pool);
    }

    /** Up to {@code count} words of the shape of the answer, none of which is in the sentence. */
    List<String> to(String answer, String sentence, int count) {
        Set<String> taken = new HashSet<>();
        Word.in(sentence).forEach(word -> taken.add(Word.fold(word.text())));
        List<Ranked> order = new ArrayList<>();
        pool.forEach(word -> order.add(new Ranked(word, unlike(word, answer), Prose.scatter(word + answer))));
        order.sort(Comparator.comparingInt(Ranked::unlike).thenComparingInt(Ranked::scatter));
        List<String> chosen = new ArrayList<>();
        for (Ranked ranked : order) {
            String candidate = ranked.word();
            if (chosen.size() == count) {
                break;
            }
            List<String> folded = Word.in(candidate).stream().map(word -> Word.fold(word.text())).toList();
            if (!isRelated(candidate, answer) && folded.stream().noneMatch(taken::contains)) {
                taken.addAll(folded);
                chosen.add(cased(candidate, answer));
            }
        }
        return chosen;
    }

    /** Another form of the answer might be right too. */
    private static boolean isRelated(String candidate, String answer) {
        int stem = Math.min(5, Math.min(candidate.length(), answer.length()));
        return candidate.regionMatches(true, 0, answer, 0, stem);
    }

    private static int unlike(String candidate, String answer) {
        int unlike = 8 * Math.abs(wordCount(candidate) - wordCount(answer));
        unlike += ending(candidate).equals(ending(answer)) ? 0 : 6;
        unlike += isAcronym(candidate) == isAcronym(answer) ? 0 : 4;
        unlike += isNamed(candidate) == isNamed(answer) ? 0 : 3;
        return unlike + Math.abs(candidate.length() - answer.length()) / 4;
    }

    private static int wordCount(String text) {
        return text.split(" ", -1).length;
    }

    /** A rough word class: what can be told from the end of an English word. */
    private static String ending(String text) {
        for (String ending : List.of("ing", "ed", "ful", "ous", "ive", "ical", "able", "al", "ic")) {
            if (text.endsWith(ending)) {
                return ending.endsWith("ed") || ending.equals("ing") ? ending : "adjective";
            }
        }
        return text.endsWith("s") && !text.endsWith("ss") ? "plural" : "";
    }

    private static boolean isAcronym(String text) {
        return text.length() > 1 && Character.isUpperCase(text.charAt(1));
    }

    private static boolean isNamed(String text) {
        return text.contains(" ") && Character.isUpperCase(text.charAt(text.indexOf(' ') + 1));
    }

    private static String cased(String candidate, String answer) {
        return Character.isUpperCase(answer.charAt(0)) ? Prose.upperFirst(candidate) : candidate;
    }
}
