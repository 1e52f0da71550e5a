package dev.reprise.app.generation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import dev.reprise.api.CefrLevel;
import dev.reprise.api.InvalidRequestException.Violation;

/** What is found wrong with one content, in the order in which it was found. */
final class Violations {
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

    private final List<Violation> found = new ArrayList<>();

    List<Violation> all() {
        return List.copyOf(found);
    }

    void add(String pointer, String detail) {
        found.add(new Violation(pointer, detail));
    }

    void level(String pointer, CefrLevel expected, CefrLevel actual) {
        if (actual != expected) {
            add(pointer, "must be " + expected);
        }
    }

    void number(String pointer, long expected, long actual) {
        if (actual != expected) {
            add(pointer, "must be " + expected);
        }
    }

    void sum(String pointer, String what, long expected, long actual) {
        if (actual != expected) {
            add(pointer, "must have " + expected + " " + what + " in all, not " + actual);
        }
    }

    /** @param field where in each element at the pointer its text is; empty where the elements are the texts */
    void different(String pointer, String field, List<String> texts) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < texts.size(); i++) {
            if (!seen.add(plain(texts.get(i)))) {
                add(pointer + "/" + i + field, "must not repeat another one in its list; replace it or leave it out");
            }
        }
    }

    /** A text as it is compared: case and kinds of space make no difference. */
    static String plain(String text) {
        return SPACES.matcher(text).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }
}
