package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.await;
import static dev.reprise.cache.redis.RedisFixture.config;
import static dev.reprise.cache.redis.RedisFixture.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TierUnavailableException;
import dev.reprise.cache.redis.testkit.RedisCluster;
import dev.reprise.cache.redis.testkit.RedisServer;

/** A cluster of three masters, and what becomes of a node when one of them is lost or moved. */
@Timeout(90)
class ClusterTest {
    /** Of which each master has some. */
    private static final List<CacheKey> KEYS = IntStream.range(0, 60)
            .mapToObj(i -> CacheKey.of("acme", "g1", i % 2 == 0 ? "course" : "quiz", "d" + i, null)).toList();

    private static final RedisCluster CLUSTER = RedisCluster.start();

    private final List<Backend> backends = new ArrayList<>();

    @AfterEach
    void close() {
        backends.forEach(Backend::close);
        CLUSTER.awaitUp();
        CLUSTER.flushAll();
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    private CacheTier<String> tier(URI url) {
        Backend backend = Backend.open(config(url));
        backends.add(backend);
        return backend.tier(TextCodec.INSTANCE);
    }

    private CacheTier<String> filled() {
        CacheTier<String> tier = tier(RedisFixture.url(CLUSTER));
        for (CacheKey key : KEYS) {
            tier.put(key, entry("value", "tag-" + key.type()));
        }
        return tier;
    }

    static Stream<Scope> scopes() {
        return Stream.of(new Scope.Type("acme", "course"), new Scope.Tag("acme", "tag-course"),
                new Scope.Matching("acme", "cour*"));
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void removeAll_onEveryMaster_removesWhatIsCoveredAndNothingElse(Scope scope) {
        CacheTier<String> tier = filled();
        assertThat(CLUSTER.masters())
                .allSatisfy(master -> assertThat(master.command("KEYS", "reprise:test:v1:*")).isNotEmpty());
        CacheTier<String> other = tierOf("other");
        other.put(KEYS.get(0), entry("theirs", "tag-course"));
        CLUSTER.masterOf("foreign:course").command("SET", "foreign:course", "theirs");
        List<CacheKey> removed = new ArrayList<>();

        tier.removeAll(scope, removed::add);

        assertThat(removed).containsExactlyInAnyOrderElementsOf(
                KEYS.stream().filter(key -> key.type().equals("course")).toList());
        assertThat(tier.getAll(KEYS)).containsOnlyKeys(
                KEYS.stream().filter(key -> key.type().equals("quiz")).toList());
        assertThat(other.get(KEYS.get(0))).isNotNull();
        assertThat(CLUSTER.masterOf("foreign:course").command("GET", "foreign:course")).isEqualTo("theirs");
    }

    private CacheTier<String> tierOf(String namespace) {
        Backend backend = Backend.open(config(RedisFixture.url(CLUSTER)).namespace(namespace));
        backends.add(backend);
        return backend.tier(TextCodec.INSTANCE);
    }

    @Test
    void status_threeMasters_sumsThem() {
        CacheTier<String> tier = filled();
        CLUSTER.masters().forEach(master -> master.command("CONFIG", "SET", "maxmemory", "10000000"));

        assertThat(tier.status().entries()).isEqualTo(60);
        assertThat(tier.status().maxBytes()).isEqualTo(30_000_000);
        assertThat(tier.status().bytes()).isGreaterThan(3_000_000);
        CLUSTER.masters().forEach(master -> master.command("CONFIG", "SET", "maxmemory", "0"));
    }

    @Test
    void get_oneMasterKilled_isUnavailableUntilItIsBack() {
        CacheTier<String> tier = filled();
        RedisServer lost = CLUSTER.masterOf(RedisFixture.NAME);
        lost.kill();

        await("the breaker opens", () -> isUnavailable(tier) && !tier.isAvailable());
        lost.restart();
        CLUSTER.awaitUp();
        await("the breaker closes without traffic", tier::isAvailable);

        // What it kept is lost, as it keeps nothing on disk.
        assertThat(tier.getAll(KEYS)).isNotEmpty().hasSizeLessThan(60);
        KEYS.forEach(key -> tier.put(key, entry("again")));
        assertThat(tier.getAll(KEYS)).hasSize(60);
    }

    @Test
    void get_oneMasterHangs_isUnavailableUntilItGoesOn() {
        CacheTier<String> tier = filled();
        RedisServer hung = CLUSTER.masterOf(RedisFixture.NAME);
        hung.pause();

        await("the breaker opens", () -> isUnavailable(tier) && !tier.isAvailable());
        hung.resume();
        await("the breaker closes without traffic", tier::isAvailable);
        assertThat(tier.getAll(KEYS)).hasSize(60);
    }

    /** All or nothing: what another master has could be read, but a node that uses it must know all that is cleared. */
    private static boolean isUnavailable(CacheTier<String> tier) {
        try {
            tier.getAll(KEYS);
            return false;
        } catch (TierUnavailableException e) {
            return true;
        }
    }

    @Test
    void get_slotMoved_followsIt() {
        CacheTier<String> tier = filled();
        RedisServer from = CLUSTER.masterOf(RedisFixture.NAME);
        RedisServer to = CLUSTER.masters().stream().filter(master -> !master.equals(from)).findFirst().orElseThrow();

        move(RedisFixture.NAME, from, to);

        assertThat(tier.get(RedisFixture.KEY)).isNull();
        tier.put(RedisFixture.KEY, entry("moved"));
        assertThat(to.command("EXISTS", RedisFixture.NAME)).isEqualTo("1");
        assertThat(tier.get(RedisFixture.KEY)).isNotNull();
        assertThat(tier.getAll(KEYS)).hasSize(60);
        assertThat(tier.status().failures()).isZero();
    }

    @Test
    void get_slotBeingMoved_asksWhereItIsSentTo() {
        CacheTier<String> tier = filled();
        RedisServer from = CLUSTER.masterOf(RedisFixture.NAME);
        RedisServer to = CLUSTER.masters().stream().filter(master -> !master.equals(from)).findFirst().orElseThrow();
        String slot = from.command("CLUSTER", "KEYSLOT", RedisFixture.NAME);
        to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", from.command("CLUSTER", "MYID"));
        from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", to.command("CLUSTER", "MYID"));

        tier.put(RedisFixture.KEY, entry("moving"));

        assertThat(from.command("KEYS", RedisFixture.NAME)).isEmpty();
        assertThat(to.command("KEYS", RedisFixture.NAME)).isNotEmpty();
        assertThat(tier.get(RedisFixture.KEY)).isNotNull();
        assertThat(tier.status().failures()).isZero();
    }

    @Test
    void getAllAndRemoveAll_slotMoves_followIt() {
        CacheTier<String> tier = filled();
        CacheKey moving = KEYS.get(0);
        String name = "reprise:test:v1:" + moving;
        RedisServer from = CLUSTER.masterOf(name);
        RedisServer to = CLUSTER.masters().stream().filter(master -> !master.equals(from)).findFirst().orElseThrow();
        String slot = from.command("CLUSTER", "KEYSLOT", name);
        String id = to.command("CLUSTER", "MYID");
        to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", from.command("CLUSTER", "MYID"));
        from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", id);
        from.command("MIGRATE", "127.0.0.1", String.valueOf(to.port()), name, "0", "5000");

        // It is asked for where it is sent to, and then has moved for good.
        assertThat(tier.getAll(KEYS)).hasSize(60);
        CLUSTER.masters().forEach(master -> master.command("CLUSTER", "SETSLOT", slot, "NODE", id));
        List<CacheKey> removed = new ArrayList<>();
        tier.removeAll(new Scope.All(Scope.EVERY_TENANT), removed::add);

        assertThat(removed).containsExactlyInAnyOrderElementsOf(KEYS);
        assertThat(tier.status().failures()).isZero();
    }

    /** Gives a slot that is empty to another master. */
    private void move(String key, RedisServer from, RedisServer to) {
        String slot = from.command("CLUSTER", "KEYSLOT", key);
        String id = to.command("CLUSTER", "MYID");
        from.command("DEL", key);
        to.command("CLUSTER", "SETSLOT", slot, "NODE", id);
        CLUSTER.masters().forEach(master -> master.command("CLUSTER", "SETSLOT", slot, "NODE", id));
    }

    @Test
    void open_nobodyThere_isUnavailableUntilSomebodyIs() {
        CLUSTER.nodes().forEach(RedisServer::kill);
        CacheTier<String> tier = tier(RedisFixture.url(CLUSTER));
        assertThat(tier.isAvailable()).isFalse();
        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> tier.get(RedisFixture.KEY));

        CLUSTER.nodes().forEach(RedisServer::restart);

        await("it is found", tier::isAvailable);
        tier.put(RedisFixture.KEY, entry("value"));
        assertThat(tier.get(RedisFixture.KEY)).isNotNull();
    }

    @Test
    void open_oneNodeOfTheUrlIsThere_findsTheOthers() {
        RedisServer dead = RedisServer.start();
        dead.close();
        URI url = URI.create("redis-cluster://127.0.0.1:" + dead.port() + ",127.0.0.1:" + CLUSTER.ports().get(1));

        CacheTier<String> tier = tier(url);
        KEYS.forEach(key -> tier.put(key, entry("value")));

        assertThat(tier.getAll(KEYS)).hasSize(60);
    }

    @Test
    void close_inUse_leavesNoConnectionAndNoThread() {
        filled();
        backends.forEach(Backend::close);

        await("no connection is left", () -> CLUSTER.masters().stream()
                .allMatch(master -> !master.command("CLIENT", "LIST").contains(" name=reprise")));
        await("no thread is left", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("reprise-redis")));
    }
}
