package dev.reprise.app.generation.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.reprise.api.CefrLevel;

/** Words that are common in workplace documents, each with its level and a meaning in plain English. */
final class Glossary {
    private static final Map<String, Entry> ENTRIES = read();
    private static final Set<String> PEOPLE = Set.of("person", "people", "officer", "trainee", "cook",
            "analyst", "auditor", "administrator", "inspector", "cleaner", "cashier", "receptionist", "assistant",
            "director", "secretary", "accountant", "lawyer", "scientist", "developer");

    private static final Pattern PERSON = Pattern.compile("(?:a|the|all the) (?:person|people|group of people)\\b");
    private static final Pattern GROUP = Pattern.compile("(?:the |all the |a group of )?people\\b");

    private Glossary() {}

    /**
     * A word.
     *
     * @param word its base form
     * @param level where it is usually learnt
     * @param meaning what it usually means at work
     */
    record Entry(String word, Token.Kind kind, CefrLevel level, String meaning) {}

    /** What is known of a word in any of its forms. */
    static @Nullable Entry find(String word, Token.Kind kind) {
        Token.Kind asked = kind == Token.Kind.PROPN ? Token.Kind.NOUN : kind;
        for (String base : bases(word.toLowerCase(Locale.ROOT), asked)) {
            Entry entry = ENTRIES.get(key(base, asked));
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** Whether two words mean nearly the same; not where one of them is unknown. */
    static boolean meanNearlyTheSame(@Nullable Entry one, @Nullable Entry other) {
        return one != null && other != null && nearlyTheSame(one.meaning(), other.meaning());
    }

    /** Whether a learner could hardly tell one meaning from the other, as half of their words are the same. */
    static boolean nearlyTheSame(String meaning, String other) {
        Set<String> words = words(meaning);
        Set<String> common = words(other);
        int fewest = Math.min(words.size(), common.size());
        common.retainAll(words);
        return meaning.equals(other) || (fewest > 0 && common.size() * 2 >= fewest);
    }

    /** The words of the same class and about the same level, in an order that looks random. */
    static List<Entry> like(Token.Kind kind, CefrLevel level, int scatter) {
        return ENTRIES.values().stream()
                .filter(entry -> entry.kind() == kind && Math.abs(entry.level().compareTo(level)) < 2)
                .sorted(Comparator.comparingInt((Entry entry) -> Prose.scatter(entry.word() + scatter))
                        .thenComparing(Entry::word))
                .toList();
    }

    private static Set<String> words(String meaning) {
        return Word.in(meaning).stream().map(word -> Word.fold(word.text())).filter(word -> !StopWords.contains(word))
                .collect(Collectors.toSet());
    }

    /** Whether two nouns are both of one person, both of people, or both of neither. */
    static boolean areAlike(Token noun, Token other) {
        return isPerson(noun) == isPerson(other) && isGroup(noun) == isGroup(other);
    }

    /** Whether a noun names people together, such as staff. */
    private static boolean isGroup(Token noun) {
        Entry entry = find(noun.word().text(), noun.kind());
        return entry != null && GROUP.matcher(entry.meaning()).lookingAt();
    }

    /** Whether a noun names a person or people. */
    static boolean isPerson(Token noun) {
        Entry entry = find(noun.word().text(), noun.kind());
        return noun.isNoun() && (PEOPLE.contains(Word.fold(noun.word().text()))
                || (entry != null
                        && PERSON.matcher(entry.meaning()).lookingAt()));
    }

    private static List<String> bases(String word, Token.Kind kind) {
        List<String> bases = new ArrayList<>(List.of(word));
        if (kind == Token.Kind.NOUN) {
            bases.add(Word.fold(word));
        } else if (kind == Token.Kind.VERB) {
            for (String ending : List.of("s", "es", "ed", "ing")) {
                if (word.endsWith(ending) && word.length() > ending.length() + 2) {
                    String stem = word.substring(0, word.length() - ending.length());
                    bases.add(stem);
                    bases.add(stem + "e");
                    int last = stem.length() - 1;
                    if (stem.charAt(last) == stem.charAt(last - 1)) {
                        bases.add(stem.substring(0, last));
                    } else if (stem.charAt(last) == 'i') {
                        bases.add(stem.substring(0, last) + "y");
                    }
                }
            }
        }
        return bases;
    }

    private static String key(String word, Token.Kind kind) {
        return word + " " + kind;
    }

    private static Map<String, Entry> read() {
        try (InputStream in = Glossary.class.getResourceAsStream("glossary.txt")) {
            if (in == null) {
                throw new IllegalStateException("no glossary.txt beside " + Glossary.class.getName());
            }
            Map<String, Entry> entries = new HashMap<>();
            for (CefrLevel level : CefrLevel.values()) {
                Cefr.at(level).vocabulary().forEach(term -> entries.put(key(term.term(), Token.Kind.NOUN),
                        new Entry(term.term(), Token.Kind.NOUN, level, term.definition())));
            }
            new String(in.readAllBytes(), UTF_8).lines().map(Glossary::entry)
                    .forEach(entry -> entries.put(key(entry.word(), entry.kind()), entry));
            return Map.copyOf(entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code word class level meaning}, with the first letter of a noun, verb or adjective, and d for an adverb. */
    private static Entry entry(String line) {
        String[] parts = line.split(" ", 4);
        Token.Kind kind = switch (parts[1]) {
            case "n" -> Token.Kind.NOUN;
            case "v" -> Token.Kind.VERB;
            case "a" -> Token.Kind.ADJ;
            case "d" -> Token.Kind.ADV;
            default -> throw new IllegalStateException("no word class in: " + line);
        };
        return new Entry(parts[0], kind, CefrLevel.valueOf(parts[2]), parts[3]);
    }
}
