package dev.reprise.app.statistics;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import dev.reprise.cache.Lookup;
import dev.reprise.cache.Lookup.Answer;
import dev.reprise.cache.Lookup.Asked;

/** How a request for content was answered. */
public enum Served {
    NEAR_HIT,
    FAR_HIT,
    /** With what was no longer fresh. */
    STALE,
    /** With what somebody else had generated meanwhile. */
    JOINED,
    GENERATED,
    /** Not: nothing was cached, and nothing was to be generated. */
    ABSENT,
    /** Not: generating failed. */
    FAILED;

    /** As it is called in answers, for example {@code near_hit}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Served> labelled(String label) {
        return Stream.of(values()).filter(it -> it.label().equals(label)).findFirst();
    }

    /** How a lookup that did not fail was answered. */
    static Served of(Lookup<?> lookup) {
        if (!(lookup instanceof Lookup.Served<?> served)) {
            return ABSENT;
        }
        if (served instanceof Lookup.Stale) {
            return STALE;
        }
        if (served.joined()) {
            return JOINED;
        }
        if (served instanceof Lookup.Miss) {
            return GENERATED;
        }
        return served.steps().getFirst() instanceof Asked first && first.answer() == Answer.HIT ? NEAR_HIT : FAR_HIT;
    }

    /** Whether the cache had it. */
    public boolean isHit() {
        return this == NEAR_HIT || this == FAR_HIT || this == STALE;
    }
}
