package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.reprise.api.Content.Item;

/** Items on their way into an exercise: as many as are wanted, none made twice. */
final class Items {
    static final List<String> TRUE_OR_FALSE = List.of("True", "False");

    private final int wanted;
    private final Set<Subject> seen;
    private final Set<String> sources = new LinkedHashSet<>();
    private final List<Item> items = new ArrayList<>();

    /**
     * What an item asks, however it is worded.
     *
     * @param source the sentence or the term that it is made from
     * @param detail which of several things that can be asked of it
     */
    record Subject(String kind, String source, String detail) {}

    /** @param seen what other exercises of the same content have asked already */
    Items(int wanted, Set<Subject> seen) {
        this.wanted = wanted;
        this.seen = seen;
    }

    boolean full() {
        return items.size() >= wanted;
    }

    int missing() {
        return wanted - items.size();
    }

    int size() {
        return items.size();
    }

    List<Item> all() {
        return items;
    }

    /** The sentences and terms that the items were made from. */
    Set<String> sources() {
        return sources;
    }

    /** Adds an item and says so, unless there are enough or its like was asked before. */
    boolean add(Subject subject, String prompt, List<String> options, String answer, String feedback, int points) {
        if (full() || !seen.add(subject)) {
            return false;
        }
        sources.add(subject.source());
        return items.add(new Item(prompt, options, answer, feedback, points));
    }
}
