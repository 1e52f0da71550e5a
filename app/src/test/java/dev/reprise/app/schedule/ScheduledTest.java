package dev.reprise.app.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.Backend;
import dev.reprise.cache.SharedText;
import dev.reprise.cache.TierUnavailableException;
import dev.reprise.cache.redis.testkit.RedisServer;

final class ScheduledTest {
    private static final Schedule NIGHTLY = new Schedule("0 3 * * *", ZoneOffset.UTC);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T02:59:59Z"));
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void look_beforeAtAndAfterTheTime_doesItOnce() {
        Scheduled node = node(SharedText.inProcess());

        node.look();
        assertThat(done).hasValue(0);
        advance(Duration.ofSeconds(1));
        node.look();
        assertThat(done).hasValue(1);
        advance(Duration.ofHours(23));
        node.look();
        assertThat(done).hasValue(1);
        advance(Duration.ofHours(1));
        node.look();
        assertThat(done).hasValue(2);
    }

    @Test
    void look_severalTimesMissed_doesItOnceForTheLast() {
        SharedText text = SharedText.inProcess();
        Scheduled node = node(text);
        advance(Duration.ofDays(3).plusHours(5));

        node.look();
        node.look();

        assertThat(done).hasValue(1);
        assertThat(text.read()).isEqualTo("2026-03-04T03:00:00Z");
    }

    @Test
    void look_workThrows_isTriedAgainAtTheNextTime() {
        Scheduled node = new Scheduled("Work", NIGHTLY, SharedText.inProcess(), () -> {
            done.incrementAndGet();
            throw new IllegalStateException("as told");
        }, now::get);
        for (int i = 0; i < 2; i++) {
            advance(Duration.ofDays(1));
            node.look();
        }

        assertThat(done).hasValue(2);
    }

    @Test
    void look_storeAway_leavesItOut() {
        Scheduled node = node(new SharedText() {
            @Override
            public String read() {
                throw new TierUnavailableException("as told", null);
            }

            @Override
            public boolean replace(String expected, String text) {
                throw new TierUnavailableException("as told", null);
            }
        });
        advance(Duration.ofSeconds(1));

        node.look();

        assertThat(done).hasValue(0);
    }

    @Test
    void look_manyNodesOnOneRedisAtOnce_oneDoesIt() {
        try (RedisServer redis = RedisServer.start();
                Backend one = Backend.open(Backend.Config.of(redis.url()));
                Backend other = Backend.open(Backend.Config.of(redis.url()))) {
            List<Scheduled> nodes = List.of(node(one.text("warm-up")), node(other.text("warm-up")),
                    node(one.text("warm-up")), node(other.text("warm-up")));
            for (int day = 1; day <= 20; day++) {
                advance(Duration.ofDays(1));
                CompletableFuture.allOf(
                        nodes.stream().map(node -> CompletableFuture.runAsync(node::look))
                                .toArray(CompletableFuture<?>[]::new))
                        .join();

                assertThat(done).hasValue(day);
            }
            // One that is late, or has just started.
            Scheduled late = node(one.text("warm-up"));
            advance(Duration.ofDays(1));
            nodes.getFirst().look();
            late.look();
            assertThat(done).hasValue(21);
        }
    }

    private Scheduled node(SharedText text) {
        return new Scheduled("Work", NIGHTLY, text, done::incrementAndGet, now::get);
    }

    private void advance(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }
}
