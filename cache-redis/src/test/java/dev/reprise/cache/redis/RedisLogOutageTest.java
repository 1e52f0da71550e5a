package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.LogRecorder.EVERYTHING;
import static dev.reprise.cache.redis.LogRecorder.tag;
import static dev.reprise.cache.redis.RedisFixture.KEY;
import static dev.reprise.cache.redis.RedisFixture.await;
import static dev.reprise.cache.redis.RedisFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import dev.reprise.cache.Backend;
import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.LogRecord;
import dev.reprise.cache.LogRecord.Changed;
import dev.reprise.cache.Position;
import dev.reprise.cache.redis.testkit.TcpProxy;
import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;

/** Two nodes and a Redis that loses connections, records, or itself. */
@Timeout(60)
class RedisLogOutageTest {
    private static final String STREAM = "reprise:test:log:v1:{test}";

    private final RedisFixture redis = new RedisFixture();
    private final Logger logger = (Logger) LoggerFactory.getLogger(LogTail.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Backend node = redis.open(config(redis.server.url()));
    private final InvalidationLog here = node.log();
    private final InvalidationLog there = redis.open(config(redis.server.url())).log();
    private final LogRecorder seenHere = new LogRecorder();
    private final LogRecorder seenThere = new LogRecorder();

    RedisLogOutageTest() {
        logged.start();
        logger.addAppender(logged);
        here.follow(seenHere);
        there.follow(seenThere);
        here.append(tag("begin"));
        seenThere.awaitRecord(tag("begin"));
    }

    @AfterEach
    void close() {
        redis.close();
        logger.detachAppender(logged);
    }

    private void cutTails() {
        redis.server.command("CLIENT", "LIST").lines().filter(line -> line.contains(" name=reprise-log "))
                .map(line -> line.substring("id=".length(), line.indexOf(' ')))
                .forEach(id -> redis.server.command("CLIENT", "KILL", "ID", id));
    }

    private List<Level> levels() {
        return new ArrayList<>(logged.list).stream().map(ILoggingEvent::getLevel).toList();
    }

    @Test
    void read_tailsCutAgainAndAgain_missesNothing() {
        List<LogRecord> expected = new ArrayList<>(List.of(tag("begin")));
        for (int i = 0; i < 60; i++) {
            if (i % 20 == 10) {
                cutTails();
            }
            expected.add(tag("t" + i));
            assertThat(here.append(tag("t" + i))).isTrue();
        }

        seenThere.awaitRecord(tag("t59"));
        await("all are shown", () -> seenHere.records().size() == expected.size());
        assertThat(seenThere.records()).isEqualTo(expected);
        assertThat(seenHere.records()).isEqualTo(expected);
        assertThat(seenHere.positions()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void read_connectionHalfOpen_isFoundByItsSilenceAndMissesNothing() {
        try (TcpProxy line = TcpProxy.to(redis.server.port())) {
            InvalidationLog behind = redis.open(config(line.url())).log();
            LogRecorder seenBehind = new LogRecorder();
            behind.follow(seenBehind);
            seenBehind.awaitRecord(tag("begin"));

            line.blackHoleExisting();
            here.append(tag("unheard"));

            await("the lag shows", () -> !behind.lag().isZero());
            assertThat(seenBehind.records()).containsExactly(tag("begin"));
            seenBehind.awaitRecord(tag("unheard"));
            await("the lag is over", () -> behind.lag().isZero());
        }
    }

    @Test
    void read_changesWhileCut_missesNothing() {
        cutTails();
        here.append(new Changed(KEY));

        seenThere.awaitRecord(new Changed(KEY));
    }

    @Test
    void read_restartedEmpty_meansEverything() {
        Position before = there.position();

        redis.server.restart();

        seenHere.awaitRecord(EVERYTHING);
        seenThere.awaitRecord(EVERYTHING);
        assertThat(there.position()).isGreaterThan(before);
        await("Redis is asked again", node.tier(TextCodec.INSTANCE)::isAvailable);
        here.append(tag("end"));
        seenThere.awaitRecord(tag("end"));
        assertThat(seenThere.positions()).isSorted().doesNotHaveDuplicates();
        // Once each, or twice where both found out at the same time; and who comes later knows, too.
        assertThat(seenThere.records()).hasSizeBetween(3, 4);
        LogRecorder late = new LogRecorder();
        redis.open(config(redis.server.url())).log().follow(late);
        late.awaitRecord(tag("end"));
        assertThat(late.records()).startsWith(EVERYTHING).endsWith(tag("end"));
    }

    @Test
    void read_flushedWhileFollowing_meansEverything() {
        redis.server.flushAll();

        seenHere.awaitRecord(EVERYTHING);
        seenThere.awaitRecord(EVERYTHING);
        here.append(tag("end"));
        seenThere.awaitRecord(tag("end"));
    }

    @Test
    void read_streamOfTheFuture_isFollowedWhenItIsLost() {
        long future = System.currentTimeMillis() + 1_000_000;
        redis.server.command("XADD", STREAM, future + "-5", "v", "1", "what", "all", "tenant", "acme");
        await("it is read", () -> there.position().equals(new Position(future, 5)));

        redis.server.flushAll();

        seenHere.awaitRecord(EVERYTHING);
        seenThere.awaitRecord(EVERYTHING);
        assertThat(here.append(tag("end"))).isTrue();
        seenThere.awaitRecord(tag("end"));
        assertThat(there.position()).isGreaterThan(new Position(future, 6));
        assertThat(seenThere.positions()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void read_trimmedWhileCut_meansEverything() throws Exception {
        Gate gate = new Gate();
        seenThere.holdAt(gate);
        here.append(tag("t1"));
        gate.awaitReached();
        here.append(tag("t2"));
        here.append(tag("t3"));
        redis.server.command("XTRIM", STREAM, "MAXLEN", "1");
        cutTails();
        gate.open();

        seenThere.awaitRecord(tag("t3"));
        assertThat(seenThere.records()).containsExactly(tag("begin"), tag("t1"), EVERYTHING, tag("t3"));
    }

    @Test
    void read_trimmedAfterItWasRead_isNoLoss() {
        redis.server.command("XTRIM", STREAM, "MAXLEN", "0");
        cutTails();
        await("both follow again", () -> levels().stream().filter(Level.INFO::equals).count() == 2);
        here.append(tag("end"));
        seenThere.awaitRecord(tag("end"));

        assertThat(seenThere.records()).containsExactly(tag("begin"), tag("end"));
    }

    @Test
    void append_redisAway_appliesHereAndReachesOthersLater() {
        redis.server.kill();
        Position before = here.position();
        await("nobody asks Redis", () -> !node.tier(TextCodec.INSTANCE).isAvailable() || !here.append(tag("first")));

        assertThat(here.append(tag("away"))).isFalse();
        assertThat(here.append(new Changed(KEY))).isFalse();

        assertThat(seenHere.records()).endsWith(tag("away"), new Changed(KEY));
        assertThat(here.position()).isGreaterThan(before);
        await("the lag shows", () -> !here.lag().isZero());
        redis.server.restart();
        seenThere.awaitRecord(tag("away"));
        await("the lag is over", () -> here.lag().isZero());
        assertThat(seenHere.records()).containsOnlyOnce(tag("away"));
        assertThat(levels()).filteredOn(Level.INFO::equals).hasSize(2);
        assertThat(new ArrayList<>(logged.list)).filteredOn(it -> it.getFormattedMessage().startsWith("Cut off"))
                .hasSize(2);
    }

    @Test
    void append_redisHangs_appliesHereAndReachesOthersLater() {
        redis.server.pause();

        assertThat(here.append(tag("hangs"))).isFalse();
        assertThat(seenHere.records()).endsWith(tag("hangs"));
        await("the tail finds out", () -> levels().contains(Level.WARN));

        redis.server.resume();
        seenThere.awaitRecord(tag("hangs"));
    }

    @Test
    void append_redisFull_reachesOthersWhenThereIsRoom() {
        redis.server.command("CONFIG", "SET", "maxmemory", "1");
        assertThat(here.append(tag("full"))).isFalse();
        assertThat(here.append(tag("full"))).isFalse();
        assertThat(seenHere.records()).containsExactly(tag("begin"), tag("full"), tag("full"));

        redis.server.command("CONFIG", "SET", "maxmemory", "0");
        seenThere.awaitRecord(tag("full"));
        here.append(tag("end"));
        seenThere.awaitRecord(tag("end"));
        assertThat(seenThere.records()).containsExactly(tag("begin"), tag("full"), tag("end"));
        assertThat(seenHere.records()).hasSize(4);
    }

    @Test
    void append_moreThanIsQueued_meansEverythingToOthers() {
        redis.server.command("CONFIG", "SET", "maxmemory", "1");
        for (int i = 0; i <= Unsent.MOST; i++) {
            assertThat(here.append(tag("t" + i))).isFalse();
        }

        redis.server.command("CONFIG", "SET", "maxmemory", "0");
        seenThere.awaitRecord(EVERYTHING);
        assertThat(seenHere.records()).doesNotContain(EVERYTHING);
    }

    @Test
    void append_tailBusy_waitsForIt() throws Exception {
        Gate gate = new Gate();
        seenThere.holdAt(gate);
        here.append(tag("t1"));
        gate.awaitReached();

        Caller<Boolean> late = Caller.start(() -> there.append(tag("t2")));
        await("it is in the stream", () -> redis.server.command("XLEN", STREAM).equals("3"));
        assertThat(late.isDone()).isFalse();
        gate.open();

        assertThat(late.answer()).isTrue();
        assertThat(seenThere.records()).containsExactly(tag("begin"), tag("t1"), tag("t2"));
    }

    /** As a master does that acknowledges and fails before its replica has it. */
    @Test
    void append_lostBeforeAnybodyReadIt_isAppendedAgain() throws Exception {
        Gate gate = new Gate();
        seenThere.holdAt(gate);
        here.append(tag("t1"));
        gate.awaitReached();
        Caller<Boolean> acknowledged = Caller.start(() -> there.append(tag("lost")));
        await("it is in the stream", () -> redis.server.command("XLEN", STREAM).equals("3"));
        String id = redis.server.command("XREVRANGE", STREAM, "+", "-", "COUNT", "1").lines().findFirst().orElseThrow();
        redis.server.command("XDEL", STREAM, id);
        gate.open();
        assertThat(acknowledged.answer()).isTrue();

        LogRecorder late = new LogRecorder();
        redis.open(config(redis.server.url())).log().follow(late);
        late.awaitRecord(tag("lost"));
        // The first node has read what was lost, so it may miss it, and then takes everything for invalid.
        assertThat(seenThere.records()).startsWith(tag("begin"), tag("t1"), tag("lost")).containsOnlyOnce(tag("lost"));
    }
}
