package dev.reprise.app.generation.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** English words that are not worth teaching as terms: function words, and the commonest verbs and adjectives. */
final class StopWords {
    private static final Set<String> ALL = read();
    /** Words that no English text of some length is without, and that other languages hardly have. */
    private static final Set<String> MARKERS = Set.of("the", "of", "and", "to", "is", "are", "that", "this", "with",
            "for", "be", "by", "it", "from", "must", "should", "not", "have", "has", "their", "your", "you", "we", "or",
            "if", "when", "at", "can", "will", "all", "any", "before", "after", "each");

    private StopWords() {}

    static boolean contains(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return ALL.contains(lower) || isAdverb(lower);
    }

    static boolean marksEnglish(String word) {
        return MARKERS.contains(word.toLowerCase(Locale.ROOT));
    }

    private static boolean isAdverb(String lower) {
        return lower.length() > 5 && lower.endsWith("ly") && !NOUNS_IN_LY.contains(lower);
    }

    private static final Set<String> NOUNS_IN_LY = Set.of("assembly", "supply", "family", "anomaly", "monopoly",
            "butterfly", "subassembly", "resupply");

    private static Set<String> read() {
        try (InputStream in = StopWords.class.getResourceAsStream("stop-words.txt")) {
            if (in == null) {
                throw new IllegalStateException("no stop-words.txt beside " + StopWords.class.getName());
            }
            String text = new String(in.readAllBytes(), UTF_8);
            return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
