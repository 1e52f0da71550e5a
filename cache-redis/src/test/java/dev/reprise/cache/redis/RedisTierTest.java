package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.KEY;
import static dev.reprise.cache.redis.RedisFixture.NAME;
import static dev.reprise.cache.redis.RedisFixture.config;
import static dev.reprise.cache.redis.RedisFixture.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TierStatus;
import dev.reprise.cache.TierUnavailableException;

/** What this tier does beyond the contract of all tiers, on a Redis that answers. */
class RedisTierTest {
    private final RedisFixture redis = new RedisFixture();
    private final RedisTier<String> tier = redis.tier();

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void put_entry_isOneKeyThatExpires() {
        tier.put(KEY, entry("value"));

        assertThat(redis.server.command("KEYS", "*")).isEqualTo(NAME);
        assertThat(Long.parseLong(redis.server.command("PTTL", NAME))).isBetween(100_000L, 120_000L);
    }

    @Test
    void put_entryForCenturies_isKeptForYears() {
        Entry<String> e = entry("value");
        tier.put(KEY, new Entry<>("value", e.tags(), e.requestHash(), 0, Long.MAX_VALUE, Long.MAX_VALUE, e.position(),
                e.cost()));

        assertThat(tier.get(KEY)).isNotNull();
        assertThat(Long.parseLong(redis.server.command("TTL", NAME))).isGreaterThan(Duration.ofDays(3649).toSeconds());
    }

