package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;

/** How long an entry is served, and what happens once it is not fresh. The policy: an hour, and half an hour stale. */
class TieredCacheFreshnessTest extends TieredCacheFixture {
    private static final Duration MILLI = Duration.ofMillis(1);
    private final IllegalStateException noModel = new IllegalStateException("no model");

    @Test
    void lookup_lastInstantBeforeFreshUntil_isAHit() {
        lookup();
        clock.advance(Duration.ofHours(1).minus(MILLI));

        assertThat(steps(lookup())).containsExactly("near HIT");
    }

    @Test
    void lookup_exactlyAtFreshUntil_loadsAnew() {
        lookup();
        clock.advance(Duration.ofHours(1));

        Lookup<String> lookup = lookup();

        assertThat(valueOf(lookup)).isEqualTo("v2");
        assertThat(steps(lookup)).containsExactly("near STALE stored", "far STALE stored", "lease", "load");
        assertThat(steps(lookup())).containsExactly("near HIT");
    }

    @Test
    void lookup_loadFailsInGrace_servesStaleAndSaysWhy() {
        lookup();
        clock.advance(Duration.ofHours(1));
        loader.failNext(noModel);

        Lookup<String> lookup = lookup();

        assertThat(lookup).isInstanceOf(Lookup.Stale.class);
        assertThat(valueOf(lookup)).isEqualTo("v1");
        assertThat(((Lookup.Stale<String>) lookup).why()).isEqualTo(Lookup.Why.IF_ERROR);
        assertThat(steps(lookup)).startsWith("near STALE", "far STALE");
        assertThat(loader.calls()).as("it was tried").isEqualTo(2);
    }

    @Test
    void lookup_loadFailsInGrace_keepsNothingNew() {
        lookup();
        Entry<String> keptFar = far.get(KEY);
        Entry<String> keptNear = near.get(KEY);
        clock.advance(Duration.ofHours(1));
        loader.failNext(noModel);
        lookup();

        assertThat(far.get(KEY)).isSameAs(keptFar);
        assertThat(near.get(KEY)).isSameAs(keptNear);
        assertThat(valueOf(lookup())).as("the next lookup tries again").isEqualTo("v3");
    }

    @Test
    void lookup_loadFailsInTheLastInstantOfGrace_servesStale() {
        lookup();
        clock.advance(Duration.ofMinutes(90).minus(MILLI));
        loader.failNext(noModel);

        assertThat(lookup()).isInstanceOf(Lookup.Stale.class);
    }

    @Test
    void lookup_loadFailsExactlyAfterGrace_fails() {
        lookup();
        clock.advance(Duration.ofMinutes(90));
        loader.failNext(noModel);

        assertThatThrownBy(this::lookup).isInstanceOf(LoadFailedException.class).hasCause(noModel);
    }

    @Test
    void lookup_graceEndsWhileTheLoadRuns_fails() throws Exception {
        lookup();
        clock.advance(Duration.ofMinutes(89));
        Gate gate = new Gate();
        loader.holdAt(gate).failNext(noModel);
        Caller<Lookup<String>> caller = call();
        gate.awaitReached();
        clock.advance(Duration.ofMinutes(1));
        gate.open();

        assertThat(caller.failure()).isInstanceOf(LoadFailedException.class);
    }

    @Test
    void lookup_loadFailsWithoutGrace_fails() {
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false);
        lookup();
        clock.advance(Duration.ofHours(1));
        loader.failNext(noModel);

