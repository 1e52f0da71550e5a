package dev.reprise.cache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Directives;
import dev.reprise.cache.LoadFailedException;
import dev.reprise.cache.Loaded;
import dev.reprise.cache.Lookup;
import dev.reprise.cache.Lookup.Served;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TieredCache;

/** What a {@link TieredCache} promises whatever its tiers are. Extend it to prove that yours go together. */
public abstract class TieredCacheContract {
    private static final CacheKey KEY = CacheTierContract.key("acme", "course", "d1");

    private final ScriptedLoader loader = new ScriptedLoader();
    private TieredCache<String> cache;

    /** A cache without entries, fresh for minutes at least; asked for once a test and closed after it. */
    protected abstract TieredCache<String> cache();

    @BeforeEach
    final void openCache() {
        cache = cache();
    }

    @AfterEach
    final void closeCache() {
        cache.close();
    }

    @Test
    void get_again_givesTheSameWithoutLoading() {
        String first = cache.get(KEY, loader);

        assertThat(cache.get(KEY, loader)).isEqualTo(first);
        assertThat(loader.calls()).isEqualTo(1);
    }

    @Test
    void get_keysThatDifferInOneSegment_areApart() {
        List<CacheKey> keys = List.of(KEY, CacheKey.of("acme2", "g1", "course", "d1", null),
                CacheKey.of("acme", "g2", "course", "d1", null), CacheKey.of("acme", "g1", "course2", "d1", null),
                CacheKey.of("acme", "g1", "course", "d2", null));

        keys.forEach(key -> cache.get(key, () -> Loaded.of("value of " + key)));

        assertThat(keys).allSatisfy(key -> assertThat(cache.get(key, loader)).isEqualTo("value of " + key));
    }

    @Test
    void get_otherRequestOfTheSameDigest_isAnotherValue() {
        byte[] one = new byte[32];
        byte[] other = new byte[32];
        other[31] = 1;
        cache.get(CacheKey.of("acme", "g1", "course", "d1", one), () -> Loaded.of("one"));

        assertThat(cache.get(CacheKey.of("acme", "g1", "course", "d1", other), () -> Loaded.of("other")))
                .isEqualTo("other");
    }

    @Test
    void peek_neverLoaded_isAbsent() {
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
    }

    @Test
    void get_loaderFails_keepsNothingAndLoadsAnew() {
        loader.failNext(new IllegalStateException("no model"));

        assertThatThrownBy(() -> cache.get(KEY, loader)).isInstanceOf(LoadFailedException.class)
                .hasRootCauseMessage("no model");

        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
        assertThat(cache.get(KEY, loader)).isEqualTo(cache.get(KEY, loader));
    }

    @ParameterizedTest
    @MethodSource("scopesOfTheEntry")
    void clear_scopeThatCovers_dropsOneEntryForGood(Scope scope) {
        cache.lookup(KEY, Set.of("sop:7"), Directives.NONE, loader);
        assertThat(cache.count(scope)).isEqualTo(1);

        assertThat(cache.clear(scope).entries()).isEqualTo(1);

        assertThat(cache.count(scope)).isZero();
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
        String anew = cache.get(KEY, loader);
        assertThat(loader.calls()).isEqualTo(2);
        assertThat(cache.get(KEY, loader)).isEqualTo(anew);
    }

    @ParameterizedTest
    @MethodSource("scopesOfTheEntry")
    void invalidate_scopeThatCovers_isNotServedAgain(Scope scope) {
        cache.lookup(KEY, Set.of("sop:7"), Directives.NONE, loader);

        cache.invalidate(scope);

        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
        String anew = cache.get(KEY, loader);
        assertThat(loader.calls()).isEqualTo(2);
        assertThat(cache.get(KEY, loader)).isEqualTo(anew);
    }

    static Stream<Scope> scopesOfTheEntry() {
        return Stream.of("acme", Scope.EVERY_TENANT).flatMap(tenant -> Stream.of(new Scope.Key(tenant, "course", "d1"),
                new Scope.Tag(tenant, "sop:7"), new Scope.Type(tenant, "course"),
                new Scope.Matching(tenant, "course:*"), new Scope.All(tenant)));
    }

    @ParameterizedTest
    @MethodSource("scopesOfOthers")
    void clear_scopeThatDoesNotCover_leavesIt(Scope scope) {
        cache.lookup(KEY, Set.of("sop:7"), Directives.NONE, loader);

        assertThat(cache.clear(scope).entries()).isZero();
        cache.invalidate(scope);

        cache.get(KEY, loader);
        assertThat(loader.calls()).isEqualTo(1);
    }

    static Stream<Scope> scopesOfOthers() {
        return Stream.of(new Scope.Key("acme", "course", "d2"), new Scope.Tag("acme", "sop:77"),
                new Scope.Type("acme", "cours"), new Scope.Matching("acme", "courses:*"), new Scope.All("acme2"));
    }

    @Test
    void lookup_directives_areHonoured() {
        cache.get(KEY, loader);

        assertThat(valueOf(new Directives(true, false, false, null))).as("no-cache").isEqualTo("v2");
        assertThat(valueOf(new Directives(false, true, false, null))).as("no-store").isEqualTo("v3");
        assertThat(valueOf(Directives.ONLY_IF_CACHED)).as("only-if-cached").isEqualTo("v2");
    }

    private String valueOf(Directives directives) {
        return ((Served<String>) cache.lookup(KEY, Set.of(), directives, loader)).entry().value();
    }

    @Test
    void getAll_someThere_loadsTheRestOnly() {
        List<CacheKey> keys = IntStream.range(0, 20).mapToObj(i -> CacheTierContract.key("acme", "course", "k" + i))
                .toList();
        keys.subList(0, 10).forEach(key -> cache.get(key, () -> Loaded.of("kept " + key.digest())));

        Map<CacheKey, String> values = cache.getAll(keys, key -> () -> Loaded.of("made " + key.digest()));

        assertThat(values.keySet()).containsExactlyElementsOf(keys);
        assertThat(values.get(keys.get(3))).isEqualTo("kept k3");
        assertThat(values.get(keys.get(13))).isEqualTo("made k13");
    }

    @Test
    void get_manyCallersOfOneColdKey_loadOnce() throws Exception {
        Gate gate = new Gate();
        loader.holdAt(gate);
        List<Caller<String>> callers = IntStream.range(0, 50)
                .mapToObj(i -> Caller.start(() -> cache.get(KEY, loader))).toList();
        gate.awaitReached();
        for (Caller<String> caller : callers) {
            caller.awaitBlocked();
        }
        gate.open();

        for (Caller<String> caller : callers) {
            assertThat(caller.answer()).isEqualTo("v1");
        }
        assertThat(loader.calls()).isEqualTo(1);
    }

    @Test
    void clear_whileItsValueIsLoaded_keepsThatNowhere() throws Exception {
        Gate gate = new Gate();
        loader.holdAt(gate);
        Caller<String> waiting = Caller.start(() -> cache.get(KEY, loader));
        gate.awaitReached();

        cache.clear(new Scope.Type("acme", "course"));
        gate.open();

        assertThat(waiting.answer()).isEqualTo("v1");
        assertThat(cache.get(KEY, loader)).isEqualTo("v2");
    }

    @Test
    void stats_everyLookup_isCountedOnce() {
        cache.get(KEY, loader);
        cache.get(KEY, loader);
        cache.peek(CacheTierContract.key("acme", "course", "none"));

        assertThat(cache.stats().get("course")).isNotNull().satisfies(it -> assertThat(it.lookups()).isEqualTo(3));
    }
}
