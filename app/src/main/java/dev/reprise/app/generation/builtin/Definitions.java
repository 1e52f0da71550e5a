package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.reprise.api.Content.Term;

/** What a document itself says its terms mean. */
final class Definitions {
    private static final Pattern DEFINING = Pattern
            .compile(
                    "^(?:The |An? )?((?:[\\p{L}-]+ ){0,3}[\\p{L}-]+)(?: \\([A-Z]{2,8}\\))? (?:(?:is|are) (?:defined as )?"
                            + "(?=(?:the|an?|any|all|one|every) )|means |mean |refers to |refer to )(.{8,300})$");
    private static final Pattern ABBREVIATING = Pattern
            .compile("((?:\\p{Lu}[\\p{L}-]{1,30} ){1,5}\\p{Lu}[\\p{L}-]{1,30}) \\(([A-Z]{2,6})s?\\)");

    private final Map<String, Term> byKey = new LinkedHashMap<>();

    static Definitions of(Document document) {
        Definitions definitions = new Definitions();
        for (String sentence : document.sentences()) {
            definitions.defined(sentence);
            definitions.abbreviated(sentence);
        }
        return definitions;
    }

    /** The terms that the document defines, in its order. */
    Collection<Term> all() {
        return byKey.values();
    }

    /** A term with the document's definition of it, or with the words around it where there is none. */
    Term term(Terms.Occurrence occurrence, String sentence) {
        Term defined = byKey.get(occurrence.term().key());
        if (defined != null) {
            return defined;
        }
        String surface = sentence.substring(occurrence.start(), occurrence.end());
        boolean named = surface.contains(" ") && surface.substring(surface.indexOf(' ') + 1).matches("\\p{Lu}.*");
        String term = occurrence.start() == 0 && !named ? Prose.lowerFirst(surface) : surface;
        String context = Prose.excerpt(sentence, occurrence.start(), occurrence.end(), surface);
        return new Term(term, "In this document: " + Prose.quote(context), sentence);
    }

    private void defined(String sentence) {
        Matcher matcher = DEFINING.matcher(sentence);
        if (!matcher.matches()) {
            return;
        }
        String subject = matcher.group(1);
        List<Word> words = Word.in(subject);
        List<String> key = new ArrayList<>();
        for (Word word : words) {
            if (!Terms.isContent(word)) {
                return;
            }
            key.add(Word.fold(word.text()));
        }
        boolean named = words.size() > 1 && words.getLast().isCapitalised();
        byKey.putIfAbsent(String.join(" ", key), new Term(named ? subject : Prose.lowerFirst(subject),
                Prose.withoutStop(matcher.group(2)), sentence));
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
                byKey.putIfAbsent(Word.fold(abbreviation),
                        new Term(abbreviation, "short for " + full, sentence));
            }
        }
    }
}
