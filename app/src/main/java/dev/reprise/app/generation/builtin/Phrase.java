package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Words of a sentence that could be a term: a noun with what goes before it, or one word of another class that carries
 * meaning.
 *
 * @param before the word right before it, if nothing else stands between
 * @param after likewise
 * @param whole whether nothing that belongs to it stands before it
 * @param inner whether it goes before another noun
 * @param form its grammatical form; phrases of the same class and form fit the same places
 */
record Phrase(String sentence, List<Token> tokens, @Nullable Token before, @Nullable Token after, boolean whole,
        boolean inner, Form form) {
    private static final int LONGEST = 4;

    /** What endings and articles tell. A noun without an article is one that needs none, as far as can be told. */
    enum Form {
        PLURAL, WITH_ARTICLE, WITHOUT_ARTICLE, BASE, THIRD_PERSON, PARTICIPLE, GERUND
    }

    /** All that there are in a sentence, in order, the longer before the shorter. */
    static List<Phrase> in(String sentence, List<Token> tokens) {
        return new Finder(sentence, tokens).find();
    }

    int start() {
        return tokens.getFirst().word().start();
    }

    int end() {
        return tokens.getLast().word().end();
    }

    String text() {
        return sentence.substring(start(), end());
    }

    Token head() {
        return tokens.getLast();
    }

    Glossary.@Nullable Entry explanation() {
        return Glossary.find(head().word().text(), head().kind());
    }

    /** What it counts as, whatever its number and case; a verb is not the noun that is spelt like it. */
    String key() {
        if (!head().isNoun()) {
            Glossary.Entry entry = explanation();
            return (entry == null ? head().lower() : entry.word()) + " (" + head().kind() + ")";
        }
        StringBuilder key = new StringBuilder();
        tokens.forEach(token -> key.append(key.isEmpty() ? "" : " ").append(Word.fold(token.word().text())));
        return key.toString();
    }

    /** A name in capitals, such as Standard Operating Procedure. */
    boolean isName() {
        return tokens.size() > 1 && tokens.stream().allMatch(token -> token.word().isCapitalised());
    }

    boolean hasAcronym() {
        return tokens.stream().anyMatch(token -> token.word().isAcronym());
    }

    boolean overlaps(Phrase other) {
        return start() < other.end() && other.start() < end();
    }

    /** One pass over the words. */
    private record Finder(String sentence, List<Token> tokens) {

        List<Phrase> find() {
            List<Phrase> phrases = new ArrayList<>();
            int from = 0;
            while (from < tokens.size()) {
                int end = from;
                while (end < tokens.size() && belongs(from, end)) {
                    end++;
                }
                int to = end;
                while (to > from && !tokens.get(to - 1).isNoun()) {
                    to--;
                }
                nouns(from, to, phrases);
                for (int at = to; at < Math.max(end, from + 1); at++) {
                    single(at, phrases);
                }
                from = Math.max(end, from + 1);
            }
            return phrases;
        }

        /** Whether a word can go on with, or begin, a noun's phrase. */
        private boolean belongs(int from, int at) {
            Token token = tokens.get(at);
            boolean follows = at == from || adjacent(at - 1, at) != null;
            boolean backwards = at > from && !token.isNoun() && tokens.get(at - 1).isNoun()
                    && !(token.word().isCapitalised() && tokens.get(at - 1).word().isCapitalised());
            boolean participle = token.isParticiple() && at + 1 < tokens.size() && tokens.get(at + 1).isNoun()
                    && at > 0 && (at > from || tokens.get(at - 1).kind() == Token.Kind.DET);
            return follows && !backwards && (token.isNoun() || token.kind() == Token.Kind.ADJ || participle)
                    && isContent(token.word());
        }

        private void nouns(int from, int to, List<Phrase> phrases) {
            for (int first = from; first < to; first++) {
                for (int last = Math.min(to, first + LONGEST) - 1; last >= first; last--) {
                    if (tokens.get(last).isNoun()) {
                        phrases.add(phrase(first, last, first == from, last < to - 1, nounForm(from, last)));
                    } else if (last == first) {
                        single(first, phrases);
                    }
                }
            }
        }

        private void single(int at, List<Phrase> phrases) {
            Token token = tokens.get(at);
            boolean carries = switch (token.kind()) {
                case VERB, ADJ, ADV -> token.word().text().length() > 3 && token.word().isLatin();
                default -> false;
            };
            if (carries && (!StopWords.contains(token.word().text())
                    || Glossary.find(token.word().text(), token.kind()) != null)) {
                phrases.add(phrase(at, at, true, false, token.kind() == Token.Kind.VERB ? verbForm(at) : Form.BASE));
            }
        }

        private Phrase phrase(int first, int last, boolean whole, boolean inner, Form form) {
            return new Phrase(sentence, tokens.subList(first, last + 1), adjacent(first - 1, first),
                    adjacent(last + 1, last), whole, inner, form);
        }

        private Form nounForm(int from, int last) {
            String noun = tokens.get(last).lower();
            if (noun.endsWith("s") && !Word.fold(noun).equals(noun)) {
                return Form.PLURAL;
            }
            Token before = adjacent(from - 1, from);
            boolean article = before != null && switch (before.kind()) {
                case DET, PRON, NUM -> true;
                default -> false;
            };
            return article ? Form.WITH_ARTICLE : Form.WITHOUT_ARTICLE;
        }

        private Form verbForm(int at) {
            String verb = tokens.get(at).lower();
            Token before = adjacent(at - 1, at);
            if (verb.endsWith("ing")) {
                return Form.GERUND;
            }
            if (verb.endsWith("ed") || (before != null && before.lower().matches("is|are|was|were|be|been|being"))) {
                return Form.PARTICIPLE;
            }
            return verb.endsWith("s") && !verb.endsWith("ss") ? Form.THIRD_PERSON : Form.BASE;
        }

        /** The token at a place, if only a space lies between it and the one beside it. */
        private @Nullable Token adjacent(int place, int beside) {
            if (place < 0 || place >= tokens.size()) {
                return null;
            }
            Word left = tokens.get(Math.min(place, beside)).word();
            Word right = tokens.get(Math.max(place, beside)).word();
            boolean close = right.start() == left.end() + 1 && sentence.charAt(left.end()) == ' ';
            return close ? tokens.get(place) : null;
        }

        private static boolean isContent(Word word) {
            return word.text().length() > 2 && word.isLatin() && !StopWords.contains(word.text());
        }
    }
}
