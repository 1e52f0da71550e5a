package dev.reprise.cache.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.SharedCounters;
import dev.reprise.cache.SharedCounters.Batch;
import dev.reprise.cache.SharedCounters.Sums;

/** What all shared counters do. */
public abstract class SharedCountersContract {
    private static final Instant MINUTE = Instant.parse("2026-01-01T10:00:00Z");
    private static final Instant NOW = MINUTE.plusMillis(59_999);

    /** Counters that nobody has added to; always the same ones in a test, as another process would have them. */
    protected abstract SharedCounters open();

    @Test
    void read_neverAdded_isEmpty() {
        assertThat(open().read(NOW)).isEqualTo(new Sums(null, Map.of(), new TreeMap<>()));
    }

    @Test
    void add_twoRuns_isSummedForAll() {
        SharedCounters here = open();
        SharedCounters there = open();

        here.add(new Batch("a", 1, MINUTE.minusMillis(7), Map.of("hits", 3L, "kurs języka", 1L),
                Map.of(MINUTE, Map.of("hits", 3L))));
        there.add(new Batch("b", 9, MINUTE.minusSeconds(5), Map.of("hits", 1L << 60, "nanos", -4L), Map.of()));
        here.add(new Batch("a", 2, MINUTE, Map.of("nanos", 1L), Map.of(MINUTE, Map.of("hits", 2L, "misses", 1L))));

        Sums sums = there.read(NOW);
        assertThat(sums.total()).isEqualTo(Map.of("hits", (1L << 60) + 3, "kurs języka", 1L, "nanos", -3L));
        assertThat(sums.minutes()).isEqualTo(Map.of(MINUTE, Map.of("hits", 5L, "misses", 1L)));
        assertThat(sums.since()).isEqualTo(MINUTE.minusSeconds(5));
        assertThat(here.read(NOW)).isEqualTo(sums);
    }

    @Test
    void add_sameBatchAgain_countsOnce() {
        SharedCounters counters = open();
        Batch first = new Batch("a", 1, MINUTE, Map.of("hits", 1L), Map.of(MINUTE, Map.of("hits", 1L)));
        Batch second = new Batch("a", 3, MINUTE, Map.of("hits", 10L), Map.of(MINUTE, Map.of("hits", 10L)));
        counters.add(first);
        counters.add(first);
        open().add(first);
        counters.add(second);

        counters.add(first);
        open().add(second);

        assertThat(counters.read(NOW).total()).isEqualTo(Map.of("hits", 11L));
        assertThat(counters.read(NOW).minutes()).isEqualTo(Map.of(MINUTE, Map.of("hits", 11L)));
    }

    @Test
    void read_minutes_areThoseOfTheLastHour() {
        SharedCounters counters = open();
        Instant oldest = MINUTE.minus(Duration.ofMinutes(SharedCounters.MINUTES - 1));
        counters.add(new Batch("a", 1, MINUTE, Map.of(), Map.of(
                oldest.minusSeconds(60), Map.of("n", 1L),
                oldest, Map.of("n", 2L),
                MINUTE, Map.of("n", 3L))));

        assertThat(counters.read(NOW).minutes()).isEqualTo(Map.of(oldest, Map.of("n", 2L), MINUTE, Map.of("n", 3L)));
        assertThat(counters.read(NOW).minutes().firstKey()).isEqualTo(oldest);
        assertThat(counters.read(MINUTE).minutes()).hasSize(2);
        assertThat(counters.read(MINUTE.plusSeconds(60)).minutes()).isEqualTo(Map.of(MINUTE, Map.of("n", 3L)));
        assertThat(counters.read(MINUTE.minusMillis(1)).minutes()).doesNotContainKey(MINUTE);
    }

    @Test
    void add_manyAtOnceEachTwice_countsEachOnce() throws Exception {
        List<Caller<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SharedCounters counters = open();
            String run = "run-" + i;
            callers.add(Caller.start(() -> {
                for (int number = 1; number <= 25; number++) {
                    Batch batch = new Batch(run, number, MINUTE, Map.of("n", 1L, run, 1L),
                            Map.of(MINUTE, Map.of("n", 1L)));
                    counters.add(batch);
                    counters.add(batch);
                }
                return 0;
            }));
        }
        for (Caller<Integer> caller : callers) {
            assertThat(caller.answer()).isZero();
        }

        Sums sums = open().read(NOW);
        assertThat(sums.total()).isEqualTo(Map.of("n", 100L, "run-0", 25L, "run-1", 25L, "run-2", 25L, "run-3", 25L));
        assertThat(sums.minutes()).isEqualTo(Map.of(MINUTE, Map.of("n", 100L)));
    }
}
