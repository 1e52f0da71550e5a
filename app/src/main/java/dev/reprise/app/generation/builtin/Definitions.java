package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.reprise.api.CefrLevel;
import dev.reprise.api.Content.Term;

/** What the terms of a document mean: what the document says, else what the glossary says of their words. */
final class Definitions {
    private static final Pattern DEFINING = Pattern
            .compile(
                    "^(?:The |An? )?((?:[\\p{L}-]+ ){0,3}[\\p{L}-]+)(?: \\([A-Z]{2,8}\\))? (?:(?:is|are) (?:defined as )?"
                            + "(?=(?:the|an?|any|all|one|every) )|means |mean |refers to |refer to )(.{8,300})$");
    private static final Pattern ABBREVIATING = Pattern
            .compile("((?:\\p{Lu}[\\p{L}-]{1,30} ){1,5}\\p{Lu}[\\p{L}-]{1,30}) \\(([A-Z]{2,6})s?\\)");

    private final Map<String, Known> defined = new LinkedHashMap<>();
    private final Map<String, Known> explained = new LinkedHashMap<>();

    /**
     * A word or phrase of the text whose meaning is known.
     *
     * @param term in its base form, with a sentence of the text as its example
     */
    record Known(Token.Kind kind, CefrLevel level, Term term) {}

    static Definitions of(Document document) {
        Definitions definitions = new Definitions();
        for (String sentence : document.studied()) {
            definitions.abbreviated(sentence);
            definitions.defined(sentence, document.terms());
            for (Phrase phrase : document.terms().standing(sentence)) {
                Glossary.Entry entry = phrase.explanation();
                if (entry != null && phrase.tokens().size() == 1) {
                    definitions.explained.putIfAbsent(phrase.key(), new Known(entry.kind(), entry.level(),
                            new Term(entry.word(), entry.meaning(), sentence)));
                }
            }
        }
        definitions.explained.keySet().removeAll(definitions.defined.keySet());
        return definitions;
    }

    /** All, those that the text gives before others, and of these the ones nearest to the level first. */
    List<Known> known(CefrLevel level, String purpose) {
        List<Known> near = new ArrayList<>(explained.values());
        near.sort(Comparator.comparingInt((Known known) -> Math.abs(known.level().compareTo(level)))
                .thenComparingInt(known -> Prose.scatter(known.term().term() + purpose)));
        List<Known> known = new ArrayList<>(defined.values());
        known.addAll(near);
        return known;
    }

    /** A term as the sentence writes it, with its meaning, or with the words around it where nobody knows that. */
    Term term(Phrase phrase) {
        Known known = defined.get(phrase.key());
        if (known != null) {
            return known.term();
        }
        String text = phrase.start() == 0 && !phrase.isName() ? Prose.lowerFirst(phrase.text()) : phrase.text();
        return new Term(text, meaning(phrase, text), phrase.sentence());
    }

    private static String meaning(Phrase phrase, String text) {
        List<String> parts = new ArrayList<>();
        for (Token token : phrase.isName() ? List.of(phrase.head()) : phrase.tokens()) {
            Glossary.Entry entry = Glossary.find(token.word().text(), token.kind());
            if (entry != null && phrase.tokens().size() == 1) {
                return (entry.word().equals(text) ? "" : "from " + Prose.quote(entry.word()) + ": ") + entry.meaning();
            }
            if (entry != null) {
                parts.add(Prose.quote(entry.word()) + " – " + entry.meaning());
            }
        }
        if (parts.isEmpty() || phrase.explanation() == null) {
            return "not explained in the text, which says: "
                    + Prose.quote(Prose.excerpt(phrase.sentence(), phrase.start(), phrase.end(), phrase.text()));
        }
        return String.join("; ", parts);
    }

    private void defined(String sentence, Terms terms) {
        Matcher matcher = DEFINING.matcher(sentence);
        if (!matcher.matches()) {
            return;
        }
        String subject = matcher.group(1);
        terms.phrases(sentence).stream().filter(phrase -> phrase.text().equals(subject) && phrase.head().isNoun())
                .findFirst().ifPresent(phrase -> {
                    String term = phrase.isName() ? subject : Prose.lowerFirst(subject);
                    defined.putIfAbsent(phrase.key(), new Known(Token.Kind.NOUN, CefrLevel.B1,
                            new Term(term, Prose.withoutStop(matcher.group(2)), sentence)));
                });
    }

    private void abbreviated(String sentence) {
        Matcher matcher = ABBREVIATING.matcher(sentence);
        while (matcher.find()) {
            String[] words = matcher.group(1).split(" ", -1);
            String abbreviation = matcher.group(2);
            int from = words.length - abbreviation.length();
            StringBuilder initials = new StringBuilder();
            for (int i = Math.max(from, 0); i < words.length; i++) {
                initials.append(words[i].charAt(0));
            }
            if (initials.toString().equals(abbreviation)) {
                String full = String.join(" ", List.of(words).subList(from, words.length));
                defined.putIfAbsent(Word.fold(abbreviation), new Known(Token.Kind.PROPN, CefrLevel.B1,
                        new Term(abbreviation, "short for " + full, sentence)));
            }
        }
    }
}
