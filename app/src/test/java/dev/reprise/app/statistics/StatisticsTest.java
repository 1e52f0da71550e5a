package dev.reprise.app.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.reprise.api.ContentType;
import dev.reprise.cache.SharedCounters;
import dev.reprise.cache.SharedCounters.Batch;
import dev.reprise.cache.SharedCounters.Sums;
import dev.reprise.cache.TierUnavailableException;

/** What one node counts, and what the fleet makes of it. */
final class StatisticsTest {
    private static final Instant START = Instant.parse("2026-01-01T10:00:30Z");

    private final Traffic traffic = new Traffic();
    private final SharedCounters counters = SharedCounters.inProcess();
    private Instant now = START;

    @Test
    void report_knownRequests_saysExactlyWhatTheyWere() {
        Statistics node = new Statistics(() -> now);
        for (int minute = 0; minute < 3; minute++) {
            traffic.send(node, now, 4000);
            now = now.plus(Duration.ofMinutes(1));
        }

        traffic.assertCountedBy(node.report());
        assertThat(node.report().since()).isEqualTo(START);
    }

    @Test
    void report_ofThreeNodes_isOfAllTheirRequestsAsIfOneHadServedThem() {
        List<Statistics> nodes = new ArrayList<>();
        List<Fleet> fleets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Statistics node = new Statistics(() -> now);
            nodes.add(node);
            fleets.add(new Fleet(node, counters, () -> now));
            now = now.plusMillis(10);
        }
        for (int round = 0; round < 6; round++) {
            // Each has served another part, and some have published before.
            traffic.send(nodes.get(round % 3), now, 1500);
            traffic.send(nodes.get(2), now, 10);
            fleets.get(round % 2).report();
            now = now.plusSeconds(25);
        }

        fleets.forEach(Fleet::report);

        fleets.forEach(fleet -> traffic.assertCountedBy(fleet.report()));
        assertThat(fleets.getLast().report().since()).isEqualTo(START);
        assertThat(nodes.getFirst().report().type(ContentType.EXERCISES).requests())
                .isLessThan(fleets.getFirst().report().type(ContentType.EXERCISES).requests());
    }

    @Test
    void report_nodeRestarted_keepsWhatItHadPublishedAndCountsNothingTwice() {
        Statistics before = new Statistics(() -> now);
        traffic.send(before, now, 500);
        new Fleet(before, counters, () -> now).close();
        now = now.plusSeconds(90);

        Statistics after = new Statistics(() -> now);
        Fleet fleet = new Fleet(after, counters, () -> now);
        traffic.assertCountedBy(fleet.report());
        traffic.send(after, now, 500);

        traffic.assertCountedBy(fleet.report());
        traffic.assertCountedBy(fleet.report());
        assertThat(fleet.report().since()).isEqualTo(START);
    }

    @Test
    void report_publishedOrNotWhileTheStoreIsAway_losesAndDoublesNothing() {
        Statistics node = new Statistics(() -> now);
        Faulty faulty = new Faulty();
        Fleet fleet = new Fleet(node, faulty, () -> now);
        for (Faulty.State state : List.of(Faulty.State.WELL, Faulty.State.TAKES_AND_FAILS, Faulty.State.AWAY,
                Faulty.State.AWAY, Faulty.State.WELL, Faulty.State.TAKES_AND_FAILS, Faulty.State.TAKES_AND_FAILS)) {
            faulty.state = state;
            traffic.send(node, now, 300);
            if (state == Faulty.State.WELL) {
                traffic.assertCountedBy(fleet.report());
            } else {
                assertUnavailable(fleet);
            }
            now = now.plus(Duration.ofMinutes(2));
        }
        faulty.state = Faulty.State.WELL;

        traffic.assertCountedBy(fleet.report());
    }

    @Test
    void report_nothingServed_isOfNothing() {
        Report report = new Fleet(new Statistics(() -> now), counters, () -> now).report();

        assertThat(report.since()).isEqualTo(START);
        assertThat(report.minutes()).isEmpty();
        assertThat(report.all()).hasSize(5).allMatch(it -> it.requests() == 0);
    }

    @Test
    void report_numbersOfAnotherVersion_areLeftOut() {
        Fleet fleet = new Fleet(new Statistics(() -> now), counters, () -> now);
        counters.add(new Batch("a", 1, START, Map.of("poems:near_hit:5", 1L, "exercises:guessed:5", 1L,
                "exercises:near_hit", 1L, "exercises:near_hit:fast", 1L, "exercises", 1L, "exercises:saved:joules", 1L,
                "exercises:far_hit:77", 2L), Map.of()));

        Measured exercises = fleet.report().type(ContentType.EXERCISES);
        assertThat(exercises.requests()).isEqualTo(2);
        assertThat(exercises.latency(Served.FAR_HIT).p50()).isEqualTo(Duration.ofNanos(77));
    }

    private static void assertUnavailable(Fleet fleet) {
        assertThatExceptionOfType(TierUnavailableException.class)
                .isThrownBy(fleet::report);
    }

    /** Counters of a store that may be away, or take what it is given and not say so. */
    private final class Faulty implements SharedCounters {
        enum State {
            WELL, AWAY, TAKES_AND_FAILS
        }

        State state = State.WELL;

        @Override
        public void add(Batch batch) {
            if (state != State.AWAY) {
                counters.add(batch);
            }
            fail();
        }

        @Override
        public Sums read(Instant minute) {
            fail();
            return counters.read(minute);
        }

        private void fail() {
            if (state != State.WELL) {
                throw new TierUnavailableException("told to", null);
            }
        }
    }
}
