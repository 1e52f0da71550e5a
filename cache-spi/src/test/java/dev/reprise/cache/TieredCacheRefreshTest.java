package dev.reprise.cache;

import static dev.reprise.cache.Lookup.Why.IF_ERROR;
import static dev.reprise.cache.Lookup.Why.WHILE_REVALIDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.reprise.cache.testkit.Caller;

/** Stale while it is loaded anew: fresh for an hour, so served for ten minutes more, where loads fail for thirty. */
class TieredCacheRefreshTest extends TieredCacheScriptedFixture {
    private final IllegalStateException noModel = new IllegalStateException("no model");

    @BeforeEach
    void servesStaleForTenMinutes() {
        policy = policy.staleWhileRevalidate(Duration.ofMinutes(10));
    }

    /** An entry in both tiers that is an hour old; tasks are held back from then on. */
    private void makeStale() {
        lookup();
        clock.advance(Duration.ofHours(1));
        tasks.hold();
    }

    @Test
    void lookup_staleWhileRevalidating_isServedToManyWhileOneRefreshRuns() throws Exception {
        makeStale();
        List<Caller<Lookup<String>>> many = new ArrayList<>();
        IntStream.range(0, 30).forEach(i -> many.add(call()));

        for (Caller<Lookup<String>> one : many) {
            assertThat(valueOf(one.answer())).isEqualTo("v1");
            assertThat(why(one.answer())).isEqualTo(WHILE_REVALIDATE);
            assertThat(steps(one.answer())).containsExactly("near STALE");
        }
        assertThat(tasks.size()).isEqualTo(1);
        assertThat(loader.calls()).as("not yet").isEqualTo(1);
        tasks.runAll();

        assertThat(loader.calls()).isEqualTo(2);
        assertThat(steps(lookup())).containsExactly("near HIT");
        assertThat(valueOf(lookup())).isEqualTo("v2");
        assertThat(tasks.size()).isZero();
    }

    @Test
    void refresh_anotherProcessHasStoredANewerOne_takesThatWithoutLoading() {
        makeStale();
        far.put(KEY, entryMade(clock.millis(), "theirs"));
        assertThat(valueOf(lookup())).isEqualTo("v1");

        tasks.runAll();

        assertThat(loader.calls()).isEqualTo(1);
        assertThat(steps(lookup())).containsExactly("near HIT");
        assertThat(valueOf(lookup())).isEqualTo("theirs");
    }

    @Test
    void refresh_farUnavailable_loadsAndFillsNear() {
        makeStale();
        far.fail(true);
        lookup();

        tasks.runAll();

        assertThat(valueOf(lookup())).isEqualTo("v2");
    }

