package dev.reprise.app.generation.builtin;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.reprise.api.Content.Term;

/** Short-answer items. */
final class Questions {
    /** A subject without a comma or a clause in it, so that what follows the verb is all that is said of it. */
    private static final Pattern WHAT_IS = Pattern
            .compile("^((?:The|An?|Each|Every|\\p{Lu}[\\p{L}-]+)(?: [\\p{L}()&/-]+){0,12}?) (is|are) "
                    + "((?:to|the|an?) .{8,300})$");
    private static final Pattern WHAT_DO = Pattern
            .compile(
                    "^((?:The|An?|All|Each|Every|\\p{Lu}[\\p{L}-]+)(?: [\\p{L}()&/-]+){0,6}?) (must|should|has to|have to) "
                            + "(?!be |not |have |never |only |also )([a-z].{4,300})$");
    private static final Pattern NOT_A_SUBJECT = Pattern
            .compile("^(?:It|This|That|These|Those|There|They|He|She|We|You|If|When|What|Which|Where|While|Here|One)\\b"
                    + ".*|.*\\b(?:that|which|who|is|are|was|were|must|should|can|will|may|if|when)\\b.*");

    private Questions() {}

    static void shortAnswer(Passage passage, Items items) {
        if (passage.isGeneral()) {
            passage.definitions().forEach(term -> word(term, items));
        } else {
            for (String sentence : passage.byFit()) {
                about(sentence, items);
            }
            passage.definitions().forEach(term -> term(term, items));
        }
        for (String sentence : passage.unshownFirst()) {
            ending(passage, sentence, items);
        }
        for (String sentence : passage.best(40)) {
            for (Passage.Gap gap : passage.gaps(sentence)) {
                firstLetter(passage, gap, items);
            }
        }
    }

    private static void about(String sentence, Items items) {
        if (items.full()) {
            return;
        }
        Matcher is = WHAT_IS.matcher(sentence);
        if (is.matches() && !NOT_A_SUBJECT.matcher(is.group(1)).matches()) {
            ask(sentence, "According to the text, what " + is.group(2) + " " + inSentence(is.group(1)) + "?",
                    is.group(3),
                    items);
            return;
        }
        Matcher must = WHAT_DO.matcher(sentence);
        if (must.matches() && !NOT_A_SUBJECT.matcher(must.group(1)).matches()) {
            String verb = must.group(2).endsWith(" to")
                    ? (must.group(2).startsWith("has") ? "does " : "do ") + inSentence(must.group(1)) + " have to do?"
                    : must.group(2) + " " + inSentence(must.group(1)) + " do?";
            ask(sentence, "According to the text, what " + verb, must.group(3), items);
        }
    }

    private static void ask(String sentence, String question, String answer, Items items) {
        items.add(new Items.Subject("ask", sentence, ""), question, List.of(), Prose.upperFirst(answer),
                "The text says: "
                        + Prose.quote(sentence) + " Accept other words with the same meaning.",
                2);
    }

    private static void term(Term term, Items items) {
        items.add(new Items.Subject("ask", term.example(), ""),
                "Which word or phrase in the text means " + Prose.quote(term.definition()) + "?",
                List.of(), term.term(), "The text says: " + Prose.quote(term.example()), 2);
    }

    private static void word(Term term, Items items) {
        items.add(new Items.Subject("word", term.term(), ""),
                "Which word or phrase beginning with " + Prose.quote(term.term().substring(0, 1)) + " means "
                        + Prose.quote(term.definition()) + "?",
                List.of(), term.term(), "For example: " + Prose.quote(term.example()), 2);
    }

    private static void ending(Passage passage, String sentence, Items items) {
        if (items.full()) {
            return;
        }
        List<String> parts = OrderingItems.parts(sentence);
        int half = (parts.size() + 1) / 2;
        if (parts.size() < 4) {
            return;
        }
        String begins = String.join(" ", parts.subList(0, half));
        String ends = String.join(" ", parts.subList(half, parts.size()));
        String from = passage.isGeneral() ? "Finish this sentence: " : "How does this sentence from the text end? ";
        items.add(new Items.Subject("ending", sentence, ""), from + Prose.quote(begins + " …"), List.of(), ends,
                GapItems.source(passage)
                        + Prose.quote(sentence) + " Accept other words with the same meaning.",
                2);
    }

    private static void firstLetter(Passage passage, Passage.Gap gap, Items items) {
        items.add(new Items.Subject("letter", gap.sentence(), gap.answer()),
                "Complete the sentence. The answer begins with "
                        + Prose.quote(gap.answer().substring(0, 1)) + ". " + Prose.quote(gap.prompt()),
                List.of(), gap.answer(),
                GapItems.source(passage) + Prose.quote(gap.sentence()), 2);
    }

    private static String inSentence(String subject) {
        boolean name = subject.contains(" ") && subject.split(" ", -1)[1].matches("\\p{Lu}.*")
                && !subject.matches("(?:The|An?|All|Each|Every) .*");
        return name ? subject : Prose.lowerFirst(subject);
    }
}
