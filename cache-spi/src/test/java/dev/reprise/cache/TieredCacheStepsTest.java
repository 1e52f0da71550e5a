package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.testkit.MapTier;
import dev.reprise.cache.testkit.ScriptedLoader;

/** Which tiers a lookup asks, what it leaves in them and what it says about both. */
class TieredCacheStepsTest extends TieredCacheFixture {
    @Test
    void lookup_nearHit_asksNothingElse() {
        near.put(KEY, entryMade(clock.millis(), "kept"));
        int nearWrites = near.writes();

        Lookup<String> lookup = lookup();

        assertThat(lookup).isInstanceOf(Lookup.Hit.class);
        assertThat(valueOf(lookup)).isEqualTo("kept");
        assertThat(steps(lookup)).containsExactly("near HIT");
        assertThat(near.reads()).isEqualTo(1);
        assertThat(near.writes()).isEqualTo(nearWrites);
        assertThat(far.reads() + far.writes() + loader.calls()).isZero();
    }

    @Test
    void lookup_nearHit_servesTheVeryEntry() {
        Entry<String> entry = entryMade(clock.millis(), "kept");
        near.put(KEY, entry);

        assertThat(entryOf(lookup())).isSameAs(entry).isSameAs(entryOf(lookup()));
    }

    @Test
    void lookup_farHit_fillsNearWithTheRemainingLife() {
        far.put(KEY, entryMade(clock.millis(), "kept"));
        clock.advance(Duration.ofMinutes(40));

        Lookup<String> lookup = lookup();

        assertThat(lookup).isInstanceOf(Lookup.Hit.class);
        assertThat(valueOf(lookup)).isEqualTo("kept");
        assertThat(steps(lookup)).containsExactly("near MISS stored", "far HIT");
        assertThat(loader.calls()).isZero();
        Entry<String> copy = near.get(KEY);
        assertThat(copy).isNotNull();
        assertThat(Duration.ofMillis(copy.freshUntilMillis() - clock.millis())).isEqualTo(Duration.ofMinutes(20));
        clock.advance(Duration.ofMinutes(20));
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
    }

    @Test
    void lookup_miss_storesInBothTiersOneEntry() {
        Lookup<String> lookup = lookup();

        assertThat(lookup).isInstanceOf(Lookup.Miss.class);
        assertThat(valueOf(lookup)).isEqualTo("v1");
        assertThat(steps(lookup)).containsExactly("near MISS stored", "far MISS stored", "lease", "load");
        assertThat(far.get(KEY)).isSameAs(entryOf(lookup));
        assertThat(near.get(KEY)).as("a node's own copy").isNotNull().isNotSameAs(entryOf(lookup));
        assertThat(valueOf(cache.peek(KEY))).isEqualTo("v1");
    }

    @Test
    void lookup_miss_makesTheEntryOfThePolicyAndTheLoader() {
        Entry<String> entry = entryOf(lookup());

        assertThat(entry.tags()).containsExactly("tag");
        assertThat(entry.createdMillis()).isEqualTo(clock.millis());
        assertThat(entry.freshUntilMillis()).isEqualTo(clock.millis() + Duration.ofHours(1).toMillis());
        assertThat(entry.expiresMillis()).isEqualTo(clock.millis() + Duration.ofMinutes(90).toMillis());
        assertThat(entry.position()).isEqualTo(new Position(clock.millis(), 0));
        assertThat(entry.cost().withTime(Duration.ZERO)).isEqualTo(ScriptedLoader.COST);
        assertThat(entry.cost().time()).isPositive();
    }

    @Test
    void lookup_afterMiss_hitsNear() {
        lookup();

        assertThat(steps(lookup())).containsExactly("near HIT");
        assertThat(loader.calls()).isEqualTo(1);
    }

    @Test
    void lookup_farUnavailable_servesAndKeepsNear() {
        far.fail(true);

        Lookup<String> lookup = lookup();

        assertThat(lookup).isInstanceOf(Lookup.Miss.class);
        assertThat(steps(lookup)).containsExactly("near MISS stored", "far UNAVAILABLE", "lease", "load");
        assertThat(steps(lookup())).containsExactly("near HIT");
    }

