package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;
import dev.reprise.cache.testkit.ScriptedLoader;

/** What a caller may demand of one lookup. */
class TieredCacheDirectivesTest extends TieredCacheFixture {
    private final Gate gate = new Gate();

    @Test
    void noCache_freshEntry_loadsAnewAndStoresThat() {
        lookup();

        Lookup<String> lookup = lookup(NO_CACHE);

        assertThat(valueOf(lookup)).isEqualTo("v2");
        assertThat(steps(lookup)).containsExactly("near RULED_OUT stored", "far RULED_OUT stored", "lease", "load");
        assertThat(valueOf(lookup())).isEqualTo("v2");
        near.remove(KEY);
        assertThat(valueOf(lookup())).isEqualTo("v2");
    }

    @Test
    void noCache_freshEntry_doesNotReadFar() {
        lookup();
        int reads = far.reads();

        lookup(NO_CACHE);

        assertThat(far.reads()).isEqualTo(reads);
    }

    @Test
    void noCache_loadFails_leavesWhatThereWas() {
        lookup();
        loader.failNext(new IllegalStateException());

        assertThatThrownBy(() -> lookup(NO_CACHE)).isInstanceOf(LoadFailedException.class);
        assertThat(valueOf(lookup())).isEqualTo("v1");
    }

    @Test
    void noCache_flightThatLoads_isJoined() throws Exception {
        loader.holdAt(gate);
        Caller<Lookup<String>> first = call();
        gate.awaitReached();
        Caller<Lookup<String>> second = call(NO_CACHE).awaitBlocked();
        gate.open();

        assertThat(valueOf(first.answer())).isEqualTo(valueOf(second.answer())).isEqualTo("v1");
        assertThat(joined(second.answer())).isTrue();
    }

    @Test
    void noCache_flightThatFindsAnEntry_isNotEnough() throws Exception {
        far.put(KEY, entryMade(clock.millis(), "kept"));
        far.holdReads(gate);
        Caller<Lookup<String>> first = call();
        gate.awaitReached();
        Caller<Lookup<String>> second = call(NO_CACHE).awaitBlocked();
        gate.open();

        assertThat(valueOf(first.answer())).isEqualTo("kept");
        assertThat(valueOf(second.answer())).isEqualTo("v1");
        assertThat(joined(second.answer())).isFalse();
    }

    @Test
    void noStore_absent_loadsAndKeepsNothing() {
        Lookup<String> lookup = lookup(NO_STORE);

        assertThat(lookup).isInstanceOf(Lookup.Miss.class);
        assertThat(valueOf(lookup)).isEqualTo("v1");
        assertThat(steps(lookup)).startsWith("near RULED_OUT", "far RULED_OUT").endsWith("load");
        assertThat(near.get(KEY)).isNull();
        assertThat(far.get(KEY)).isNull();
    }

    @Test
    void noStore_freshEntry_loadsAnewAndLeavesIt() {
        lookup();

        assertThat(valueOf(lookup(NO_STORE))).isEqualTo("v2");
        assertThat(valueOf(lookup())).isEqualTo("v1");
    }

    @Test
    void noStore_flightInProgress_neitherJoinsNorIsJoined() throws Exception {
        loader.holdAt(gate);
        ScriptedLoader own = new ScriptedLoader();
        Caller<Lookup<String>> first = call();
        gate.awaitReached();

        Lookup<String> aside = call(own, NO_STORE).answer();

        assertThat(joined(aside)).isFalse();
        assertThat(own.calls()).isEqualTo(1);
        gate.open();
        assertThat(valueOf(first.answer())).isEqualTo("v1");
        assertThat(valueOf(cache.peek(KEY))).isEqualTo("v1");
    }

    @Test
    void noStore_loadInProgress_isJoinedByNobody() throws Exception {
        Gate held = new Gate();
        Caller<Lookup<String>> aside = call(new ScriptedLoader().holdAt(held), NO_STORE);
        held.awaitReached();

        Lookup<String> lookup = lookup();

        assertThat(joined(lookup)).isFalse();
        assertThat(loader.calls()).isEqualTo(1);
        held.open();
        assertThat(joined(aside.answer())).isFalse();
    }

    @Test
    void onlyIfCached_absent_isAbsentAndNeverLoads() {
        Lookup<String> lookup = lookup(ONLY_IF_CACHED);

        assertThat(lookup).isInstanceOf(Lookup.Absent.class);
        assertThat(steps(lookup)).containsExactly("near MISS", "far MISS");
        assertThat(loader.calls()).isZero();
    }

    @Test
    void onlyIfCached_nearHas_isAHit() {
        lookup();

        assertThat(steps(lookup(ONLY_IF_CACHED))).containsExactly("near HIT");
    }

    @Test
    void onlyIfCached_farHas_fillsNear() {
        far.put(KEY, entryMade(clock.millis(), "kept"));

        assertThat(steps(lookup(ONLY_IF_CACHED))).containsExactly("near MISS stored", "far HIT");
        assertThat(steps(lookup(ONLY_IF_CACHED))).containsExactly("near HIT");
    }

