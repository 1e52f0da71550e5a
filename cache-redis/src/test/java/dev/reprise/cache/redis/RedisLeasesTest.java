package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.KEY;
import static dev.reprise.cache.redis.RedisFixture.await;
import static dev.reprise.cache.redis.RedisFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.RedisClient;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Leases;
import dev.reprise.cache.Leases.Lease;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TierUnavailableException;

@Timeout(60)
class RedisLeasesTest {
    private static final String NAME = "reprise:test:lease:v1:acme:g1:course:d1";

    private final RedisFixture redis = new RedisFixture();
    private final List<GuardedRedis> clients = new ArrayList<>();
    private final List<Leases> opened = new ArrayList<>();
    private final Leases here = redis.open(config(redis.server.url())).leases();
    private final Leases there = redis.open(config(redis.server.url())).leases();

    @AfterEach
    void close() {
        opened.forEach(Leases::close);
        clients.forEach(GuardedRedis::close);
        redis.close();
    }

    /** Leases of a short life, on a client of their own whose end is a process's death to them. */
    private Leases open(Duration life) {
        GuardedRedis client = new GuardedRedis(RedisClient.create("127.0.0.1", redis.server.port()), () -> {}, "test",
                true, Duration.ofHours(1));
        clients.add(client);
        Leases leases = new RedisLeases(client, new Keyspace("test"), life);
        opened.add(leases);
        return leases;
    }

    private static Lease held(@Nullable Lease lease) {
        assertThat(lease).isNotNull();
        return Objects.requireNonNull(lease);
    }

    @Test
    void tryAcquire_heldByAnother_isNullUntilItIsClosed() {
        Lease lease = held(here.tryAcquire(KEY));

        assertThat(there.tryAcquire(KEY)).isNull();
        assertThat(here.tryAcquire(KEY)).isNull();
        held(there.tryAcquire(CacheKey.of("acme", "g1", "course", "d2", null)));
        assertThat(Long.parseLong(redis.server.command("PTTL", NAME))).isBetween(10_000L, 15_000L);

        lease.close();
        held(there.tryAcquire(KEY));
        lease.close();
        assertThat(here.tryAcquire(KEY)).isNull();
    }

    @Test
    void tryAcquire_otherNamespace_isItsOwn() {
        held(here.tryAcquire(KEY));

        held(redis.open(config(redis.server.url(), "other", Duration.ofMillis(500), true)).leases().tryAcquire(KEY));
    }

    @Test
    void close_heldByAnotherSince_leavesItAlone() {
        Lease lease = held(here.tryAcquire(KEY));
        redis.server.command("SET", NAME, "theirs");

        lease.close();

        assertThat(redis.server.command("GET", NAME)).isEqualTo("theirs");
    }

    @Test
    void close_interrupted_freesIt() {
        Lease lease = held(here.tryAcquire(KEY));
        Thread.currentThread().interrupt();

        lease.close();

        assertThat(Thread.interrupted()).isTrue();
        held(there.tryAcquire(KEY));
    }

    @Test
    void tryAcquire_holderDied_isGrantedWhenItsLifeIsOver() {
        held(open(Duration.ofMillis(300)).tryAcquire(KEY));
        assertThat(there.tryAcquire(KEY)).isNull();

        clients.get(0).close();

        await("it lapses", () -> there.tryAcquire(KEY) != null);
    }

    @Test
    void tryAcquire_holderLives_isRefusedForManyLives() {
        Lease lease = held(open(Duration.ofMillis(300)).tryAcquire(KEY));
        long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();

        await("five lives pass", () -> {
            assertThat(there.tryAcquire(KEY)).isNull();
            return System.nanoTime() > end;
        });
        lease.close();
        held(there.tryAcquire(KEY));
    }

    @Test
    void extend_takenByAnother_doesNotTouchTheirs() {
        Lease lease = held(open(Duration.ofMillis(90)).tryAcquire(KEY));
        redis.server.command("SET", NAME, "theirs", "PX", "500");

        await("theirs lapses", () -> redis.server.command("EXISTS", NAME).equals("0"));
        lease.close();
        held(there.tryAcquire(KEY));
    }

    @Test
    void anyCall_redisDown_isUnavailableAndCloseIsNot() {
        Lease lease = held(here.tryAcquire(KEY));
        redis.server.kill();

        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> there.tryAcquire(KEY));
        lease.close();
        here.close();
    }

    @Test
    void closeAll_held_freesThemAndGrantsNoMore() {
        held(here.tryAcquire(KEY));

        here.close();
        here.close();

        held(there.tryAcquire(KEY));
        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> here.tryAcquire(KEY));
    }

    @Test
    void findAndRemoveAll_leaseAndLog_areNoEntries() {
        held(here.tryAcquire(KEY));
        RedisTier<String> tier = redis.tier();
        List<CacheKey> seen = new ArrayList<>();

        tier.find(new Scope.All(Scope.EVERY_TENANT), seen::add);
        tier.removeAll(new Scope.All(Scope.EVERY_TENANT), seen::add);

        assertThat(seen).isEmpty();
        assertThat(redis.server.command("EXISTS", NAME)).isEqualTo("1");
    }
}