        assertThatThrownBy(this::lookup).isInstanceOf(LoadFailedException.class);
    }

    @Test
    void lookup_loadFailsAndOnlyFarIsInGrace_servesThat() {
        far.put(KEY, entryMade(clock.millis(), "kept"));
        clock.advance(Duration.ofHours(1));
        loader.failNext(noModel);

        Lookup<String> lookup = lookup();

        assertThat(lookup).isInstanceOf(Lookup.Stale.class);
        assertThat(valueOf(lookup)).isEqualTo("kept");
        assertThat(steps(lookup)).startsWith("near MISS", "far STALE");
    }

    @Test
    void lookup_loadFailsWhileFarIsDown_servesStaleFromNear() {
        lookup();
        clock.advance(Duration.ofHours(1));
        far.fail(true);
        loader.failNext(noModel);

        Lookup<String> lookup = lookup();

        assertThat(lookup).isInstanceOf(Lookup.Stale.class);
        assertThat(steps(lookup)).startsWith("near STALE", "far UNAVAILABLE");
    }

    @Test
    void lookup_nearIsStaleAndFarIsFresh_servesFarWithoutLoading() {
        lookup();
        clock.advance(Duration.ofHours(1));
        far.put(KEY, entryMade(clock.millis(), "another's"));

        Lookup<String> lookup = lookup();

        assertThat(valueOf(lookup)).isEqualTo("another's");
        assertThat(steps(lookup)).containsExactly("near STALE stored", "far HIT");
        assertThat(loader.calls()).isEqualTo(1);
    }

    @Test
    void lookup_deadlinePassesInGrace_servesStaleToAllWaiters() throws Exception {
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).staleIfError(Duration.ofMinutes(30))
                .deadline(Duration.ofMillis(100))
                .concurrentLoads(64);
        lookup();
        clock.advance(Duration.ofHours(1));
        loader.holdAt(new Gate());
        Caller<Lookup<String>> one = call();
        Caller<Lookup<String>> two = call();

        assertThat(one.answer()).isInstanceOf(Lookup.Stale.class);
        assertThat(two.answer()).isInstanceOf(Lookup.Stale.class);
    }

    @Test
    void lookup_staleServedToWaiters_saysWhoJoined() throws Exception {
        lookup();
        clock.advance(Duration.ofHours(1));
        Gate gate = new Gate();
        loader.holdAt(gate).failNext(noModel);
        var waiting = callAndBlock(2);
        gate.open();

        assertThat(waiting.get(0).answer()).isInstanceOf(Lookup.Stale.class);
        assertThat(waiting.get(1).answer()).isInstanceOf(Lookup.Stale.class);
        assertThat(joined(waiting.get(0).answer())).isNotEqualTo(joined(waiting.get(1).answer()));
    }

    /** 2^31 milliseconds are 24.8 days. */
    @ParameterizedTest
    @ValueSource(ints = {24, 25, 49, 50, 400, 36_500})
    void lookup_longTimeToLive_isKeptAllThatTime(int days) {
        policy = Policy.of(Duration.ofDays(days)).earlyRefresh(false).staleIfError(Duration.ofDays(days))
                .deadline(Duration.ofSeconds(20))
                .concurrentLoads(64);
        lookup();
        clock.advance(Duration.ofDays(days).minus(MILLI));
        near.remove(KEY);
        assertThat(lookup()).isInstanceOf(Lookup.Hit.class);
        clock.advance(MILLI);
        loader.failNext(noModel);
        assertThat(lookup()).isInstanceOf(Lookup.Stale.class);
        clock.advance(Duration.ofDays(days));
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
        assertThat(valueOf(lookup())).isEqualTo("v3");
    }

    @Test
    void lookup_farEntryOfAClockOneHourAhead_livesNoLongerThanThePolicyGrants() {
        far.put(KEY, entryMade(clock.millis() + 3_600_000, "kept"));

        Entry<String> entry = entryOf(lookup());

        assertThat(entry.value()).isEqualTo("kept");
        assertThat(entry.createdMillis()).as("not made in the future").isEqualTo(clock.millis());
        assertThat(entry.freshUntilMillis()).isEqualTo(clock.millis() + 3_600_000);
        assertThat(entry.expiresMillis()).isEqualTo(clock.millis() + 5_400_000);
        assertThat(near.get(KEY)).isSameAs(entry);
    }

    @Test
    void lookup_farEntryOfAClockDaysAhead_isNotPinnedNear() {
        far.put(KEY, entryMade(clock.millis() + Duration.ofDays(9).toMillis(), "kept"));
        lookup();
        clock.advance(Duration.ofHours(1));

        assertThat(steps(lookup(ONLY_IF_CACHED)).get(0)).startsWith("near STALE");
    }

    @Test
    void lookup_farEntryOfAClockHalfAnHourBehind_livesForWhatIsLeft() {
        far.put(KEY, entryMade(clock.millis() - 1_800_000, "kept"));

        assertThat(valueOf(lookup())).isEqualTo("kept");
        clock.advance(Duration.ofMinutes(30));
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
    }

    @Test
    void lookup_farEntryOfAClockOneHourBehind_isNotFresh() {
        far.put(KEY, entryMade(clock.millis() - 3_600_000, "kept"));

        assertThat(valueOf(lookup())).isEqualTo("v1");
    }

    @Test
    void lookup_policyShortened_holdsForWhatFarKeeps() {
        lookup();
        near.remove(KEY);
        policy = Policy.of(Duration.ofMinutes(5)).earlyRefresh(false);

        Entry<String> entry = entryOf(lookup());

        assertThat(entry.value()).isEqualTo("v1");
        assertThat(entry.freshUntilMillis()).isEqualTo(clock.millis() + 300_000);
        assertThat(entry.expiresMillis()).isEqualTo(entry.freshUntilMillis());
    }

    @Test
    void lookup_clockTurnedBack_stillServes() {
        lookup();
        clock.advance(Duration.ofHours(-5));

        assertThat(valueOf(lookup())).isEqualTo("v1");
    }
}