    @Test
    void lookup_farReadFails_storesIfItCanAgain() {
        far.failReads(true);

        Lookup<String> lookup = lookup();

        assertThat(steps(lookup)).containsExactly("near MISS stored", "far UNAVAILABLE stored", "lease", "load");
        far.failReads(false);
        assertThat(far.get(KEY)).isSameAs(entryOf(lookup));
    }

    @Test
    void lookup_farWriteFails_servesAndSaysSo() {
        far.failWrites(true);

        Lookup<String> lookup = lookup();

        assertThat(valueOf(lookup)).isEqualTo("v1");
        assertThat(steps(lookup)).containsExactly("near MISS stored", "far UNAVAILABLE", "lease", "load");
        assertThat(far.get(KEY)).isNull();
        assertThat(near.get(KEY)).isNotNull();
    }

    @Test
    void lookup_farWriteFails_wakesNobody() {
        far.failWrites(true);
        Position before = log.position();

        lookup();

        assertThat(log.position()).isEqualTo(before);
    }

    @Test
    void lookup_nearHitWhileFarIsDown_neverAsksIt() {
        lookup();
        far.fail(true);
        int reads = far.reads();

        assertThat(steps(lookup())).containsExactly("near HIT");
        assertThat(far.reads()).isEqualTo(reads);
    }

    @Test
    void lookup_entryOfAnotherRequest_isAMissInBothTiers() {
        byte[] mine = new byte[32];
        byte[] another = new byte[32];
        another[31] = 1;
        CacheKey anothersKey = CacheKey.of("acme", "g1", "course", "d1", another);
        valueOf(cache.lookup(anothersKey, Set.of(), Directives.NONE, loader));

        Lookup<String> lookup = cache.lookup(CacheKey.of("acme", "g1", "course", "d1", mine), Set.of(), Directives.NONE,
                loader);

        assertThat(valueOf(lookup)).isEqualTo("v2");
        assertThat(steps(lookup)).containsExactly("near MISS stored", "far MISS stored", "lease", "load");
        assertThat(entryOf(lookup).requestHash()).isEqualTo(mine);
        assertThat(cache.peek(anothersKey)).isInstanceOf(Lookup.Absent.class);
        assertThat(valueOf(cache.peek(KEY))).as("a key without a hash").isEqualTo("v2");
    }

    @Test
    void lookup_entryWithoutHashForKeyWithHash_isAMiss() {
        lookup();

        assertThat(cache.peek(CacheKey.of("acme", "g1", "course", "d1", new byte[32])))
                .isInstanceOf(Lookup.Absent.class);
    }

    @Test
    void lookup_withoutFarTier_asksNearAlone() {
        TieredCache<String> single = open(builder(new MapTier<>("only")));

        Lookup<String> miss = single.lookup(KEY, Set.of(), Directives.NONE, loader);
        Lookup<String> hit = single.lookup(KEY, Set.of(), Directives.NONE, loader);

        assertThat(steps(miss)).containsExactly("only MISS stored", "lease", "load");
        assertThat(steps(hit)).containsExactly("only HIT");
    }

    @Test
    void lookup_always_measuresWhatItDid() {
        Lookup<String> lookup = lookup();

        assertThat(lookup.steps().get(0).took()).as("near is not measured").isZero();
        assertThat(lookup.steps().subList(1, 4)).allSatisfy(step -> assertThat(step.took()).isPositive());
    }

    @Test
    void get_absent_loadsOnceAndGivesTheValue() {
        assertThat(cache.get(KEY, loader)).isEqualTo("v1");
        assertThat(cache.get(KEY, loader)).isEqualTo("v1");
    }

    @Test
    void get_loaderFails_throws() {
        IllegalStateException cause = new IllegalStateException("no model");
        loader.failNext(cause);

        assertThatThrownBy(() -> cache.get(KEY, loader)).isInstanceOf(LoadFailedException.class).hasCause(cause);
    }

    @Test
    void builder_defaults_keepForAnHourWithoutFarTier() {
        try (TieredCache<String> plain = TieredCache.builder(new MapTier<String>("map")).build()) {
            Entry<String> entry = entryOf(plain.lookup(KEY, Set.of(), Directives.NONE, loader));

            assertThat(entry.freshUntilMillis() - entry.createdMillis()).isEqualTo(3_600_000);
            assertThat(entry.expiresMillis()).isEqualTo(entry.freshUntilMillis());
            assertThat(plain.clear(new Scope.All("acme"))).isEqualTo(new TieredCache.Cleared(1, true));
        }
    }
}
