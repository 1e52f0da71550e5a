package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.KEY;
import static dev.reprise.cache.redis.RedisFixture.await;
import static dev.reprise.cache.redis.RedisFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.Leases;
import dev.reprise.cache.Leases.Attempt;
import dev.reprise.cache.Leases.Lease;
import dev.reprise.cache.LogRecord;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TierUnavailableException;

@Timeout(60)
class RedisLeasesTest {
    private static final String NAME = "reprise:test:lease:v1:acme:g1:course:d1:{test}";

    private final RedisFixture redis = new RedisFixture();
    private final List<Backend> nodes = new ArrayList<>();
    private final Leases here = redis.open(config(redis.server.url())).leases();
    private final Leases there = redis.open(config(redis.server.url())).leases();

    @AfterEach
    void close() {
        nodes.forEach(Backend::close);
        redis.close();
    }

    /** Leases of a short life. */
    private Leases open(Duration life) {
        Backend node = new RedisBackend(config(redis.server.url()), InstantSource.system(), life);
        nodes.add(node);
        return node.leases();
    }

    private static Lease granted(Attempt attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Granted.class);
        return ((Attempt.Granted) attempt).lease();
    }

    private static void assertHeld(Attempt attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Held.class);
    }

    @Test
    void tryAcquire_heldByAnother_isRefusedUntilItIsClosed() {
        Lease lease = granted(here.tryAcquire(KEY));

        assertHeld(there.tryAcquire(KEY));
        assertHeld(here.tryAcquire(KEY));
        granted(there.tryAcquire(CacheKey.of("acme", "g1", "course", "d2", null)));
        assertThat(Long.parseLong(redis.server.command("PTTL", NAME))).isBetween(10_000L, 15_000L);

        lease.close();
        granted(there.tryAcquire(KEY));
        lease.close();
        assertHeld(here.tryAcquire(KEY));
    }

    @Test
    void tryAcquire_held_saysForHowLongAtMost() {
        Lease lease = granted(open(Duration.ofSeconds(7)).tryAcquire(KEY));

        assertThat(((Attempt.Held) there.tryAcquire(KEY)).atMost()).isBetween(Duration.ofSeconds(2),
                Duration.ofSeconds(7));
        lease.close();
    }

    @Test
    void tryAcquire_granted_saysWhetherItWasHeldAMomentAgo() {
        Attempt.Granted first = (Attempt.Granted) here.tryAcquire(KEY);
        first.lease().close();
        Attempt.Granted second = (Attempt.Granted) there.tryAcquire(KEY);

        assertThat(first.heldBefore()).isFalse();
        assertThat(second.heldBefore()).isTrue();
        assertThat(Long.parseLong(redis.server.command("PTTL", NAME))).isBetween(1L, 15_000L);
    }

    @Test
    void close_held_isAnnounced() {
        LogRecorder seenThere = new LogRecorder();
        InvalidationLog log = redis.open(config(redis.server.url())).log();
        log.follow(seenThere);
        log.append(LogRecorder.tag("follows"));
        Lease lease = granted(here.tryAcquire(KEY));

        lease.close();
        lease.close();

        seenThere.awaitRecord(new LogRecord.Freed(KEY));
        assertThat(seenThere.records()).containsOnlyOnce(new LogRecord.Freed(KEY));
    }

    @Test
    void append_changeWithALease_freesIt() {
        Backend node = redis.open(config(redis.server.url()));
        Lease lease = granted(node.leases().tryAcquire(KEY));

        assertThat(node.log().append(new LogRecord.Changed(KEY), lease)).isTrue();

        granted(there.tryAcquire(KEY)).close();
        lease.close();
        assertThat(redis.server.command("GET", NAME)).isEmpty();
    }

    @Test
    void tryAcquire_otherNamespace_isItsOwn() {
        granted(here.tryAcquire(KEY));

        granted(redis.open(config(redis.server.url(), "other", Duration.ofMillis(500), true)).leases().tryAcquire(KEY));
    }

    @Test
    void close_heldByAnotherSince_leavesItAlone() {
        Lease lease = granted(here.tryAcquire(KEY));
        redis.server.command("SET", NAME, "theirs");

        lease.close();

        assertThat(redis.server.command("GET", NAME)).isEqualTo("theirs");
    }

    @Test
    void close_interrupted_freesIt() {
        Lease lease = granted(here.tryAcquire(KEY));
        Thread.currentThread().interrupt();

        lease.close();

        assertThat(Thread.interrupted()).isTrue();
        granted(there.tryAcquire(KEY));
    }

    @Test
    void tryAcquire_holderDied_isGrantedWhenItsLifeIsOver() {
        redis.server.command("SET", NAME, "one who does not extend it", "PX", "300");
        assertHeld(there.tryAcquire(KEY));

        await("it lapses", () -> there.tryAcquire(KEY) instanceof Attempt.Granted);
    }

    @Test
    void tryAcquire_holderLives_isRefusedForManyLives() {
        Lease lease = granted(open(Duration.ofMillis(300)).tryAcquire(KEY));
        long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();

        await("five lives pass", () -> {
            assertHeld(there.tryAcquire(KEY));
            return System.nanoTime() > end;
        });
        lease.close();
        granted(there.tryAcquire(KEY));
    }

    @Test
    void extend_takenByAnother_doesNotTouchTheirs() {
        Lease lease = granted(open(Duration.ofMillis(90)).tryAcquire(KEY));
        redis.server.command("SET", NAME, "theirs", "PX", "500");

        await("theirs lapses", () -> redis.server.command("EXISTS", NAME).equals("0"));
        lease.close();
        granted(there.tryAcquire(KEY));
    }

    @Test
    void anyCall_redisDown_isUnavailableAndCloseIsNot() {
        Lease lease = granted(here.tryAcquire(KEY));
        redis.server.kill();

        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> there.tryAcquire(KEY));
        lease.close();
        here.close();
    }

    @Test
    void closeAll_held_freesThemAndGrantsNoMore() {
        granted(here.tryAcquire(KEY));

        here.close();
        here.close();

        granted(there.tryAcquire(KEY));
        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> here.tryAcquire(KEY));
    }

    @Test
    void findAndRemoveAll_leaseAndLog_areNoEntries() {
        granted(here.tryAcquire(KEY));
        RedisTier<String> tier = redis.tier();
        List<CacheKey> seen = new ArrayList<>();

        tier.find(new Scope.All(Scope.EVERY_TENANT), seen::add);
        tier.removeAll(new Scope.All(Scope.EVERY_TENANT), seen::add);

        assertThat(seen).isEmpty();
        assertThat(redis.server.command("EXISTS", NAME)).isEqualTo("1");
    }
}
