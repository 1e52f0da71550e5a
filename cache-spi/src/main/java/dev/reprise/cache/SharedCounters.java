package dev.reprise.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Numbers that all who share a store add to: in total, for as long as the store keeps them, and by minute for an hour.
 * What is added counts once, also if it is added again because nobody knows what became of it. Implementations are
 * thread-safe.
 */
public interface SharedCounters {
    /** How many minutes can be read: the one that goes on and those before it. */
    int MINUTES = 60;

    /**
     * What one process adds at once.
     *
     * @param run who adds; a name that no other has or had, so that a restart needs a new one
     * @param number higher than that of the batch before of the same run; above 0
     * @param since from when on it was counted
     * @param total what to add to which number; no name is empty
     * @param minutes the same for single minutes, by their start; they need not have the names of the total
     */
    record Batch(String run, long number, Instant since, Map<String, Long> total,
            Map<Instant, Map<String, Long>> minutes) {
        /** @throws IllegalArgumentException where a name is empty, the number below 1, or a minute not whole */
        public Batch {
            if (number < 1) {
                throw new IllegalArgumentException("number " + number);
            }
            total = named(total);
            Map<Instant, Map<String, Long>> copy = new HashMap<>();
            minutes.forEach((minute, counts) -> {
                if (!minute.equals(minute.truncatedTo(ChronoUnit.MINUTES))) {
                    throw new IllegalArgumentException("no start of a minute: " + minute);
                }
                copy.put(minute, named(counts));
            });
            minutes = Map.copyOf(copy);
        }

        private static Map<String, Long> named(Map<String, Long> counts) {
            if (counts.containsKey("")) {
                throw new IllegalArgumentException("a number without a name");
            }
            return Map.copyOf(counts);
        }
    }

    /**
     * What all have added.
     *
     * @param since the earliest from when on anything in the total was counted, to the millisecond; null where there is
     *        nothing
     * @param total each number by its name
     * @param minutes the same for each of the last {@link #MINUTES} that has any, by its start
     */
    record Sums(@Nullable Instant since, Map<String, Long> total, SortedMap<Instant, Map<String, Long>> minutes) {
        public Sums {
            total = Map.copyOf(total);
            minutes = Collections.unmodifiableSortedMap(new TreeMap<>(minutes));
        }
    }

    /**
     * Adds a batch, all of it or nothing, unless it or a later one of its run was added before.
     *
     * @throws TierUnavailableException where the store did not answer; it may have been added all the same. Then the same
     *         batch is to be added again, within a week, before the next of its run
     */
    void add(Batch batch);

    /**
     * The sums as they are.
     *
     * @param now whose minute is the last that is read
     * @throws TierUnavailableException where they cannot be known
     */
    Sums read(Instant now);

    /** Counters of this process alone, which end with it. */
    static SharedCounters inProcess() {
        return new SharedCounters() {
            // All guarded by this.
            private final Map<String, Long> added = new HashMap<>();
            private final Map<String, Long> total = new HashMap<>();
            private final TreeMap<Instant, Map<String, Long>> minutes = new TreeMap<>();
            private @Nullable Instant since;

            @Override
            public synchronized void add(Batch batch) {
                if (added.getOrDefault(batch.run(), 0L) >= batch.number()) {
                    return;
                }
                added.put(batch.run(), batch.number());
                Instant from = batch.since().truncatedTo(ChronoUnit.MILLIS);
                since = since == null || from.isBefore(since) ? from : since;
                batch.total().forEach((name, count) -> total.merge(name, count, Long::sum));
                batch.minutes().forEach((minute, counts) -> {
                    Map<String, Long> sums = minutes.computeIfAbsent(minute, start -> new HashMap<>());
                    counts.forEach((name, count) -> sums.merge(name, count, Long::sum));
                });
                if (!minutes.isEmpty()) {
                    minutes.headMap(first(minutes.lastKey())).clear();
                }
            }

            @Override
            public synchronized Sums read(Instant now) {
                SortedMap<Instant, Map<String, Long>> last = new TreeMap<>();
                minutes.subMap(first(now), true, now, true)
                        .forEach((minute, counts) -> last.put(minute, Map.copyOf(counts)));
                return new Sums(since, total, last);
            }

            private static Instant first(Instant now) {
                return now.truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(MINUTES - 1));
            }
        };
    }
}
