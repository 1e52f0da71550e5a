package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.await;
import static dev.reprise.cache.redis.RedisFixture.config;
import static dev.reprise.cache.redis.RedisFixture.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.Scope;
import dev.reprise.cache.SharedCounters;
import dev.reprise.cache.SharedCounters.Batch;
import dev.reprise.cache.TierUnavailableException;
import dev.reprise.cache.redis.testkit.TcpProxy;
import dev.reprise.cache.testkit.SharedCountersContract;

@Timeout(60)
class RedisCountersTest extends SharedCountersContract {
    private static final Instant MINUTE = Instant.parse("2026-01-01T10:00:00Z");
    private static final String TOTAL = "reprise:test:counters:v1:figures:{test}";
    private static final String OF_MINUTE = "reprise:test:minutes:v1:figures:29454360:{test}";
    private static final String RUN = "reprise:test:runs:v1:figures:a:{test}";

    private final RedisFixture redis = new RedisFixture();

    @AfterEach
    void close() {
        redis.close();
    }

    @Override
    protected SharedCounters open() {
        return counters(redis.server.url());
    }

    private SharedCounters counters(URI url) {
        return redis.open(config(url, "test", Duration.ofMillis(200), true)).counters("figures");
    }

    @Test
    void add_anyBatch_isAtNamesOfItsOwnOfWhichOnlyTheTotalHasNoEnd() {
        open().add(batch(1, 5));

        assertThat(redis.server.command("KEYS", "*").lines()).containsExactlyInAnyOrder(TOTAL, OF_MINUTE, RUN);
        assertThat(redis.server.command("PTTL", TOTAL)).isEqualTo("-1");
        assertThat(Long.parseLong(redis.server.command("PTTL", OF_MINUTE))).isBetween(60 * 60_000L, 65 * 60_000L);
        assertThat(Long.parseLong(redis.server.command("PTTL", RUN))).isBetween(6 * 86_400_000L, 7 * 86_400_000L);
        assertThat(redis.server.command("HGET", TOTAL, "hits")).isEqualTo("5");
    }

    @Test
    void counters_otherNameOrNamespace_areOthers() {
        open().add(batch(1, 5));
        Backend.Config other = config(redis.server.url(), "other", Duration.ofMillis(500), true);

        assertThat(redis.open(config(redis.server.url())).counters("other").read(MINUTE).total()).isEmpty();
        assertThat(redis.open(other).counters("figures").read(MINUTE).total()).isEmpty();
    }

    @Test
    void clear_everything_leavesThemAndCountsThemNot() {
        open().add(batch(1, 5));
        CacheTier<String> tier = redis.tier();
        tier.put(RedisFixture.KEY, entry("value"));

        assertThat(tier.status().entries()).isEqualTo(1);
        tier.removeAll(new Scope.All(Scope.EVERY_TENANT), key -> {});
        assertThat(tier.get(RedisFixture.KEY)).isNull();
        assertThat(open().read(MINUTE).total()).isEqualTo(Map.of("hits", 5L));
    }

    @Test
    void add_answersLost_isTriedAgainAndCountsOnce() {
        try (TcpProxy line = TcpProxy.to(redis.server.port())) {
            SharedCounters counters = counters(line.url());
            counters.add(batch(1, 1));
            long last = addUntilAnAnswerIsLost(counters, line);
            String sum = String.valueOf(1 + 10 * (last - 1));
            await("it was added all the same", () -> redis.server.command("HGET", TOTAL, "hits").equals(sum));

            tryAgain(counters, batch(last, 10));
            tryAgain(counters, batch(last + 1, 100));
            long all = Long.parseLong(sum) + 100;
            assertThat(open().read(MINUTE).total()).isEqualTo(Map.of("hits", all));
            assertThat(open().read(MINUTE).minutes()).isEqualTo(Map.of(MINUTE, Map.of("hits", all)));
        }
    }

    /**
     * From 2 on; which one it was. The health check may find the closed connection first: then it is replaced, or Redis
     * is not asked for a while and the batch never sent.
     */
    private static long addUntilAnAnswerIsLost(SharedCounters counters, TcpProxy line) {
        for (long sequence = 2;; sequence++) {
            line.halfClose();
            try {
                counters.add(batch(sequence, 10));
            } catch (TierUnavailableException e) {
                if (String.valueOf(e.getMessage()).contains("end of stream")) {
                    return sequence;
                }
                tryAgain(counters, batch(sequence, 10));
            }
        }
    }

    @Test
    void add_arrivesLongAfterItTimedOut_countsOnce() {
        try (TcpProxy line = TcpProxy.to(redis.server.port())) {
            SharedCounters counters = counters(line.url());
            counters.add(batch(1, 1));
            line.delay(Duration.ofMinutes(1));
            assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> counters.add(batch(2, 10)));
            SharedCounters direct = open();
            direct.add(batch(2, 10));
            direct.add(batch(3, 100));
            String scripts = calls();

            // What was held back reaches Redis now.
            line.heal();

            await("it has arrived", () -> !calls().equals(scripts));
            assertThat(direct.read(MINUTE).total()).isEqualTo(Map.of("hits", 111L));
        }
    }

    @Test
    void add_redisFull_addsNothingUntilThereIsRoom() {
        SharedCounters counters = open();
        counters.add(batch(1, 1));
        redis.server.fill();

        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> counters.add(batch(2, 10)));
        assertThat(counters.read(MINUTE).total()).isEqualTo(Map.of("hits", 1L));

        redis.server.drain();
        counters.add(batch(2, 10));
        assertThat(counters.read(MINUTE).total()).isEqualTo(Map.of("hits", 11L));
    }

    @Test
    void addAndRead_redisGone_areUnavailableAndBeginAnewWhenItComesBackEmpty() {
        SharedCounters counters = open();
        counters.add(batch(1, 1));
        redis.server.kill();
        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> counters.add(batch(2, 10)));
        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> counters.read(MINUTE));

        redis.server.restart();
        tryAgain(counters, batch(2, 10));

        assertThat(counters.read(MINUTE).total()).isEqualTo(Map.of("hits", 10L));
        assertThat(counters.read(MINUTE).since()).isEqualTo(MINUTE.plusSeconds(2));
    }

    private static Batch batch(long number, long hits) {
        return new Batch("a", number, MINUTE.plusSeconds(number), Map.of("hits", hits),
                Map.of(MINUTE, Map.of("hits", hits)));
    }

    private static void tryAgain(SharedCounters counters, Batch batch) {
        await("it can be added", () -> {
            try {
                counters.add(batch);
                return true;
            } catch (TierUnavailableException e) {
                return false;
            }
        });
    }

    private String calls() {
        return redis.server.command("INFO", "commandstats").lines().filter(line -> line.startsWith("cmdstat_eval:"))
                .map(line -> line.replaceAll(",.*", "")).findFirst().orElse("");
    }
}
