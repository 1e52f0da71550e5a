package dev.reprise.app.statistics;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import dev.reprise.cache.Cost;
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
    public static Served of(Lookup<?> lookup) {
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

    /**
     * What answering so saved.
     *
     * @param cost what making the value had cost
     * @param took how long answering took
     */
    public Cost saved(Cost cost, Duration took) {
        return switch (this) {
            case NEAR_HIT, FAR_HIT, STALE -> new Cost(
                    cost.time().compareTo(took) > 0 ? cost.time().minus(took) : Duration.ZERO, cost.inputTokens(),
                    cost.outputTokens(), cost.moneyMicros());
            // Who joins waits as if it were his own, but nothing is spent on him.
            case JOINED -> new Cost(Duration.ZERO, cost.inputTokens(), cost.outputTokens(), cost.moneyMicros());
            case GENERATED, ABSENT, FAILED -> Cost.NONE;
        };
    }

    /** Whether the cache had it. */
    public boolean isHit() {
        return this == NEAR_HIT || this == FAR_HIT || this == STALE;
    }
}
