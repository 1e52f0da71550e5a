package dev.reprise.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What all who share a store count most: names, whose counts lose half their weight every {@link #HALF_LIFE}. Holds a
 * bounded number of them, chosen as by Space-Saving (Metwally, Agrawal, El Abbadi, "Efficient computation of frequent and
 * top-k elements in data streams", ICDT 2005), so a name that makes up more than one in {@link #MOST} of what is counted
 * is always held. A name can carry a text for as long as it is held. Implementations are thread-safe.
 */
public interface SharedRanking {
    /** How many names are held. */
    int MOST = 200;

    /** After which time what was counted weighs half. */
    Duration HALF_LIFE = Duration.ofHours(6);

    /**
     * A name that is held.
     *
     * @param count how often it was counted at least, what is long ago weighing less
     */
    record Ranked(String name, double count) {
        /** The most counted first, equal ones by name. */
        public static final Comparator<Ranked> ORDER = Comparator.comparingDouble(Ranked::count).reversed()
                .thenComparing(Ranked::name);
    }

    /**
     * Counts names, each so often.
     *
     * @return those of them that are known to have been counted more than once and carry no text
     * @throws TierUnavailableException where the store did not answer; they may have been counted all the same
     */
    Set<String> add(Map<String, Long> counts);

    /**
     * Has a name carry a text; does nothing where it is not held.
     *
     * @throws TierUnavailableException where the store did not answer
     */
    void describe(String name, String text);

    /**
     * The names counted most, those first, at most {@code most}.
     *
     * @throws TierUnavailableException where they cannot be known
     */
    List<Ranked> top(int most);

    /**
     * The text that a name carries; empty where it has none or is not held.
     *
     * @throws TierUnavailableException where it cannot be known
     */
    Optional<String> text(String name);

    /** A ranking of this process alone, which ends with it. */
    static SharedRanking inProcess(InstantSource clock) {
        return new InProcessRanking(clock);
    }
}
