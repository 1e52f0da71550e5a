package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.reprise.cache.testkit.FakeClock;

/** The small records: what they refuse and what they are when nothing is said. */
class PolicyTest {
    @Test
    void of_timeToLive_isNeverStaleAMinuteToLoadAnd64AtOnce() {
        assertThat(Policy.of(Duration.ofHours(2)))
                .isEqualTo(new Policy(Duration.ofHours(2), Duration.ZERO, Duration.ZERO, Duration.ZERO, true,
                        Duration.ofMinutes(1), 64, Integer.MAX_VALUE, Duration.ZERO, Long.MAX_VALUE,
                        Duration.ofDays(36_525)));
    }

    @ParameterizedTest
    @CsvSource({"PT0S, PT0S, PT1S, 1, timeToLive", "PT-1S, PT0S, PT1S, 1, timeToLive",
            "PT1S, PT-0.001S, PT1S, 1, staleIfError", "PT1S, PT0S, PT0S, 1, deadline",
            "PT1S, PT0S, PT-1S, 1, deadline", "PT1S, PT0S, PT1S, 0, concurrentLoads",
            "PT1S, PT0S, PT1S, -1, concurrentLoads"})
    void policy_outOfRange_isRefusedByName(Duration ttl, Duration stale, Duration deadline, int loads, String name) {
        assertThatThrownBy(() -> Policy.of(ttl).staleIfError(stale).deadline(deadline).concurrentLoads(loads))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + " must");
    }

    @Test
    void policy_queueOrMemoryOutOfRange_isRefusedByName() {
        Policy policy = Policy.of(Duration.ofHours(1));
        assertThatThrownBy(() -> policy.queuedLoads(-1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("queuedLoads must");
        assertThatThrownBy(() -> policy.failureMemory(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("failureMemory must");
        assertThatCode(() -> policy.queuedLoads(0)).doesNotThrowAnyException();
    }

    @Test
    void policy_least_isAccepted() {
        assertThatCode(() -> Policy.of(Duration.ofMillis(1)).deadline(Duration.ofMillis(1)).concurrentLoads(1))
                .doesNotThrowAnyException();
    }

    @Test
    void directives_none_demandNothing() {
        assertThat(Directives.NONE).isEqualTo(new Directives(false, false, false, null));
        assertThat(Directives.NONE.ruleOutAll()).isFalse();
    }

    @Test
    void cost_none_isNothing() {
        assertThat(Cost.NONE).isEqualTo(new Cost(Duration.ZERO, 0, 0, 0));
        assertThat(Loaded.of("value").cost()).isEqualTo(Cost.NONE);
    }

    /** Fresh from 1000 until 2000, then stale until 3000. */
    @ParameterizedTest
    @CsvSource({"0, FRESH", "1000, FRESH", "1999, FRESH", "2000, STALE", "2001, STALE", "2999, STALE",
            "3000, EXPIRED", "3001, EXPIRED", "9223372036854775807, EXPIRED", "-9223372036854775808, FRESH"})
    void freshness_anyInstant_isAsTheTableSays(long now, Freshness expected) {
        assertThat(Freshness.of(entry(1000, 2000, 3000), now)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1999, FRESH", "2000, EXPIRED", "2001, EXPIRED"})
    void freshness_withoutGrace_isNeverStale(long now, Freshness expected) {
        assertThat(Freshness.of(entry(1000, 2000, 2000), now)).isEqualTo(expected);
    }

    @Test
    void entry_builtFromMutableParts_keepsItsOwn() {
        byte[] hash = new byte[32];
        Entry<String> entry = new Entry<>("value", Set.of("tag"), hash, 1, 2, 3, Position.START, Cost.NONE);

        hash[0] = 1;
        entry.requestHash()[1] = 1;

        assertThat(entry.requestHash()).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0, 0, 0", "1, 0, 0, 9, 1", "0, 9, 1, 0, -1", "5, 1, 5, 2, -1", "5, 10, 5, 9, 1",
            "9, 0, 10, 0, -1", "1700000000000, 0, 999999999999, 0, 1"})
    void position_pairs_areOrderedByMajorThenMinor(long major, long minor, long otherMajor, long otherMinor,
            int order) {
        Position one = new Position(major, minor);
        Position other = new Position(otherMajor, otherMinor);

        assertThat(Integer.signum(one.compareTo(other))).isEqualTo(order);
        assertThat(Integer.signum(other.compareTo(one))).isEqualTo(-order);
        assertThat(one.isAfter(other)).isEqualTo(order > 0);
        assertThat(one.equals(other)).isEqualTo(order == 0);
    }

    @Test
    void position_toString_hasTheFormOfAStreamId() {
        assertThat(new Position(1700, 3)).hasToString("1700-3");
        assertThat(Position.START).hasToString("0-0");
    }

    @Test
    void inProcessLog_records_growInPositionWhateverTheClockDoes() {
        FakeClock clock = new FakeClock();
        InvalidationLog log = InvalidationLog.inProcess(clock);
        LogRecord record = new LogRecord.Invalidated(new Scope.All("acme"));
        Position last = log.position();
        for (Duration step : new Duration[]{Duration.ZERO, Duration.ofMillis(1), Duration.ofDays(-1), Duration.ZERO,
                Duration.ofDays(3)}) {
            clock.advance(step);
            Position before = log.position();
            assertThat(last.isAfter(before)).isFalse();
            assertThat(log.append(record)).isTrue();
            last = log.position();
            assertThat(last.isAfter(before)).isTrue();
        }
        assertThat(log.isShared()).isFalse();
        assertThat(log.lag()).isZero();
    }

    @Test
    void inProcessLog_follower_hasSeenARecordOnceItIsAppendedAndNoneAfterClose() {
        InvalidationLog log = InvalidationLog.inProcess(new FakeClock());
        StringBuilder seen = new StringBuilder();
        log.append(new LogRecord.Invalidated(new Scope.All("before")));
        log.follow((position, record) -> seen.append(position.minor()).append(record).append(';'));

        log.append(new LogRecord.Invalidated(new Scope.All("acme")));
        log.close();
        log.close();
        log.append(new LogRecord.Invalidated(new Scope.All("after")));

        assertThat(seen).hasToString("2Invalidated[scope=All[tenant=acme]];");
    }

    private static Entry<String> entry(long created, long freshUntil, long expires) {
        return new Entry<>("value", Set.of(), new byte[0], created, freshUntil, expires, Position.START, Cost.NONE);
    }
}
