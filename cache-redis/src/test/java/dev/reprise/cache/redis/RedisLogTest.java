package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.LogRecorder.EVERYTHING;
import static dev.reprise.cache.redis.LogRecorder.tag;
import static dev.reprise.cache.redis.RedisFixture.KEY;
import static dev.reprise.cache.redis.RedisFixture.await;
import static dev.reprise.cache.redis.RedisFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.LogRecord;
import dev.reprise.cache.LogRecord.Changed;
import dev.reprise.cache.LogRecord.Invalidated;
import dev.reprise.cache.Position;
import dev.reprise.cache.Scope;

/** Two nodes and a Redis that answers. */
@Timeout(60)
class RedisLogTest {
    private static final String STREAM = "reprise:test:log:v1:{test}";

    private final RedisFixture redis = new RedisFixture();
    private final InvalidationLog here = open();
    private final InvalidationLog there = open();
    private final LogRecorder seenHere = new LogRecorder();
    private final LogRecorder seenThere = new LogRecorder();

    RedisLogTest() {
        here.follow(seenHere);
        there.follow(seenThere);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private InvalidationLog open() {
        return redis.open(config(redis.server.url())).log();
    }

    /** Once both follow, so that changes are news to both. */
    private void awaitFollowing() {
        here.append(tag("begin"));
        seenThere.awaitRecord(tag("begin"));
    }

    @Test
    void awaitCaughtUp_nothingYetOrManyRecords_waitsUntilAllWereRead() throws Exception {
        assertThat(here.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
        // More than are read at once.
        for (int i = 0; i < 2500; i++) {
            here.append(tag("t" + i));
        }

        InvalidationLog later = open();

        assertThat(later.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
        assertThat(later.position()).isEqualTo(here.position());
    }

    @Test
    void awaitCaughtUp_redisDoesNotAnswer_isFalse() throws Exception {
        redis.server.pause();
        try {
            assertThat(open().awaitCaughtUp(Duration.ofMillis(10))).isFalse();
        } finally {
            redis.server.resume();
        }
    }

    @Test
    void append_everyKindOfScope_isSeenInOrderOnceByBoth() {
        List<LogRecord> records = new ArrayList<>(List.of(new Invalidated(new Scope.Key("acme", "course", "d1")),
                new Invalidated(new Scope.Tag("acme", "kurs języka: 课程 🎓")),
                new Invalidated(new Scope.Type("*", "course")),
                new Invalidated(new Scope.Matching("acme", "co*:?1")), new Invalidated(new Scope.All("acme")),
                EVERYTHING));
        for (int i = 0; i < 50; i++) {
            records.add(tag("t" + i));
        }

        for (LogRecord record : records) {
            assertThat(here.append(record)).isTrue();
            assertThat(seenHere.records()).endsWith(record);
        }

        seenThere.awaitRecord(tag("t49"));
        assertThat(seenHere.records()).isEqualTo(records);
        assertThat(seenThere.records()).isEqualTo(records);
        assertThat(seenThere.positions()).isSorted().doesNotHaveDuplicates().isEqualTo(seenHere.positions());
        assertThat(here.isShared()).isTrue();
        assertThat(here.lag()).isZero();
    }

    @Test
    void append_invalidated_movesThePositionBeforeItReturns() {
        assertThat(here.position()).isEqualTo(Position.START);
        for (int i = 0; i < 50; i++) {
            Position before = here.position();
            here.append(tag("t" + i));

            assertThat(seenHere.positions()).hasSize(i + 1);
            assertThat(seenHere.positions().get(i)).isGreaterThan(before);
            assertThat(here.position()).isGreaterThanOrEqualTo(seenHere.positions().get(i));
        }
        await("the other node follows", () -> there.position().equals(here.position()));
    }

    @Test
    void append_changed_isSeenByBothOnceAndMovesNothing() {
        awaitFollowing();
        Position before = here.position();

        assertThat(here.append(new Changed(KEY))).isTrue();
        assertThat(seenHere.records()).containsExactly(tag("begin"), new Changed(KEY));
        seenThere.awaitRecord(new Changed(KEY));
        there.append(tag("end"));
        seenHere.awaitRecord(tag("end"));

        assertThat(seenHere.records()).containsExactly(tag("begin"), new Changed(KEY), tag("end"));
        assertThat(seenHere.positions().get(1)).isEqualTo(before);
    }

    @Test
    void follow_late_showsWhatWasInvalidatedBefore() {
        awaitFollowing();
        here.append(tag("again"));
        here.append(new Changed(KEY));
        here.append(tag("begin"));
        LogRecorder late = new LogRecorder();
        LogRecorder other = new LogRecorder();

        here.follow(late);
        open().follow(other);

        assertThat(late.records()).containsExactly(tag("again"), tag("begin"));
        assertThat(late.positions()).isEqualTo(List.of(seenHere.positions().get(1), seenHere.positions().get(3)));
        await("a new node reads the log", () -> endsWithLast(other.records()));
        assertThat(other.records()).doesNotContain(new Changed(KEY));
    }

    /** Whether it was all shown, as it came or only the last of each. */
    private static boolean endsWithLast(List<LogRecord> records) {
        int size = records.size();
        return size >= 2 && records.subList(size - 2, size).equals(List.of(tag("again"), tag("begin")));
    }

    @Test
    void follow_followerThrows_othersAndLaterRecordsAreShown() {
        InvalidationLog log = open();
        log.follow((position, record) -> {
            throw new IllegalStateException("a follower's mistake");
        });
        LogRecorder second = new LogRecorder();
        log.follow(second);

        assertThat(log.append(tag("t1"))).isTrue();
        assertThat(log.append(tag("t2"))).isTrue();

        assertThat(second.records()).containsExactly(tag("t1"), tag("t2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v 2 what tag tenant acme tag x", "v 1 what planet tenant acme", "v 1 what tag tag x",
            "foreign field"})
    void read_unknownRecord_meansEverything(String fields) {
        awaitFollowing();
        List<String> command = new ArrayList<>(List.of("XADD", STREAM, "*"));
        command.addAll(List.of(fields.split(" ")));
        redis.server.command(command.toArray(String[]::new));

        seenHere.awaitRecord(EVERYTHING);
        here.append(tag("end"));
        seenThere.awaitRecord(tag("end"));
        assertThat(seenThere.records()).containsExactly(tag("begin"), EVERYTHING, tag("end"));
    }

    @Test
    void read_unknownChange_isPassedBy() {
        awaitFollowing();
        redis.server.command("XADD", "reprise:test:changes:v1:{test}", "*", "v", "1", "what", "changed", "key",
                "no key");
        here.append(new Changed(KEY));

        seenThere.awaitRecord(new Changed(KEY));
        assertThat(seenThere.records()).containsExactly(tag("begin"), new Changed(KEY));
    }

    /** Other versions read it. */
    @Test
    void append_anything_hasTheDocumentedForm() {
        here.append(new Invalidated(new Scope.Key("acme", "course", "d1")));
        here.append(new Invalidated(new Scope.Matching("*", "co*")));
        here.append(new Changed(KEY));

        assertThat(fields(STREAM)).containsExactly("tenant acme what key type course digest d1",
                "tenant * what pattern pattern co*");
        assertThat(fields("reprise:test:changes:v1:{test}")).containsExactly("what changed key acme:g1:course:d1");
    }

    private List<String> fields(String stream) {
        String records = redis.server.command("XRANGE", stream, "-", "+").replace('\n', ' ') + ' ';
        return Pattern.compile("\\d+-\\d+ v 1 (.*?) origin [0-9a-f-]{36} ").matcher(records).results()
                .map(match -> match.group(1)).toList();
    }

    @Test
    void append_otherNamespace_isNotSeen() {
        InvalidationLog other = redis
                .open(config(redis.server.url(), "other", Duration.ofMillis(500), true)).log();
        other.append(tag("theirs"));
        awaitFollowing();

        assertThat(seenThere.records()).containsExactly(tag("begin"));
    }

    @Test
    void append_anything_isTrimmedByAge() {
        // Redis takes ids of its clock's past and future; here everything is 63 days older than what comes.
        long now = System.currentTimeMillis();
        for (int i = 0; i < 500; i++) {
            redis.server.command("XADD", STREAM, now - Duration.ofDays(63).toMillis() + "-" + (i + 1), "v", "1", "what",
                    "tag", "tenant", "acme", "tag", "old");
        }
        awaitFollowing();
        here.append(tag("end"));

        assertThat(Long.parseLong(redis.server.command("XLEN", STREAM))).isLessThan(400);
        seenThere.awaitRecord(tag("end"));
        assertThat(seenThere.records()).doesNotContain(EVERYTHING);
    }

    @Test
    void close_twice_leavesNoThreadAndNoConnection() {
        await("both read", () -> tails() == 2);

        redis.close(here);
        redis.close(there);
        here.close();

        await("no connection is left", () -> tails() == 0);
        await("no thread is left", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("reprise-redis")));
        assertThat(here.append(tag("late"))).isFalse();
        assertThat(seenHere.records()).isEmpty();
    }

    private long tails() {
        return redis.connections("reprise-log");
    }
}
