package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loading anew before the end, by chance: with XFetch an entry that took d is due d * -ln(1 - chance) before it. */
class TieredCacheEarlyRefreshTest extends TieredCacheScriptedFixture {
    private static final double MOST = Math.nextDown(1.0);

    @BeforeEach
    void refreshesEarly() {
        policy = policy.earlyRefresh(true);
    }

    /** Both tiers have an entry that took ten seconds, with so much left of its hour; tasks are held back. */
    private void makeEntryWithLeft(Duration left) {
        far.put(KEY, entryThatTook(Duration.ofSeconds(10), "early"));
        assertThat(steps(lookup())).containsExactly("near MISS stored", "far HIT");
        clock.advance(Duration.ofHours(1).minus(left));
        tasks.hold();
    }

    /** -ln(0.5) * 10 s = 6.931 s, -ln(0.001) * 10 s = 69.08 s. */
    @ParameterizedTest
    @CsvSource({"0.5, PT6.931S, 1", "0.5, PT6.932S, 0", "0.5, PT0.001S, 1", "0.999, PT69S, 1", "0.999, PT70S, 0",
            "0, PT0.001S, 0", "0.1, PT2S, 0", "0.1, PT1S, 1"})
    void lookup_nearItsEnd_isRefreshedInsideTheWindowOfItsLoadTimeOnly(double dice, Duration left, int refreshes) {
        makeEntryWithLeft(left);
        chance = dice;

        Lookup<String> lookup = lookup();

        assertThat(steps(lookup)).as("served at once").containsExactly("near HIT");
        assertThat(valueOf(lookup)).isEqualTo("early");
        assertThat(tasks.size()).isEqualTo(refreshes);
        assertThat(loader.calls()).isZero();
        tasks.runAll();
        assertThat(loader.calls()).isEqualTo(refreshes);
    }

    @Test
    void lookup_beyondTwentyLoadTimesBeforeTheEnd_isNeverRefreshed() {
        makeEntryWithLeft(Duration.ofSeconds(201));
        chance = MOST;

        lookup();

        assertThat(tasks.size()).isZero();
    }

    @Test
    void lookup_withoutEarlyRefresh_isNeverRefreshed() {
        policy = policy.earlyRefresh(false);
        makeEntryWithLeft(Duration.ofMillis(1));
        chance = MOST;

        lookup();

        assertThat(tasks.size()).isZero();
    }

    @Test
    void lookup_dueManyTimes_isRefreshedOnceAndThenFresh() {
        makeEntryWithLeft(Duration.ofSeconds(1));
        chance = MOST;
        for (int i = 0; i < 10; i++) {
            assertThat(valueOf(lookup())).isEqualTo("early");
        }
        assertThat(tasks.size()).isEqualTo(1);
        chance = 0;
        tasks.runAll();

        assertThat(valueOf(lookup())).isEqualTo("v1");
        assertThat(entryOf(lookup()).freshUntilMillis()).isEqualTo(clock.millis() + 3_600_000);
        assertThat(stats().nearHits()).isEqualTo(12);
    }

    @Test
    void lookup_earlyRefreshFails_goesOnServingAndPauses() {
        makeEntryWithLeft(Duration.ofSeconds(10));
        chance = MOST;
        loader.failNext(new IllegalStateException());
        lookup();
        tasks.runAll();

        assertThat(steps(lookup())).containsExactly("near HIT");
        assertThat(tasks.size()).isZero();
        clock.advance(Duration.ofSeconds(5));
        lookup();
        assertThat(tasks.size()).isEqualTo(1);
        tasks.runAll();
    }

    @Test
    void onlyIfCached_dueForARefresh_startsNone() {
        makeEntryWithLeft(Duration.ofMillis(1));
        chance = MOST;

        assertThat(lookup(ONLY_IF_CACHED)).isInstanceOf(Lookup.Hit.class);
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Hit.class);

        assertThat(tasks.size()).isZero();
    }

    @Test
    void lookup_farHitDueForARefresh_isServedAndRefreshed() {
        makeEntryWithLeft(Duration.ofSeconds(1));
        near.remove(KEY);
        chance = MOST;

        assertThat(steps(lookup())).containsExactly("near MISS stored", "far HIT");
        assertThat(tasks.size()).isEqualTo(1);
        tasks.runAll();
        assertThat(valueOf(cache.peek(KEY))).isEqualTo("v1");
    }
}
