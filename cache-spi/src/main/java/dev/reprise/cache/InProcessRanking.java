package dev.reprise.cache;

import java.time.InstantSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** A ranking in a map. */
final class InProcessRanking implements SharedRanking {
    private final InstantSource clock;

    /** All is guarded by {@code this}. */
    private final Map<String, Counted> held = new HashMap<>();
    private long agedMillis;

    InProcessRanking(InstantSource clock) {
        this.clock = clock;
        agedMillis = clock.millis();
    }

    /** What is known of a name. */
    private static final class Counted {
        double count;
        /** By how much that may be too much: the count of the name whose place this one took. */
        double error;
        @Nullable
        String text;

        Ranked ranked(String name) {
            return new Ranked(name, count - error);
        }
    }

    @Override
    public synchronized Set<String> add(Map<String, Long> counts) {
        age();
        Set<String> bare = new HashSet<>();
        counts.forEach((name, count) -> {
            Counted it = held.get(name);
            if (it == null) {
                it = place();
                held.put(name, it);
            }
            it.count += count;
            if (it.text == null && it.count - it.error > 1) {
                bare.add(name);
            }
        });
        bare.retainAll(held.keySet());
        return bare;
    }

    /** A place for one more, that of the least counted where all are taken. */
    private Counted place() {
        Counted place = new Counted();
        if (held.size() >= MOST) {
            Map.Entry<String, Counted> least = Collections.min(held.entrySet(),
                    Comparator.comparingDouble(it -> it.getValue().count));
            held.remove(least.getKey());
            place.count = least.getValue().count;
            place.error = place.count;
        }
        return place;
    }

    @Override
    public synchronized void describe(String name, String text) {
        Counted it = held.get(name);
        if (it != null) {
            it.text = text;
        }
    }

    @Override
    public synchronized List<Ranked> top(int most) {
        age();
        return held.entrySet().stream().map(it -> it.getValue().ranked(it.getKey()))
                .sorted(Ranked.ORDER).limit(most)
                .toList();
    }

    @Override
    public synchronized Optional<String> text(String name) {
        Counted it = held.get(name);
        return it == null ? Optional.empty() : Optional.ofNullable(it.text);
    }

    private void age() {
        long now = clock.millis();
        if (now > agedMillis) {
            double weight = Math.pow(0.5, (double) (now - agedMillis) / HALF_LIFE.toMillis());
            held.values().forEach(it -> {
                it.count *= weight;
                it.error *= weight;
            });
            agedMillis = now;
        }
    }
}