    @Test
    void onlyIfCached_farUnavailable_isAbsentAndSaysSo() {
        far.fail(true);

        assertThat(steps(lookup(ONLY_IF_CACHED))).containsExactly("near MISS", "far UNAVAILABLE");
    }

    @Test
    void onlyIfCached_staleEntry_isAbsent() {
        lookup();
        clock.advance(Duration.ofHours(1));

        Lookup<String> lookup = lookup(ONLY_IF_CACHED);

        assertThat(lookup).isInstanceOf(Lookup.Absent.class);
        assertThat(steps(lookup)).containsExactly("near STALE", "far STALE");
    }

    @Test
    void onlyIfCached_flightInProgress_doesNotWaitForIt() throws Exception {
        loader.holdAt(gate);
        Caller<Lookup<String>> loading = call();
        gate.awaitReached();

        assertThat(lookup(ONLY_IF_CACHED)).isInstanceOf(Lookup.Absent.class);

        gate.open();
        assertThat(valueOf(loading.answer())).isEqualTo("v1");
    }

    @Test
    void onlyIfCached_withNoCache_isAbsent() {
        lookup();

        assertThat(lookup(new Directives(true, false, true, null))).isInstanceOf(Lookup.Absent.class);
        assertThat(loader.calls()).isEqualTo(1);
    }

    @Test
    void peek_always_isOnlyIfCached() {
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
        lookup();
        assertThat(valueOf(cache.peek(KEY))).isEqualTo("v1");
    }

    @Test
    void maxAge_exactlyThatOld_isServed() {
        lookup();
        clock.advance(Duration.ofMinutes(5));

        assertThat(lookup(maxAge(Duration.ofMinutes(5)))).isInstanceOf(Lookup.Hit.class);
    }

    @Test
    void maxAge_older_loadsAnewAndStoresThat() {
        lookup();
        clock.advance(Duration.ofMinutes(5).plusMillis(1));

        Lookup<String> lookup = lookup(maxAge(Duration.ofMinutes(5)));

        assertThat(valueOf(lookup)).isEqualTo("v2");
        assertThat(steps(lookup)).containsExactly("near RULED_OUT stored", "far RULED_OUT stored", "lease", "load");
        assertThat(valueOf(lookup())).isEqualTo("v2");
    }

    @Test
    void maxAge_nearTooOldAndFarYoungEnough_servesFar() {
        lookup();
        clock.advance(Duration.ofMinutes(10));
        far.put(KEY, entryMade(clock.millis(), "younger"));

        Lookup<String> lookup = lookup(maxAge(Duration.ofMinutes(5)));

        assertThat(valueOf(lookup)).isEqualTo("younger");
        assertThat(steps(lookup)).containsExactly("near RULED_OUT stored", "far HIT");
    }

    @Test
    void maxAge_zero_servesWhatWasMadeThisInstantAlone() {
        lookup();
        assertThat(lookup(maxAge(Duration.ZERO))).isInstanceOf(Lookup.Hit.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(lookup(maxAge(Duration.ZERO))).isInstanceOf(Lookup.Miss.class);
    }

    @Test
    void maxAge_longerThanFresh_servesNothingStale() {
        lookup();
        clock.advance(Duration.ofHours(1));

        assertThat(valueOf(lookup(maxAge(Duration.ofDays(1))))).isEqualTo("v2");
    }

    @Test
    void maxAge_flightThatLoads_isJoined() throws Exception {
        loader.holdAt(gate);
        Caller<Lookup<String>> first = call();
        gate.awaitReached();
        Caller<Lookup<String>> second = call(maxAge(Duration.ZERO)).awaitBlocked();
        clock.advance(Duration.ofMinutes(1));
        gate.open();

        assertThat(valueOf(first.answer())).isEqualTo("v1");
        assertThat(joined(second.answer())).isTrue();
        assertThat(loader.calls()).isEqualTo(1);
    }

    @Test
    void maxAge_flightThatFindsAnOlderEntry_isNotEnough() throws Exception {
        far.put(KEY, entryMade(clock.millis(), "kept"));
        clock.advance(Duration.ofMinutes(10));
        far.holdReads(gate);
        Caller<Lookup<String>> first = call();
        gate.awaitReached();
        Caller<Lookup<String>> second = call(maxAge(Duration.ofMinutes(5))).awaitBlocked();
        Caller<Lookup<String>> third = call(maxAge(Duration.ofMinutes(10))).awaitBlocked();
        gate.open();

        assertThat(valueOf(first.answer())).isEqualTo("kept");
        assertThat(valueOf(second.answer())).isEqualTo("v1");
        assertThat(third.answer()).as("old enough for the one, not for the other")
                .satisfiesAnyOf(it -> assertThat(valueOf(it)).isEqualTo("kept"),
                        it -> assertThat(valueOf(it)).isEqualTo("v1"));
        assertThat(loader.calls()).isEqualTo(1);
    }
}
