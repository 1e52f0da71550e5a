package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.KEY;
import static dev.reprise.cache.redis.RedisFixture.await;
import static dev.reprise.cache.redis.RedisFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Directives;
import dev.reprise.cache.Lookup;
import dev.reprise.cache.Policy;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.redis.testkit.RedisServer;
import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;
import dev.reprise.cache.testkit.MapTier;
import dev.reprise.cache.testkit.ScriptedLoader;

/** Two caches, each with a near tier and a backend of its own, on one Redis. */
@Timeout(60)
class RedisCoherenceTest {
    private static final Directives NO_CACHE = new Directives(true, false, false, null);
    private static final CacheKey OTHER = CacheKey.of("globex", "g1", "quiz", "d9", null);

    private final RedisServer server = RedisServer.start();
    private final List<Backend> backends = new ArrayList<>();
    private final TieredCache<String> here = open();
    private final TieredCache<String> there = open();
    private final ScriptedLoader loader = new ScriptedLoader();

    @AfterEach
    void close() {
        here.close();
        there.close();
        backends.forEach(Backend::close);
        server.close();
    }

    private TieredCache<String> open() {
        Backend backend = Backend.open(config(server.url(), "test", Duration.ofSeconds(2), true));
        backends.add(backend);
        return TieredCache.<String>builder(new MapTier<>("near"))
                .far(backend.tier(TextCodec.INSTANCE))
                .log(backend.log())
                .leases(backend.leases())
                .policies(type -> Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofSeconds(30)))
                .build();
    }

    private String get(TieredCache<String> cache, CacheKey key) {
        return value(cache.lookup(key, Set.of("tag"), Directives.NONE, loader));
    }

    private static String value(Lookup<String> lookup) {
        return ((Lookup.Served<String>) lookup).entry().value();
    }

    private static boolean has(TieredCache<String> cache, CacheKey key) {
        return cache.peek(key) instanceof Lookup.Hit<?>;
    }

    static Stream<Scope> scopes() {
        return Stream.of(new Scope.Key("acme", "course", "d1"), new Scope.Tag("acme", "tag"),
                new Scope.Type("acme", "course"), new Scope.Matching("acme", "cour*:d?"), new Scope.All("acme"));
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void clear_onOneNode_theOtherServesNoneOfIt(Scope scope) {
        assertThat(get(here, KEY)).isEqualTo("v1");
        assertThat(get(there, KEY)).isEqualTo("v1");
        assertThat(get(there, OTHER)).isEqualTo("v2");

        TieredCache.Cleared cleared = here.clear(scope);

        assertThat(cleared).isEqualTo(new TieredCache.Cleared(1, true));
        assertThat(has(here, KEY)).isFalse();
        await("the other node knows", () -> !has(there, KEY));
        assertThat(has(there, OTHER)).isTrue();
        assertThat(get(there, KEY)).isEqualTo("v3");
        assertThat(get(here, KEY)).isEqualTo("v3");
    }

    @Test
    void clear_whileTheOtherNodeLoads_itsValueIsServedAndKeptNowhere() throws Exception {
        Gate gate = new Gate();
        loader.holdAt(gate);
        Caller<String> caller = Caller.start(() -> get(there, KEY));
        gate.awaitReached();

        assertThat(here.clear(new Scope.Tag("acme", "tag")).propagated()).isTrue();
        // The other node may hear of it only after it has stored the value.
        gate.open();

        assertThat(caller.answer()).isEqualTo("v1");
        assertThat(has(here, KEY)).isFalse();
        await("the other node knows", () -> !has(there, KEY));
        loader.holdAt(null);
        assertThat(get(here, KEY)).isEqualTo("v2");
        assertThat(get(there, KEY)).isEqualTo("v2");
    }

    @Test
    void clear_thenANodeStarts_itKnows() {
        get(here, KEY);
        String entry = RedisFixture.NAME;
        server.command("RENAME", entry, "saved");
        here.clear(new Scope.Key("acme", "course", "d1"));
        server.command("RENAME", "saved", entry);

        TieredCache<String> late = open();
        await("the new node has read the log", () -> !has(late, KEY));
        assertThat(get(late, KEY)).isEqualTo("v2");
        late.close();
    }

    @Test
    void get_bothNodesByManyAtOnce_loadsOnce() throws Exception {
        Gate gate = new Gate();
        loader.holdAt(gate);
        List<Caller<String>> callers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            callers.add(Caller.start(() -> get(here, KEY)));
            callers.add(Caller.start(() -> get(there, KEY)));
        }
        gate.awaitReached();
        callers.forEach(Caller::awaitBlocked);
        gate.open();

        for (Caller<String> caller : callers) {
            assertThat(caller.answer()).isEqualTo("v1");
        }
        assertThat(loader.calls()).isEqualTo(1);
        await("the lease is free", () -> server.command("GET", "reprise:test:lease:v1:" + KEY + ":{test}").isEmpty());
    }

    @Test
    void get_loadedElsewhere_isWokenByTheLog() throws Exception {
        Gate gate = new Gate();
        ScriptedLoader theirs = new ScriptedLoader().holdAt(gate);
        Caller<String> first = Caller.start(() -> here.get(KEY, theirs));
        gate.awaitReached();
        Caller<String> second = Caller.start(() -> get(there, KEY));
        await("it has asked for the lease",
                () -> server.command("INFO", "commandstats").contains("cmdstat_eval:calls=2"));
        long start = System.nanoTime();
        gate.open();

        assertThat(first.answer()).isEqualTo("v1");
        assertThat(second.answer()).isEqualTo("v1");
        // Without the log it would look again when the lease ends.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(RedisLeases.LIFE.dividedBy(2));
        assertThat(loader.calls()).isZero();
    }

    /** To look, to take the lease, to store, and to tell of it and free the lease. */
    @Test
    void lookup_miss_takesFourRoundTrips() {
        there.close();
        backends.get(1).close();
        get(here, OTHER);
        long fewest = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long before = reads();
            get(here, CacheKey.of("acme", "g1", "course", "miss" + i, null));
            long between = reads();
            fewest = Math.min(fewest, between - before - (reads() - between));
        }

        // And one of the log's tail, which reads on while nobody waits for it.
        assertThat(fewest).isLessThanOrEqualTo(4 + 1);
    }

    /** How often Redis has found something to read on a connection; asking costs some, always as many. */
    private long reads() {
        String stats = server.command("INFO", "stats");
        return new Scanner(stats.substring(stats.indexOf("total_reads_processed:"))).useDelimiter("\\D+").nextLong();
    }

    @Test
    void lookup_noCache_replacesTheValueOnTheOtherNode() {
        assertThat(get(here, KEY)).isEqualTo("v1");
        assertThat(get(there, KEY)).isEqualTo("v1");

        assertThat(value(here.lookup(KEY, Set.of("tag"), NO_CACHE, loader))).isEqualTo("v2");

        await("the other node knows", () -> get(there, KEY).equals("v2"));
        assertThat(get(here, KEY)).isEqualTo("v2");
        assertThat(loader.calls()).isEqualTo(2);
    }

    @Test
    void clear_redisDown_isNotPropagatedUntilItIsBack() {
        get(here, KEY);
        get(there, KEY);
        server.kill();

        assertThat(here.clear(new Scope.Tag("acme", "tag")).propagated()).isFalse();
        assertThat(has(here, KEY)).isFalse();
        // Made without Redis, for the change that the first node announced may only now drop what this one had.
        get(there, KEY);
        assertThat(has(there, KEY)).isTrue();

        server.restart();
        await("the other node knows", () -> !has(there, KEY));
    }
}