    @Test
    void get_otherBackendPut_findsIt() {
        tier.put(KEY, entry("value", "tag"));

        Entry<String> entry = redis.tier().get(KEY);

        assertThat(entry).isNotNull();
        assertThat(entry.value()).isEqualTo("value");
        assertThat(entry.tags()).containsExactly("tag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "RPRS", "{\"value\": 1}"})
    void get_foreignBytes_isAbsentAndCounted(String foreign) {
        redis.server.command("SET", NAME, foreign);

        assertThat(tier.get(KEY)).isNull();
        assertThat(tier.status().unreadable()).isEqualTo(1);
        assertThat(tier.status().failures()).isZero();
    }

    @Test
    void get_damagedEnvelope_isAbsentAndCounted() {
        byte[] name = NAME.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new Envelope(null).encode(name, entry("value"), TextCodec.INSTANCE);
        try (Jedis jedis = new Jedis(redis.server.url())) {
            jedis.set(name, Arrays.copyOf(bytes, bytes.length - 1));
            assertThat(tier.get(KEY)).isNull();
            bytes[4] = 2;
            jedis.set(name, bytes);
            assertThat(tier.get(KEY)).isNull();
        }
        assertThat(tier.status().unreadable()).isEqualTo(2);
    }

    @Test
    void get_wrongType_isAbsentAndCountedAndReplaceable() {
        redis.server.command("HSET", NAME, "field", "value");

        for (int i = 0; i < 20; i++) {
            assertThat(tier.get(KEY)).isNull();
        }
        assertThat(tier.status().unreadable()).isEqualTo(20);
        assertThat(tier.isAvailable()).isTrue();
        tier.put(KEY, entry("value"));
        assertThat(tier.get(KEY)).isNotNull();
    }

    @Test
    void removeAll_unreadableEntries_dropsThemWhereTheNameTells() {
        redis.server.command("HSET", NAME, "field", "value");
        redis.server.command("SET", "reprise:test:v1:acme:g1:course:d2", "garbage");

        assertThat(removed(new Scope.Tag("acme", "tag"))).isEmpty();
        assertThat(removed(new Scope.Type("acme", "course"))).hasSize(2);
        assertThat(redis.server.command("DBSIZE")).isEqualTo("0");
    }

    @Test
    void findAndRemoveAll_namesNotOurs_areSpared() {
        List<String> foreign = List.of("reprise:test:v1:acme:g1:course", "reprise:test:v1:acme:g1:course:d1:more",
                "reprise:test:v1:ac me:g1:course:d1", "reprise:test:log", "acme:g1:course:d1");
        foreign.forEach(name -> redis.server.command("SET", name, "theirs"));
        Scope everything = new Scope.All(Scope.EVERY_TENANT);

        List<CacheKey> found = new ArrayList<>();
        tier.find(everything, found::add);

        assertThat(found).isEmpty();
        assertThat(removed(everything)).isEmpty();
        assertThat(redis.server.command("DBSIZE")).isEqualTo("5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"usersAbc", "users:v1", "user?", "users*", "[u]sers", "\\users"})
    void removeAll_otherNamespace_isSpared(String other) {
        RedisTier<String> users = namespace("users");
        RedisTier<String> others = namespace(other);
        Scope everything = new Scope.All(Scope.EVERY_TENANT);
        users.put(KEY, entry("theirs"));
        others.put(KEY, entry("theirs"));

        users.removeAll(everything, key -> {});
        assertThat(users.get(KEY)).isNull();
        assertThat(others.get(KEY)).isNotNull();
        users.put(KEY, entry("theirs"));
        others.removeAll(everything, key -> {});
        assertThat(others.get(KEY)).isNull();
        assertThat(users.get(KEY)).isNotNull();
    }

    private RedisTier<String> namespace(String name) {
        return redis.tier(config(redis.server.url(), name, Duration.ofSeconds(1), true));
    }

    @Test
    void removeAll_always_neverUsesKeysOrFlush() {
        tier.put(KEY, entry("value", "tag"));
        removed(new Scope.Tag("acme", "tag"));
        removed(new Scope.All(Scope.EVERY_TENANT));

        assertThat(redis.server.command("INFO", "commandstats")).contains("cmdstat_scan:", "cmdstat_unlink:")
                .doesNotContain("cmdstat_keys:", "cmdstat_flush", "cmdstat_del:");
    }

    @Test
    void put_memoryFull_isUnavailableAndGetWorks() {
        tier.put(KEY, entry("value"));
        redis.server.command("CONFIG", "SET", "maxmemory", "1");

        assertWritesFailAndReadsWork("OOM");

        assertThat(tier.status().maxBytes()).isEqualTo(1);
    }

    @Test
    void put_replica_isUnavailableAndGetWorks() {
        tier.put(KEY, entry("value"));
        redis.server.command("REPLICAOF", "127.0.0.1", "1");

        assertWritesFailAndReadsWork("READONLY");
    }

    @Test
    void put_noPermission_isUnavailableAndGetWorks() {
        tier.put(KEY, entry("value"));
        redis.server.command("ACL", "SETUSER", "default", "-set", "-unlink");

        assertWritesFailAndReadsWork("NOPERM");
    }

    private void assertWritesFailAndReadsWork(String why) {
        for (int i = 0; i < 20; i++) {
            assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> tier.put(KEY, entry("new")))
                    .withMessageContaining(why);
        }
        Entry<String> kept = tier.get(KEY);
        assertThat(kept).isNotNull();
        assertThat(kept.value()).isEqualTo("value");
        assertThat(tier.status().breaker()).isEqualTo("closed");
        assertThat(tier.status().failures()).isEqualTo(20);
    }

    @Test
    void status_answering_tellsWhatRedisSays() {
        tier.put(KEY, entry("value"));

        TierStatus status = tier.status();

        assertThat(status.available()).isTrue();
        assertThat(status.entries()).isEqualTo(1);
        assertThat(status.bytes()).isPositive();
        assertThat(status.maxBytes()).isNull();
        assertThat(status.evictions()).isZero();
        assertThat(status.breaker()).isEqualTo("closed");
    }

    @Test
    void status_manyKeys_countsOnceInAWhile() {
        redis.server.command("EVAL", "for i = 1, 3000 do redis.call('SET', KEYS[1] .. i, 'x') end", "1",
                "reprise:test:v1:acme:g1:course:");

        assertThat(tier.status().entries()).isGreaterThanOrEqualTo(3000);
        String scans = scans();
        assertThat(tier.status().entries()).isGreaterThanOrEqualTo(3000);

        assertThat(scans()).isEqualTo(scans);
    }

    private String scans() {
        return redis.server.command("INFO", "commandstats").lines().filter(line -> line.startsWith("cmdstat_scan:"))
                .findFirst().orElseThrow();
    }

    private List<CacheKey> removed(Scope scope) {
        List<CacheKey> removed = new ArrayList<>();
        tier.removeAll(scope, removed::add);
        return removed;
    }
}
