package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.reprise.cache.TieredCache.Cleared;
import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;
import dev.reprise.cache.testkit.MapTier;

/** What is invalidated is served to nobody who asks afterwards, whatever is under way. */
class TieredCacheClearTest extends TieredCacheFixture {
    private final Gate gate = new Gate();

    /** Scopes that cover {@link #KEY}, whose entries carry {@code tag}. */
    static Stream<Scope> covering() {
        return Stream.of("acme", Scope.EVERY_TENANT)
                .flatMap(tenant -> Stream.of(new Scope.Key(tenant, "course", "d1"), new Scope.Tag(tenant, "tag"),
                        new Scope.Type(tenant, "course"), new Scope.Matching(tenant, "co*e:d?"),
                        new Scope.All(tenant)));
    }

    /** Scopes that do not. */
    static Stream<Scope> sparing() {
        return Stream.of(new Scope.Key("beta", "course", "d1"), new Scope.Key("acme", "course", "d2"),
                new Scope.Key("acme", "lesson", "d1"), new Scope.Tag("beta", "tag"), new Scope.Tag("acme", "ta"),
                new Scope.Type("beta", "course"), new Scope.Type("acme", "cours"),
                new Scope.Matching("beta", "*"), new Scope.Matching("acme", "course"), new Scope.All("beta"));
    }

    @ParameterizedTest
    @MethodSource("covering")
    void clear_coveringScope_isServedByNoTier(Scope scope) {
        lookup();

        cache.clear(scope);

        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
        assertThat(near.get(KEY)).isNull();
        assertThat(far.get(KEY)).isNull();
        assertThat(valueOf(lookup())).isEqualTo("v2");
        assertThat(steps(lookup())).as("what was made afterwards is kept").containsExactly("near HIT");
    }

