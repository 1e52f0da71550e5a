package dev.reprise.app.generation.builtin;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Short-answer items. */
final class Questions {
    /** A subject without a comma or a clause in it, so that what follows the verb is all that is said of it. */
    private static final Pattern WHAT_IS = Pattern
            .compile("^((?:The|An?|Each|Every|\\p{Lu}[\\p{L}-]+)(?: [\\p{L}()&/-]+){0,12}?) (is|are) "
                    + "((?:to|the|an?) .{8,300})$");
    private static final Pattern NOT_A_SUBJECT = Pattern
            .compile("^(?:It|This|That|These|Those|There|They|He|She|We|You|If|When|What|Which|Where|While|Here|One)\\b"
                    + ".*|.*\\b(?:that|which|who|is|are|was|were|must|should|can|will|may|if|when)\\b.*");
    /** Verbs that stay as they are after "what" or "who". */
    private static final Set<String> AUXILIARIES = Set.of("is", "was", "has", "does", "must", "should", "can", "may",
            "will", "shall", "cannot");
    private static final int SHORTEST_PREDICATE = 3;

    private Questions() {}

    static void shortAnswer(Passage passage, Items items) {
        if (!passage.isGeneral()) {
            int most = items.size() + (items.missing() * 2 + 2) / 3;
            for (String sentence : passage.unshownFirst()) {
                if (items.size() < most) {
                    about(passage, sentence, items);
                }
            }
        }
        MeaningItems.shortAnswer(passage, items);
        for (String sentence : passage.unshownFirst()) {
            ending(passage, sentence, items);
        }
        for (String sentence : passage.best(40)) {
            for (Passage.Gap gap : passage.gaps(sentence)) {
                firstLetter(passage, gap, items);
            }
        }
    }

    private static void about(Passage passage, String sentence, Items items) {
        Matcher is = WHAT_IS.matcher(sentence);
        if (is.matches() && !NOT_A_SUBJECT.matcher(is.group(1)).matches()) {
            ask(passage, sentence, "what " + is.group(2) + " " + inSentence(is.group(1)) + "?", is.group(3), items);
        } else {
            subject(passage, sentence, items);
        }
    }

    /** Asks for the subject, which changes nothing in the rest of the sentence. */
    private static void subject(Passage passage, String sentence, Items items) {
        List<Token> tokens = passage.tokens(sentence);
        int verb = 0;
        while (verb < tokens.size() && !tokens.get(verb).isFinite()) {
            verb++;
        }
        if (verb == 0 || verb + SHORTEST_PREDICATE >= tokens.size()) {
            return;
        }
        String before = sentence.substring(0, tokens.get(verb).word().start()).strip();
        int comma = before.lastIndexOf(", ");
        String fronted = comma < 0 ? "" : before.substring(0, comma + 2);
        String subject = before.substring(fronted.length());
        String auxiliary = singular(tokens.get(verb).lower());
        List<Token> named = tokens.subList(0, verb).stream()
                .filter(token -> token.word().start() >= fronted.length()).toList();
        boolean asks = AUXILIARIES.contains(auxiliary)
                || (tokens.get(verb).kind() == Token.Kind.VERB && auxiliary.matches(".*[^s]s"));
        if (asks && isSubject(named) && (fronted.isEmpty() || fronted.indexOf(',') == fronted.length() - 2)
                && predicates(tokens.get(verb), tokens.get(verb + 1))
                && !goesOn(sentence, tokens.subList(verb, tokens.size()))) {
            String asked = (Glossary.isPerson(named.getLast()) ? "who " : "what ") + auxiliary
                    + Prose.withoutStop(sentence.substring(tokens.get(verb).word().end())) + "?";
            ask(passage, sentence, (pointsBack(fronted) ? "" : Prose.lowerFirst(fronted)) + asked, subject, items);
        }
    }

    /** "In this way" says nothing where the sentence before is not seen. */
    private static boolean pointsBack(String fronted) {
        return fronted.isEmpty() || fronted.matches("(?i).*\\b(?:this|that|these|those|such)\\b.*");
    }

    /** Whether a second clause follows after a comma, of which the question does not ask. */
    private static boolean goesOn(String sentence, List<Token> predicate) {
        int comma = sentence.indexOf(", ", predicate.getFirst().word().end());
        List<Token> rest = predicate.stream().filter(token -> comma >= 0 && token.word().start() > comma).toList();
        return rest.stream().anyMatch(Token::isFinite) && rest.getFirst().kind() != Token.Kind.SCONJ;
    }

    private static boolean isSubject(List<Token> tokens) {
        return !tokens.isEmpty() && tokens.getLast().kind() != Token.Kind.PRON && tokens.stream()
                .allMatch(token -> switch (token.kind()) {
                    case DET, ADJ, NOUN, PROPN, ADP, NUM, CCONJ -> true;
                    case PRON -> !token.equals(tokens.getFirst());
                    case VERB -> token.isParticiple();
                    default -> false;
                });
    }

    /** "What are standards" would want another verb, "what is described" does not. */
    private static boolean predicates(Token verb, Token next) {
        return !verb.lower().matches("are|were") || next.kind() == Token.Kind.VERB || next.kind() == Token.Kind.ADJ
                || next.kind() == Token.Kind.ADV;
    }

    private static String singular(String auxiliary) {
        return switch (auxiliary) {
            case "are" -> "is";
            case "were" -> "was";
            case "have" -> "has";
            case "do" -> "does";
            default -> auxiliary;
        };
    }

    private static void ask(Passage passage, String sentence, String question, String answer, Items items) {
        items.add(new Items.Subject("ask", sentence, ""), "According to the text, " + question, List.of(),
                Prose.upperFirst(answer), passage.feedback(sentence) + " Accept other words with the same meaning.",
                2);
    }

    private static void ending(Passage passage, String sentence, Items items) {
        List<String> parts = OrderingItems.parts(sentence, passage.tokens(sentence));
        int half = (parts.size() + 1) / 2;
        if (items.full() || parts.size() < 4) {
            return;
        }
        String begins = String.join(" ", parts.subList(0, half));
        String ends = String.join(" ", parts.subList(half, parts.size()));
        String from = passage.isGeneral() ? "Finish this sentence: " : "How does this sentence from the text go on? ";
        items.add(new Items.Subject("ending", sentence, ""), from + Prose.quote(begins + " …"), List.of(), ends,
                passage.feedback(sentence) + " Accept other words with the same meaning.", 2);
    }

    private static void firstLetter(Passage passage, Passage.Gap gap, Items items) {
        items.add(new Items.Subject("letter", gap.sentence(), gap.answer()),
                "Complete the sentence. The answer begins with "
                        + Prose.quote(gap.answer().substring(0, 1)) + ". " + Prose.quote(gap.prompt()),
                List.of(), gap.answer(), passage.feedback(gap.sentence()), 2);
    }

    private static String inSentence(String subject) {
        boolean article = subject.matches("(?:The|An?|Each|Every) .*");
        return article || !subject.matches("\\p{L}+ \\p{Lu}.*") ? Prose.lowerFirst(subject) : subject;
    }
}
