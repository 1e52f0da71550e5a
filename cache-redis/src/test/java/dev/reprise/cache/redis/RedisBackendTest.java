package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.KEY;
import static dev.reprise.cache.redis.RedisFixture.await;
import static dev.reprise.cache.redis.RedisFixture.config;
import static dev.reprise.cache.redis.RedisFixture.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.Leases;
import dev.reprise.cache.LogRecord;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TierUnavailableException;

class RedisBackendTest {
    private final RedisFixture redis = new RedisFixture();

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void open_byUrl_findsTheProvider() {
        try (Backend backend = Backend.open(config(redis.server.url()))) {
            CacheTier<String> tier = backend.tier(TextCodec.INSTANCE);
            tier.put(KEY, entry("value"));
            assertThat(tier.get(KEY)).isNotNull();
            assertThat(backend.log().isShared()).isTrue();
            assertThat(backend.leases().tryAcquire(KEY)).isNotNull();
        }
    }

    @Test
    void open_unknownScheme_namesTheKnownOnes() {
        assertThatIllegalArgumentException().isThrownBy(() -> Backend.open(config(URI.create("memcached://h"))))
                .withMessageContaining("redis, rediss");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://:s3cret@host:port", "redis:///1", "redis://:s3cret@h/database"})
    void open_badUrl_failsWithoutRepeatingIt(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> Backend.open(config(URI.create(url))))
                .withMessageNotContaining("s3cret");
    }

    @Test
    void open_userAndDatabase_areUsed() {
        redis.server.command("ACL", "SETUSER", "alice", "on", ">p@ss:word", "~*", "+@all");
        URI url = URI.create("redis://alice:p%40ss%3Aword@127.0.0.1:" + redis.server.port() + "/3");

        redis.tier(config(url)).put(KEY, entry("value"));

        assertThat(redis.server.command("INFO", "keyspace")).contains("db3:keys=1");
        assertThat(redis.server.command("CLIENT", "LIST")).contains(" name=reprise ").contains(" user=alice ");
    }

    /** What the README says that a user must be allowed. */
    @Test
    void open_userWithFewCommands_isEnough() {
        List<String> user = new ArrayList<>(
                List.of("ACL", "SETUSER", "bob", "on", ">secret", "~reprise:test:*", "-@all"));
        Stream.of("GET SET PTTL PEXPIRE UNLINK SCAN PING INFO XADD XREAD XRANGE XINFO EVAL".split(" ", -1))
                .forEach(command -> user.add("+" + command.toLowerCase(Locale.ROOT)));
        redis.server.command(user.toArray(String[]::new));
        Backend backend = redis.open(config(URI.create("redis://bob:secret@127.0.0.1:" + redis.server.port())));
        CacheTier<String> tier = backend.tier(TextCodec.INSTANCE);
        LogRecorder seen = new LogRecorder();
        backend.log().follow(seen);

        Leases.Attempt attempt = backend.leases().tryAcquire(KEY);
        tier.put(KEY, entry("value", "tag"));
        assertThat(backend.log().append(new LogRecord.Changed(KEY), ((Leases.Attempt.Granted) attempt).lease()))
                .isTrue();
        assertThat(tier.getAll(List.of(KEY))).containsKey(KEY);
        assertThat(backend.log().append(LogRecorder.tag("tag"))).isTrue();
        List<CacheKey> removed = new ArrayList<>();
        tier.removeAll(new Scope.Tag("acme", "tag"), removed::add);

        assertThat(removed).containsExactly(KEY);
        assertThat(tier.status().available()).isTrue();
        assertThat(tier.status().failures()).isZero();
        seen.awaitRecord(LogRecorder.tag("tag"));
        assertThat(backend.log().lag()).isZero();
    }

    @Test
    void close_twice_leavesNoConnectionAndNoThread() {
        Backend backend = redis.open(config(redis.server.url()));
        CacheTier<String> tier = backend.tier(TextCodec.INSTANCE);
        tier.put(KEY, entry("value"));
        assertThat(redis.connections()).isPositive();
        await("the log is followed", () -> redis.connections("reprise-log") == 1);

        backend.close();
        backend.close();

        await("no connection is left", () -> redis.connections() == 0 && redis.connections("reprise-log") == 0);
        await("no thread is left", () -> Thread.getAllStackTraces()
                .keySet()
                .stream()
                .map(Thread::getName)
                .noneMatch(name -> name.startsWith("reprise-redis") || name.contains("evictor")));
        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> tier.get(KEY));
        assertThat(tier.isAvailable()).isFalse();
        assertThat(tier.status().available()).isFalse();
    }

    @Test
    void close_redisHanging_doesNotWait() {
        Backend backend = redis.open(config(redis.server.url(), "test", Duration.ofHours(1), true));
        await("the first connection", () -> redis.connections() > 0);
        redis.server.pause();

        backend.close();
    }
}