    private static Stream<Scope> scopes() {
        return Stream.of(new Scope.Key("acme", "course", "d1"), new Scope.Tag("acme", "tag"),
                new Scope.Type("acme", "course"), new Scope.Matching("acme", "cou*"), new Scope.All("acme"));
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void clear_whileARefreshLoads_itsValueIsKeptNowhere(Scope scope) {
        makeStale();
        cache.lookup(KEY, Set.of("tag"), Directives.NONE, () -> {
            cache.clear(scope);
            return Loaded.of("old");
        });

        tasks.runAll();

        assertThat(near.get(KEY)).isNull();
        assertThat(far.get(KEY)).isNull();
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void clear_whileARefreshIsDue_isNotUndoneByIt(Scope scope) throws Exception {
        makeStale();
        lookup();
        cache.clear(scope);

        Caller<Lookup<String>> caller = call();
        caller.awaitBlocked();
        tasks.runAll();

        assertThat(valueOf(caller.answer())).isNotEqualTo("v1");
        assertThat(valueOf(lookup())).isNotEqualTo("v1");
    }

    @Test
    void refresh_fails_leavesTheStaleEntryAndPausesAndCounts() {
        makeStale();
        loader.failNext(noModel);
        lookup();
        tasks.runAll();

        assertThat(why(lookup())).isEqualTo(WHILE_REVALIDATE);
        assertThat(stats().loadFailures()).isEqualTo(1);
        clock.advance(Duration.ofMillis(4999));
        assertThat(valueOf(lookup())).isEqualTo("v1");
        assertThat(tasks.size()).as("the source is left alone").isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(valueOf(lookup())).isEqualTo("v1");
        tasks.runAll();
        assertThat(valueOf(lookup())).isEqualTo("v3");
    }

    @Test
    void refresh_failsAgainAndAgain_costsNoPlace() {
        makeStale();
        for (int i = 0; i < 100; i++) {
            loader.failNext(noModel);
            assertThat(valueOf(lookup())).isEqualTo("v1");
            tasks.runAll();
            clock.advance(Duration.ofSeconds(5));
        }

        assertThat(stats().loadFailures()).isEqualTo(100);
        assertThat(stats().rejected()).isZero();
        assertThat(cache.pending()).isZero();
    }

    @Test
    void refresh_moreThan64AtOnce_areRejectedAndCountedAndTriedLater() {
        List<CacheKey> keys = IntStream.range(0, 70).mapToObj(i -> key("acme", "course", "many" + i)).toList();
        keys.forEach(key -> cache.get(key, loader));
        clock.advance(Duration.ofHours(1));
        tasks.hold();

        assertThat(keys).allSatisfy(key -> assertThat(cache.get(key, loader)).isNotNull());

        assertThat(tasks.size()).isEqualTo(64);
        assertThat(stats().rejected()).isEqualTo(6);
        tasks.runAll();
        assertThat(loader.calls()).isEqualTo(70 + 64);
        keys.forEach(key -> cache.get(key, loader));
        assertThat(tasks.size()).isEqualTo(6);
        tasks.runAll();
        assertThat(stats().staleServed()).isEqualTo(76);
        assertThat(stats().rejected()).isEqualTo(6);
    }

    @Test
    void refresh_entryGoneMeanwhile_leavesNothingBehind() {
        makeStale();
        lookup();
        near.remove(KEY);
        far.remove(KEY);
        tasks.runAll();

        assertThat(cache.pending()).isZero();
        assertThat(valueOf(lookup())).isEqualTo("v2");
    }

    @Test
    void lookup_exactlyPastStaleWhileRevalidate_loadsWhileTheCallerWaits() {
        lookup();
        clock.advance(Duration.ofMinutes(70));

        assertThat(steps(lookup())).containsExactly("near STALE stored", "far STALE stored", "lease", "load");
        assertThat(loader.calls()).isEqualTo(2);
    }

    @Test
    void lookup_pastStaleWhileRevalidateAndTheLoadFails_fallsBack() {
        lookup();
        clock.advance(Duration.ofMinutes(70));
        loader.failNext(noModel);

        assertThat(why(lookup())).isEqualTo(IF_ERROR);
        tasks.hold();
        assertThat(tasks.size()).as("no refresh of that").isZero();
    }

    @Test
    void lookup_pastStaleWhileRevalidateAndNoGraceForErrors_fails() {
        policy = policy.staleIfError(Duration.ZERO);
        lookup();
        clock.advance(Duration.ofMinutes(70).minusMillis(1));
        loader.failNext(noModel).failNext(noModel);
        assertThat(why(lookup())).isEqualTo(WHILE_REVALIDATE);
        clock.advance(Duration.ofMillis(1));

        assertThatThrownBy(this::lookup).isInstanceOf(LoadFailedException.class).hasCause(noModel);
    }

    @Test
    void noCache_duringARefresh_joinsIt() throws Exception {
        makeStale();
        lookup();
        Caller<Lookup<String>> caller = call(NO_CACHE);
        caller.awaitBlocked();
        tasks.runAll();

        assertThat(caller.answer()).isInstanceOf(Lookup.Miss.class);
        assertThat(joined(caller.answer())).isTrue();
        assertThat(valueOf(caller.answer())).isEqualTo("v2");
        assertThat(loader.calls()).isEqualTo(2);
    }

    @Test
    void onlyIfCached_staleEntry_isAbsentAndStartsNoRefresh() {
        makeStale();

        assertThat(lookup(ONLY_IF_CACHED)).isInstanceOf(Lookup.Absent.class);
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
        near.remove(KEY);
        assertThat(lookup(ONLY_IF_CACHED)).isInstanceOf(Lookup.Absent.class);

        assertThat(tasks.size()).isZero();
    }

    @Test
    void maxAge_staleEntryIsOlder_isNotServedWhileRevalidating() {
        lookup();
        clock.advance(Duration.ofHours(1));

        assertThat(lookup(maxAge(Duration.ofMinutes(59)))).isInstanceOf(Lookup.Miss.class);
    }

    @Test
    void lookup_onlyFarHasItStale_servesThatFillsNearAndSaysSo() {
        far.put(KEY, entryMade(clock.millis(), "kept"));
        clock.advance(Duration.ofHours(1));
        tasks.hold();

        Lookup<String> lookup = lookup();

        assertThat(valueOf(lookup)).isEqualTo("kept");
        assertThat(why(lookup)).isEqualTo(WHILE_REVALIDATE);
        assertThat(steps(lookup)).containsExactly("near MISS stored", "far STALE");
        assertThat(near.get(KEY)).isSameAs(entryOf(lookup));
        assertThat(far.reads()).isEqualTo(1);
        assertThat(steps(lookup())).containsExactly("near STALE");
        tasks.runAll();
        assertThat(valueOf(lookup())).isEqualTo("v1");
    }
}
