package dev.reprise.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.OneEntryTier;

/** Each lookup is counted once, where it belongs. */
class TieredCacheStatsTest extends TieredCacheScriptedFixture {
    private final IllegalStateException noModel = new IllegalStateException("no model");

    /** The counts alone: near, far, stale, misses, joined, absent, failed, loads, load failures, rejected, tier's. */
    private static List<Long> counts(CacheStats it) {
        return List.of(it.nearHits(), it.farHits(), it.staleServed(), it.misses(), it.joined(), it.absent(),
                it.failed(), it.loads(), it.loadFailures(), it.rejected(), it.tierFailures());
    }

    private void assertCounts(long... expected) {
        assertThat(counts(stats())).containsExactly(Arrays.stream(expected).boxed().toArray(Long[]::new));
        assertThat(stats().lookups()).isEqualTo(Arrays.stream(expected, 0, 7).sum());
    }

    @Test
    void stats_unused_areEmpty() {
        assertThat(cache.stats()).isEmpty();
    }

    @Test
    void stats_missThenNearThenFar_countsEach() {
        Entry<String> made = entryOf(lookup());
        lookup();
        lookup();
        near.remove(KEY);
        lookup();

        assertCounts(2, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0);
        assertThat(stats().bytesLoaded()).isEqualTo(2);
        assertThat(stats().loadTime()).isEqualTo(made.cost().time());
    }

    @Test
    void stats_peeks_countAbsentAndHits() {
        cache.peek(KEY);
        lookup();
        cache.peek(KEY);
        near.remove(KEY);
        cache.peek(KEY);

        assertCounts(1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0);
    }

    @Test
    void stats_failures_countAsLookupsAndAsLoadFailures() {
        loader.failNext(noModel).failNext(new LinkageError());
        assertThatThrownBy(this::lookup).isInstanceOf(LoadFailedException.class);
        assertThatThrownBy(() -> lookup(NO_STORE)).isInstanceOf(LoadFailedException.class);

        assertCounts(0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 0);
    }

    @Test
    void stats_staleAfterAFailure_countsAsServed() {
        lookup();
        clock.advance(Duration.ofHours(1));
        loader.failNext(noModel);
        lookup();

        assertCounts(0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0);
    }

    @Test
    void stats_refresh_countsItsLoadAndNoLookup() {
        policy = policy.staleWhileRevalidate(Duration.ofMinutes(5));
        lookup();
        clock.advance(Duration.ofHours(1));
        lookup();
        lookup();

        assertCounts(1, 0, 1, 1, 0, 0, 0, 2, 0, 0, 0);
    }

    @Test
    void stats_joined_countApart() throws Exception {
        tasks.hold();
        List<Caller<Lookup<String>>> waiting = callAndBlock(5);
        tasks.runAll();
        for (Caller<Lookup<String>> one : waiting) {
            one.answer();
        }

        assertCounts(0, 0, 0, 1, 4, 0, 0, 1, 0, 0, 0);
    }

    @Test
    void stats_joinedAFailure_countEachAsFailedAndOneLoad() throws Exception {
        loader.failNext(noModel);
        tasks.hold();
        List<Caller<Lookup<String>>> waiting = callAndBlock(5);
        tasks.runAll();
        for (Caller<Lookup<String>> one : waiting) {
            one.failure();
        }

        assertCounts(0, 0, 0, 0, 0, 0, 5, 0, 1, 0, 0);
    }

    @Test
    void stats_farUnavailable_countsReadsAndWrites() {
        far.fail(true);
        lookup();
        near.remove(KEY);
        cache.peek(KEY);

        assertCounts(0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 3);
    }

    @Test
    void stats_directives_countAsMisses() {
        lookup();
        lookup(NO_CACHE);
        lookup(NO_STORE);

        assertCounts(0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0);
        assertThat(stats().bytesLoaded()).isEqualTo(6);
    }

    @Test
    void stats_getAll_countsEachKeyOnce() {
        CacheKey second = key("acme", "course", "d2");
        CacheKey third = key("acme", "course", "d3");
        lookup();
        far.put(second, entryMade(clock.millis(), "kept"));

        cache.getAll(List.of(KEY, second, third, KEY), key -> loader);

        assertCounts(1, 1, 0, 2, 0, 0, 0, 2, 0, 0, 0);
    }

    @Test
    void stats_getAllThatFails_countsEachKeyOnce() {
        CacheKey second = key("acme", "course", "d2");
        CacheKey third = key("acme", "course", "d3");
        loader.failNext(noModel).failNext(noModel);

        assertThatThrownBy(() -> cache.getAll(List.of(KEY, second, third), key -> loader))
                .isInstanceOf(LoadFailedException.class);

        assertCounts(0, 0, 0, 1, 0, 0, 2, 1, 2, 0, 0);
    }

    @Test
    void stats_types_areApartAndSorted() {
        cache.get(key("acme", "lesson", "d1"), loader);
        cache.get(key("beta", "lesson", "d1"), loader);
        lookup();
        lookup();

        assertThat(cache.stats()).containsOnlyKeys("course", "lesson");
        assertThat(cache.stats().keySet()).containsExactly("course", "lesson");
        assertCounts(1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0);
        assertThat(requireNonNull(cache.stats().get("lesson")).misses()).as("tenants together").isEqualTo(2);
    }

    @Test
    void stats_nearTierMakesRoom_countsEvictionsByType() {
        TieredCache<String> node = open(builder(new OneEntryTier<>()).far(far));
        node.get(KEY, loader);
        node.get(key("acme", "lesson", "d1"), loader);
        node.get(key("acme", "lesson", "d2"), loader);
        node.get(KEY, loader);

        assertThat(requireNonNull(node.stats().get("course")).evictions()).isEqualTo(1);
        assertThat(requireNonNull(node.stats().get("lesson")).evictions()).isEqualTo(2);
        assertThat(requireNonNull(node.stats().get("course")).farHits()).isEqualTo(1);
    }

    @Test
    void stats_timeSaved_isWhatTheLoadTookLessWhatServingTook() {
        Duration took = Duration.ofSeconds(10);
        far.put(KEY, entryThatTook(took, "kept"));

        Lookup<String> fromFar = lookup();
        Duration asking = fromFar.steps().stream().map(Lookup.Step::took).reduce(Duration.ZERO, Duration::plus);
        assertThat(stats().timeSaved()).isEqualTo(took.minus(asking)).isLessThanOrEqualTo(took);
        lookup();
        lookup();
        assertThat(stats().timeSaved()).isEqualTo(took.multipliedBy(3).minus(asking));
        assertThat(stats().loadTime()).isZero();
    }

    @Test
    void stats_cheapValueFromASlowTier_savesNothingRatherThanLess() {
        far.put(KEY, entryThatTook(Duration.ZERO, "kept"));

        lookup();
        cache.lookup(key("acme", "course", "d2"), Set.of(), Directives.NONE, loader);

        assertThat(stats().timeSaved()).isZero();
    }
}
