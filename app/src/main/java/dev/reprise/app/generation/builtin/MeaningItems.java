package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.List;

import dev.reprise.api.Content.Term;

/** Items about what words mean. */
final class MeaningItems {
    /** A longer one among short ones would be seen to be right. */
    private static final int LONGEST_OPTION = 70;
    private static final int WRONG_OPTIONS = 3;

    private MeaningItems() {}

    /** Wrong are the meanings of other words of the class: from the text, and after them from the glossary. */
    static void multipleChoice(Passage passage, Items items, int count) {
        int most = items.size() + count;
        for (Definitions.Known known : passage.definitions()) {
            Term term = known.term();
            List<String> wrong = items.size() < most && term.definition().length() <= LONGEST_OPTION
                    ? wrong(passage, known)
                    : List.of();
            if (wrong.size() == WRONG_OPTIONS) {
                String asked = passage.isGeneral() ? "What does " : "In the text, what does ";
                items.add(new Items.Subject("meaning", term.term(), ""), asked + Prose.quote(term.term()) + " mean?",
                        Prose.mixed(term.definition(), wrong), term.definition(), example(term), 1);
            }
        }
    }

    private static List<String> wrong(Passage passage, Definitions.Known known) {
        List<String> wrong = new ArrayList<>();
        passage.definitions().forEach(other -> addUnlike(other.kind(), other.term().definition(), known, wrong));
        Glossary.like(known.kind(), known.level(), Prose.scatter(known.term().term()))
                .forEach(other -> addUnlike(other.kind(), other.meaning(), known, wrong));
        return wrong;
    }

    /** Without options: those are the answers of the items beside it. */
    static void matching(Passage passage, Items items) {
        List<String> meanings = new ArrayList<>();
        for (boolean unlike : List.of(true, false)) {
            for (Definitions.Known known : passage.definitions()) {
                Term term = known.term();
                boolean clear = meanings.stream().noneMatch(
                        other -> unlike
                                ? Glossary.nearlyTheSame(other, term.definition())
                                : other.equals(term.definition()));
                if (clear && items.add(new Items.Subject("meaning", term.term(), ""), term.term(), List.of(),
                        term.definition(), example(term), 1)) {
                    meanings.add(term.definition());
                }
            }
        }
    }

    /** A meaning that is right for every other term, one that is wrong for the rest. */
    static void trueFalse(Passage passage, Items items) {
        List<Definitions.Known> all = passage.definitions();
        for (int step = 0; step < all.size() && !items.full(); step++) {
            for (int i = 0; i < all.size(); i++) {
                Term term = all.get(i).term();
                boolean right = step == 0 ? i % 2 == 0 : step == 1 && i % 2 == 1;
                Definitions.Known meant = right ? all.get(i) : all.get((i + Math.max(step, 1)) % all.size());
                if (right || (meant.kind() == all.get(i).kind()
                        && !Glossary.nearlyTheSame(meant.term().definition(), term.definition()))) {
                    items.add(new Items.Subject("meaning", term.term(), meant.term().term()),
                            Prose.quote(term.term()) + " means " + Prose.quote(meant.term().definition()) + ".",
                            Items.TRUE_OR_FALSE, right ? "True" : "False",
                            Prose.quote(term.term()) + " means " + Prose.quote(term.definition()) + ".", 1);
                }
            }
        }
    }

    static void shortAnswer(Passage passage, Items items) {
        for (Definitions.Known known : passage.definitions()) {
            Term term = known.term();
            String which = passage.isGeneral()
                    ? "Which word or phrase beginning with " + Prose.quote(term.term().substring(0, 1)) + " means "
                    : "Which " + name(known.kind()) + " in the text means ";
            items.add(new Items.Subject("meaning", term.term(), ""), which + Prose.quote(term.definition()) + "?",
                    List.of(), term.term(), example(term), 2);
        }
    }

    private static void addUnlike(Token.Kind kind, String meaning, Definitions.Known known, List<String> wrong) {
        if (wrong.size() < WRONG_OPTIONS && meaning.length() <= LONGEST_OPTION && kind == known.kind()
                && !wrong.contains(meaning)
                && !Glossary.nearlyTheSame(meaning, known.term().definition())) {
            wrong.add(meaning);
        }
    }

    private static String name(Token.Kind kind) {
        return switch (kind) {
            case NOUN -> "noun";
            case VERB -> "verb";
            case ADJ -> "adjective";
            case ADV -> "adverb";
            default -> "word or phrase";
        };
    }

    private static String example(Term term) {
        return "For example: " + Prose.quote(term.example());
    }
}