    @ParameterizedTest
    @MethodSource("sparing")
    void clear_otherScope_touchesNothing(Scope scope) {
        lookup();

        assertThat(cache.clear(scope).entries()).isZero();

        assertThat(steps(lookup())).containsExactly("near HIT");
        assertThat(far.get(KEY)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("covering")
    void clear_duringALoad_itsValueGoesToItsWaitersAndIsKeptNowhere(Scope scope) throws Exception {
        loader.holdAt(gate);
        var waiting = callAndBlock(2);
        gate.awaitReached();

        cache.clear(scope);
        gate.open();

        for (Caller<Lookup<String>> caller : waiting) {
            assertThat(valueOf(caller.answer())).isEqualTo("v1");
            assertThat(steps(caller.answer())).containsExactly("near MISS", "far MISS", "lease", "load");
        }
        assertThat(near.get(KEY)).isNull();
        assertThat(far.get(KEY)).isNull();
        assertThat(valueOf(lookup())).isEqualTo("v2");
    }

    @ParameterizedTest
    @MethodSource("covering")
    void clear_duringALoad_whoComesAfterwardsDoesNotJoinIt(Scope scope) throws Exception {
        loader.holdAt(gate);
        Caller<Lookup<String>> before = call();
        gate.awaitReached();
        cache.clear(scope);
        loader.holdAt(null);

        Lookup<String> after = lookup();

        assertThat(valueOf(after)).isEqualTo("v2");
        assertThat(joined(after)).isFalse();
        gate.open();
        assertThat(valueOf(before.answer())).isEqualTo("v1");
        assertThat(valueOf(lookup())).as("the old load undoes nothing").isEqualTo("v2");
        near.remove(KEY);
        assertThat(valueOf(lookup())).isEqualTo("v2");
    }

    @Test
    void clear_duringALoadOfAnotherTenant_leavesItAlone() throws Exception {
        loader.holdAt(gate);
        Caller<Lookup<String>> first = call();
        gate.awaitReached();
        cache.clear(new Scope.All("beta"));
        Caller<Lookup<String>> second = call().awaitBlocked();
        gate.open();

        assertThat(valueOf(first.answer())).isEqualTo("v1");
        assertThat(joined(second.answer())).isTrue();
        assertThat(steps(lookup())).containsExactly("near HIT");
    }

    /** It was read from far before, and put near after the invalidation. */
    @Test
    void clear_betweenFarReadAndNearPut_isNotServedAfterwards() throws Exception {
        far.put(KEY, entryMade(clock.millis(), "kept"));
        near.holdWrites(gate);
        Caller<Lookup<String>> reader = call();
        gate.awaitReached();
        near.holdWrites(null);
        cache.clear(new Scope.Tag("acme", "tag"));
        gate.open();

        assertThat(valueOf(reader.answer())).isEqualTo("kept");
        assertThat(near.get(KEY)).as("the race was on").isNotNull();
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
        assertThat(valueOf(lookup())).isEqualTo("v1");
    }

    @Test
    void clear_betweenLoadAndFarPut_isNotServedAfterwards() throws Exception {
        far.holdWrites(gate);
        Caller<Lookup<String>> loading = call();
        gate.awaitReached();
        far.holdWrites(null);
        cache.clear(new Scope.Type("acme", "course"));
        gate.open();

        assertThat(valueOf(loading.answer())).isEqualTo("v1");
        assertThat(far.get(KEY)).as("the race was on").isNotNull();
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
        assertThat(valueOf(lookup())).isEqualTo("v2");
    }

    @Test
    void clear_staleEntry_isNotServedEvenIfTheLoadFails() {
        lookup();
        clock.advance(Duration.ofHours(1));
        cache.clear(new Scope.Key("acme", "course", "d1"));
        loader.failNext(new IllegalStateException());

        assertThatThrownBy(this::lookup).isInstanceOf(LoadFailedException.class);
    }

    @Test
    void clear_whileTheLoadRunsThatAStaleEntryWouldStandInFor_fails() throws Exception {
        lookup();
        clock.advance(Duration.ofHours(1));
        loader.holdAt(gate).failNext(new IllegalStateException());
        Caller<Lookup<String>> caller = call();
        gate.awaitReached();
        cache.clear(new Scope.All("acme"));
        gate.open();

        assertThat(caller.failure()).isInstanceOf(LoadFailedException.class);
    }

    @Test
    void clear_farCannotBeReached_itsEntriesAreNotServedWhenItIsBack() {
        lookup();
        far.fail(true);
        assertThat(cache.clear(new Scope.All("acme"))).isEqualTo(new Cleared(1, false));
        far.fail(false);

        assertThat(far.get(KEY)).as("it is still there").isNotNull();
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
        assertThat(valueOf(lookup())).isEqualTo("v2");
    }

    @Test
    void clear_byAnotherProcess_reachesTheNearTierOfThisOne() {
        TieredCache<String> other = open(builder(new MapTier<>("other")).far(far));
        lookup();
        assertThat(other.get(KEY, loader)).isEqualTo("v1");

        other.clear(new Scope.Tag("acme", "tag"));

        assertThat(near.get(KEY)).as("nobody emptied it").isNotNull();
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
    }

    @Test
    void clear_byAnotherProcessDuringALoad_isNotKept() throws Exception {
        TieredCache<String> other = open(builder(new MapTier<>("other")).far(far));
        loader.holdAt(gate);
        Caller<Lookup<String>> loading = call();
        gate.awaitReached();
        other.clear(new Scope.All(Scope.EVERY_TENANT));
        gate.open();

        assertThat(valueOf(loading.answer())).isEqualTo("v1");
        assertThat(far.get(KEY)).isNull();
        assertThat(near.get(KEY)).isNull();
    }

    @Test
    void clear_again_coversWhatWasMadeInBetween() {
        Scope scope = new Scope.Type("acme", "course");
        for (int i = 1; i <= 3; i++) {
            assertThat(valueOf(lookup())).isEqualTo("v" + i);
            cache.clear(scope);
            assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
        }
    }

    @Test
    void clear_tagOfOneCaller_staysWithTheEntryWhoeverAsksForIt() {
        lookup();
        assertThat(valueOf(cache.lookup(KEY, Set.of("other"), Directives.NONE, loader))).isEqualTo("v1");

        cache.clear(new Scope.Tag("acme", "other"));
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Hit.class);
        cache.clear(new Scope.Tag("acme", "tag"));
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
    }

    @Test
    void clear_entryInBothTiers_countsOnce() {
        lookup();
        near.put(key("acme", "course", "near"), entryMade(clock.millis(), "near alone"));
        far.put(key("acme", "course", "far"), entryMade(clock.millis(), "far alone"));
        near.put(key("beta", "course", "d1"), entryMade(clock.millis(), "another's"));

        assertThat(cache.count(new Scope.All("acme"))).isEqualTo(3);
        assertThat(cache.clear(new Scope.All("acme")).entries()).isEqualTo(3);
        assertThat(cache.clear(new Scope.All("acme")).entries()).isZero();
        assertThat(cache.count(new Scope.All(Scope.EVERY_TENANT))).isEqualTo(1);
    }

    @Test
    void count_anyScope_changesNothing() {
        lookup();
        Position before = log.position();

        assertThat(covering()).allSatisfy(scope -> assertThat(cache.count(scope)).isEqualTo(1));

        assertThat(log.position()).isEqualTo(before);
        assertThat(steps(lookup())).containsExactly("near HIT");
        assertThat(far.get(KEY)).isNotNull();
    }

    @Test
    void count_farUnavailable_countsNear() {
        lookup();
        far.fail(true);

        assertThat(cache.count(new Scope.All("acme"))).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"true, true, false, true", "true, false, false, false", "true, true, true, false",
            "false, true, false, true", "false, false, false, true", "false, true, true, false"})
    void clearAndInvalidate_propagated_whereEveryProcessWillHearOfIt(boolean hasFar, boolean shared, boolean outOfReach,
            boolean propagated) {
        log.shared(shared);
        log.outOfReach(outOfReach);
        TieredCache<String> cleared = hasFar ? cache : open(builder(new MapTier<>("only")));

        assertThat(cleared.clear(new Scope.All("acme")).propagated()).isEqualTo(propagated);
        assertThat(cleared.invalidate(new Scope.All("acme"))).isEqualTo(propagated);
    }

    @Test
    void invalidate_leavesWhatItCoversWhereItIsAndServesItNoMore() {
        lookup();
        far.fail(true);

        cache.invalidate(new Scope.Tag("acme", "tag"));

        far.fail(false);
        assertThat(near.get(KEY)).isNotNull();
        assertThat(far.get(KEY)).isNotNull();
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
    }

    @Test
    void clear_logOutOfReach_appliesHereAtOnce() {
        lookup();
        log.outOfReach(true);

        cache.clear(new Scope.All("acme"));

        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
    }

    @Test
    void clear_whileTheClockIsTurnedBack_stillCovers() {
        lookup();
        clock.advance(Duration.ofHours(-1));

        cache.clear(new Scope.All("acme"));
        far.put(KEY, entryMade(clock.millis(), "made after"));

        assertThat(valueOf(lookup())).isEqualTo("made after");
        assertThat(near.get(KEY)).isNotNull();
    }
}
