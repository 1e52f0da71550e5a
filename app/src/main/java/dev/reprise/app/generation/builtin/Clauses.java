package dev.reprise.app.generation.builtin;

import java.util.List;
import java.util.Set;

/** Shortens a long sentence to its first clause, which is a sentence that says nothing but what the whole one says. */
final class Clauses {
    private static final int FEWEST_WORDS = 5;
    /** A clause after one of these is a reason or an end; one with "if" or "unless" is a condition, and must stay. */
    private static final Set<String> ADDITIONS = Set.of("because", "although", "whereas");
    private static final Set<String> CONDITIONS = Set.of("if", "unless", "when", "until", "while", "although",
            "because",
            "before", "after", "whether", "both", "either", "neither", "not", "without", "only");

    private static final Set<String> RELATIVES = Set.of("that", "which", "who");

    private Clauses() {}

    /** The sentence itself where it is short enough, or where no clause of it can stand alone. */
    static String shortened(String sentence, List<Token> tokens, int ideal) {
        String best = sentence;
        int nearest = Math.abs(tokens.size() - ideal);
        for (int at = FEWEST_WORDS; at < tokens.size() && tokens.size() > ideal * 5 / 4; at++) {
            String before = sentence.substring(0, tokens.get(at).word().start()).strip();
            if (Math.abs(at - ideal) < nearest && isSentence(before, tokens.subList(0, at))
                    && startsMore(sentence, tokens, at)) {
                best = before.replaceFirst("[,;:–-]+$", "").strip() + ".";
                nearest = Math.abs(at - ideal);
            }
        }
        return best;
    }

    private static boolean isSentence(String text, List<Token> tokens) {
        boolean conditional = tokens.stream().anyMatch(token -> CONDITIONS.contains(token.lower()));
        Token last = tokens.getLast();
        boolean ends = last.isNoun() || last.kind() == Token.Kind.ADV || last.isParticiple()
                || last.kind() == Token.Kind.PRON;
        boolean balanced = text.indexOf('(') < 0 || text.lastIndexOf(')') > text.lastIndexOf('(');
        int verb = firstVerb(tokens);
        boolean list = verb >= 0 && text.indexOf(',', tokens.get(verb).word().end()) >= 0
                && text.indexOf(',', tokens.get(verb).word().end()) < text.length() - 1;
        return !list && !conditional && ends && balanced && verb > 0 && verb < tokens.size() - 1;
    }

    private static int firstVerb(List<Token> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).isFinite()) {
                return i;
            }
        }
        return -1;
    }

    /** Whether an addition begins here that the rest can do without. */
    private static boolean startsMore(String sentence, List<Token> tokens, int at) {
        String word = tokens.get(at).lower();
        String next = at + 1 < tokens.size() ? tokens.get(at + 1).lower() : "";
        char before = sentence.charAt(tokens.get(at).word().start() - 2);
        return switch (word) {
            case "so" -> next.equals("that");
            case "in" -> next.equals("order");
            case "and" -> before != ','
                    ? startsVerb(tokens, at) || startsClause(tokens, at)
                    : startsClause(tokens, at);
            case "but" -> startsClause(tokens, at);
            default -> ADDITIONS.contains(word) || before == ';';
        };
    }

    /** "and" with a second verb for the same subject. */
    private static boolean startsVerb(List<Token> tokens, int at) {
        return at + 1 < tokens.size() && tokens.get(at + 1).kind() == Token.Kind.VERB
                && tokens.get(at + 1).lower().endsWith("ed");
    }

    /** "and" with a subject and a verb of its own. */
    private static boolean startsClause(List<Token> tokens, int at) {
        for (int i = at + 1; i < Math.min(tokens.size(), at + 9) && !RELATIVES.contains(tokens.get(i).lower()); i++) {
            switch (tokens.get(i).kind()) {
                case AUX, VERB -> {
                    return i > at + 1 && tokens.get(i).isFinite();
                }
                case DET, ADJ, NOUN, PROPN, ADP, PRON, NUM, CCONJ -> {
                    // still the subject
                }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }
}
