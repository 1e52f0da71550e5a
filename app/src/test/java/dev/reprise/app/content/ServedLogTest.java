package dev.reprise.app.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import dev.reprise.api.ContentType;
import dev.reprise.app.statistics.Served;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Cost;

/** How many lines are written, and what is in them. */
final class ServedLogTest {
    private static final CacheKey KEY = CacheKey.of("acme", "f", "lesson_content", "d1", null);
    private static final Cost COST = new Cost(Duration.ofMillis(1500), 100, 42, 7);
    private static final Duration TOOK = Duration.ofNanos(12_345);

    private final Logger logger = (Logger) LoggerFactory.getLogger(ServedLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T00:00:00Z"));
    private final ServedLog log = new ServedLog(now::get);

    @BeforeEach
    void listen() {
        lines.list = Collections.synchronizedList(new ArrayList<>());
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    @Test
    void write_hit_saysWhatItTookAndSaved() {
        write(Served.NEAR_HIT, 1);

        assertThat(lines.list).extracting(event -> event.getFormattedMessage() + ' ' + event.getKeyValuePairs())
                .containsExactly("served [type=\"lesson-content\", key=\"lesson_content:d1\", outcome=\"near_hit\","
                        + " took_ms=\"0.012\", saved_ms=\"1499.988\", saved_tokens=\"142\"]");
    }

    @Test
    void write_moreThanAreWritten_nextLineSaysHowManyWereLeftOut() {
        write(Served.NEAR_HIT, ServedLog.MOST_A_SECOND + 7);
        assertThat(lines.list).hasSize(ServedLog.MOST_A_SECOND).noneMatch(ServedLogTest::leavesOut);

        // Each outcome has its own share.
        write(Served.FAR_HIT, 1);
        assertThat(lines.list).hasSize(ServedLog.MOST_A_SECOND + 1).noneMatch(ServedLogTest::leavesOut);

        now.updateAndGet(it -> it.plusMillis(999));
        write(Served.NEAR_HIT, 3);
        assertThat(lines.list).hasSize(ServedLog.MOST_A_SECOND + 1);

        now.updateAndGet(it -> it.plusMillis(1));
        write(Served.NEAR_HIT, 2);
        assertThat(lines.list).hasSize(ServedLog.MOST_A_SECOND + 3);
        assertThat(leftOut(lines.list.get(ServedLog.MOST_A_SECOND + 1))).isEqualTo("10");
        assertThat(lines.list.getLast()).matches(it -> !leavesOut(it));
    }

    @Test
    void write_manyThreadsInOneSecond_countsExactly() {
        CompletableFuture.allOf(IntStream.range(0, 8)
                .mapToObj(_ -> CompletableFuture.runAsync(() -> write(Served.NEAR_HIT, 10_000)))
                .toArray(CompletableFuture<?>[]::new)).join();
        assertThat(lines.list).hasSize(ServedLog.MOST_A_SECOND);

        now.updateAndGet(it -> it.plusSeconds(1));
        write(Served.NEAR_HIT, 1);
        assertThat(leftOut(lines.list.getLast())).isEqualTo(String.valueOf(80_000 - ServedLog.MOST_A_SECOND));
    }

    @Test
    void write_whatIsLeftOut_allocatesNothing() {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        write(Served.NEAR_HIT, 10_000);
        long before = thread.getCurrentThreadAllocatedBytes();

        write(Served.NEAR_HIT, 100_000);

        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }

    @Test
    void write_levelAbove_writesNothing() {
        logger.setLevel(Level.WARN);

        write(Served.FAILED, 1);

        assertThat(lines.list).isEmpty();
    }

    private void write(Served how, int times) {
        for (int i = 0; i < times; i++) {
            log.write(ContentType.LESSON_CONTENT, KEY, how, TOOK, COST);
        }
    }

    private static boolean leavesOut(ILoggingEvent event) {
        return !leftOut(event).isEmpty();
    }

    private static String leftOut(ILoggingEvent event) {
        List<String> values = event.getKeyValuePairs().stream().filter(it -> it.key.equals("left_out"))
                .map(it -> it.value.toString()).toList();
        return String.join(" AND ", values);
    }
}
