package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Wrong answers that look like right ones: of the same class and form, and never seen in such a place. */
final class Distractors {
    /** Words that share so many first letters are taken to be of one family. */
    private static final int STEM = 5;

    private final Map<String, Phrase> own = new LinkedHashMap<>();
    private final Map<String, Phrase> others = new LinkedHashMap<>();
    private final Set<String> neighbours = new HashSet<>();

    /** A candidate and how far it is from the answer in hand. */
    private record Ranked(Phrase phrase, int unlike, int scatter) {}

    /** @param text the client's, from which they are taken first */
    Distractors(Passage text, Passage general) {
        text.phrases().forEach(phrase -> collect(phrase, own));
        general.phrases().stream().filter(phrase -> phrase.explanation() != null)
                .forEach(phrase -> collect(phrase, others));
    }

    /** Up to {@code count}, none of which is in the sentence of the answer. */
    List<String> to(Phrase answer, int count) {
        Set<String> taken = new HashSet<>();
        Word.in(answer.sentence()).forEach(word -> taken.add(Word.fold(word.text())));
        List<String> chosen = new ArrayList<>();
        for (Map<String, Phrase> pool : List.of(own, others)) {
            for (Ranked ranked : ranked(pool, answer)) {
                List<String> folded = ranked.phrase().tokens().stream().map(token -> Word.fold(token.word().text()))
                        .toList();
                if (chosen.size() < count && folded.stream().noneMatch(word -> isTaken(word, taken))) {
                    taken.addAll(folded);
                    chosen.add(lowerUnlessNamed(ranked.phrase()));
                }
            }
        }
        return chosen;
    }

    /** Whether a phrase could be right in the place of another. */
    boolean mayReplace(Phrase other, Phrase answer) {
        return sameForm(other, answer) && (isRelated(other, answer) || seenThere(other, answer));
    }

    /** Whether a word, or one with the same beginning, is there already. */
    private static boolean isTaken(String word, Set<String> taken) {
        return taken.contains(word) || (word.length() >= STEM
                && taken.stream().anyMatch(other -> other.startsWith(word.substring(0, STEM))));
    }

    private List<Ranked> ranked(Map<String, Phrase> pool, Phrase answer) {
        List<Ranked> order = new ArrayList<>();
        for (Phrase candidate : pool.values()) {
            if (sameForm(candidate, answer)
                    && !isRelated(candidate, answer) && !seenThere(candidate, answer)) {
                int unlike = 8 * Math.abs(candidate.tokens().size() - answer.tokens().size())
                        + (Glossary.areAlike(candidate.head(), answer.head()) ? 0 : 20)
                        + (candidate.isName() == answer.isName() ? 0 : 6)
                        + (candidate.explanation() == null ? 1 : 0)
                        + Math.abs(candidate.text().length() - answer.text().length()) / 8;
                order.add(new Ranked(candidate, unlike, Prose.scatter(candidate.text() + answer.text())));
            }
        }
        order.sort(Comparator.comparingInt(Ranked::unlike).thenComparingInt(Ranked::scatter));
        return order;
    }

    private void collect(Phrase phrase, Map<String, Phrase> pool) {
        boolean clear = phrase.head().kind() != Token.Kind.ADV || phrase.text().endsWith("ly");
        if (!phrase.inner() && !phrase.hasAcronym() && clear) {
            pool.putIfAbsent(phrase.key() + phrase.form(), phrase);
        }
        note(phrase.before(), phrase.tokens().getFirst());
        note(phrase.head(), phrase.after());
    }

    private void note(@Nullable Token left, @Nullable Token right) {
        if (left != null && right != null) {
            neighbours.add(pair(left, right));
        }
    }

    private static String pair(Token left, Token right) {
        return Word.fold(left.word().text()) + " " + Word.fold(right.word().text());
    }

    /** Whether the text has the candidate beside a word that stands beside the answer; articles and the like say nothing. */
    private boolean seenThere(Phrase candidate, Phrase answer) {
        Token before = answer.before();
        Token after = answer.after();
        return (before != null && tells(before) && neighbours.contains(pair(before, candidate.tokens().getFirst())))
                || (after != null && (tells(after) || answer.head().kind() == Token.Kind.VERB)
                        && neighbours.contains(pair(candidate.head(), after)));
    }

    private static boolean tells(Token token) {
        return switch (token.kind()) {
            case NOUN, PROPN, VERB, ADJ, ADV -> true;
            default -> false;
        };
    }

    /** Whether a phrase fits the grammar of another's place. */
    static boolean sameForm(Phrase candidate, Phrase answer) {
        if (candidate.head().isNoun() != answer.head().isNoun()
                || (!answer.head().isNoun() && candidate.head().kind() != answer.head().kind())) {
            return false;
        }
        Token before = answer.before();
        String article = before == null ? "" : before.lower();
        boolean counted = article.equals("a") || article.equals("an");
        if (counted && Prose.opensWithVowel(candidate.text()) != article.equals("an")) {
            return false;
        }
        boolean definite = answer.form() == Phrase.Form.WITH_ARTICLE && !counted
                && candidate.form() == Phrase.Form.WITHOUT_ARTICLE;
        return candidate.form() == answer.form() || definite;
    }

    /** Another form of the answer, or a word that means nearly the same, might be right too. */
    private static boolean isRelated(Phrase candidate, Phrase answer) {
        for (Token one : candidate.tokens()) {
            for (Token other : answer.tokens()) {
                int stem = Math.min(STEM, Math.min(one.lower().length(), other.lower().length()));
                if (one.lower().regionMatches(0, other.lower(), 0, stem)) {
                    return true;
                }
            }
        }
        return Glossary.meanNearlyTheSame(candidate.explanation(), answer.explanation());
    }

    private static String lowerUnlessNamed(Phrase phrase) {
        return phrase.start() == 0 && !phrase.isName() ? Prose.lowerFirst(phrase.text()) : phrase.text();
    }
}
