package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;
import dev.reprise.cache.testkit.MapTier;

/** What a policy refuses, and what jitter and the largest value do. */
class TieredCachePolicyTest extends TieredCacheScriptedFixture {
    private static final Policy HOUR = Policy.of(Duration.ofHours(1));
    private static final Duration CENTURY = Duration.ofDays(36_525);

    private static Stream<Arguments> refused() {
        Duration negative = Duration.ofMillis(-1);
        Duration tooLong = CENTURY.plusMillis(1);
        Duration forever = ChronoUnit.FOREVER.getDuration();
        return Stream.of(Stream.of(negative, tooLong, forever)
                .flatMap(it -> Stream.of(refused("staleWhileRevalidate", policy -> policy.staleWhileRevalidate(it)),
                        refused("staleIfError", policy -> policy.staleIfError(it)),
                        refused("jitter", policy -> policy.jitter(it)),
                        refused("deadline", policy -> policy.deadline(it)),
                        refused("timeToLive", policy -> Policy.of(it)))),
                Stream.of(refused("jitter", policy -> policy.jitter(Duration.ofHours(1))),
                        refused("jitter", policy -> policy.jitter(Duration.ofMinutes(61))),
                        refused("timeToLive", policy -> Policy.of(Duration.ofNanos(999_999))),
                        refused("deadline", policy -> policy.deadline(Duration.ofNanos(999_999))),
                        refused("concurrentLoads", policy -> policy.concurrentLoads(0)),
                        refused("largestValue", policy -> policy.largestValue(0)),
                        refused("largestValue", policy -> policy.largestValue(-1)),
                        refused("maxAge", policy -> policy.maxAge(Duration.ofMinutes(59))),
                        refused("maxAge", policy -> policy.maxAge(tooLong))))
                .flatMap(it -> it);
    }

    private static Arguments refused(String name, UnaryOperator<Policy> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void policy_outOfRange_isRefusedByName(String name, UnaryOperator<Policy> change) {
        assertThatThrownBy(() -> change.apply(HOUR)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + " must");
    }

    @Test
    void policy_longestAndLeast_areAccepted() {
        assertThatCode(() -> Policy.of(CENTURY).staleWhileRevalidate(CENTURY).staleIfError(CENTURY)
                .jitter(CENTURY.minusMillis(1)).deadline(CENTURY).largestValue(1)).doesNotThrowAnyException();
        assertThatCode(() -> HOUR.jitter(Duration.ofHours(1).minusNanos(1))).doesNotThrowAnyException();
    }

    @Test
    void policy_eachChange_changesThatAlone() {
        assertThat(HOUR.staleWhileRevalidate(Duration.ofSeconds(1)).staleIfError(Duration.ofSeconds(2))
                .jitter(Duration.ofSeconds(3)).earlyRefresh(false).deadline(Duration.ofSeconds(4)).concurrentLoads(5)
                .queuedLoads(6).failureMemory(Duration.ofSeconds(7)).largestValue(8)
                .maxAge(Duration.ofHours(9)))
                .isEqualTo(new Policy(Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofSeconds(2),
                        Duration.ofSeconds(3), false, Duration.ofSeconds(4), 5, 6, Duration.ofSeconds(7), 8,
                        Duration.ofHours(9)));
    }

    @Test
    void lookup_longestOfEverything_isKeptForACentury() {
        policy = Policy.of(CENTURY).staleWhileRevalidate(CENTURY).staleIfError(CENTURY).jitter(CENTURY.minusMillis(1))
                .deadline(CENTURY);
        lookup();
        clock.advance(CENTURY.minusMillis(1));
        near.remove(KEY);
        assertThat(steps(lookup())).containsExactly("near MISS stored", "far HIT");
        clock.advance(Duration.ofMillis(1));
        tasks.hold();
        assertThat(why(lookup())).isEqualTo(Lookup.Why.WHILE_REVALIDATE);
        clock.advance(CENTURY);
        assertThat(cache.peek(KEY)).isInstanceOf(Lookup.Absent.class);
        tasks.runAll();
    }

    @Test
    void jitter_tenThousandEntriesMadeTogether_endAllOverTheRange() {
        policy = policy.jitter(Duration.ofMinutes(10));
        long latest = clock.millis() + Duration.ofHours(1).toMillis();
        int[] perMinute = new int[10];
        for (int i = 0; i < 10_000; i++) {
            chance = i / 10_000.0;
            Lookup<String> lookup = cache.lookup(key("acme", "course", "d" + i), Set.of(), Directives.NONE, loader);
            long shortened = latest - entryOf(lookup).freshUntilMillis();
            assertThat(shortened).isBetween(0L, 599_999L);
            perMinute[(int) (shortened / 60_000)]++;
        }

        assertThat(Arrays.stream(perMinute)).allMatch(it -> it == 1000);
    }

    @Test
    void jitter_shortenedEntry_endsThenAndItsGraceWithIt() {
        policy = policy.jitter(Duration.ofMinutes(10)).staleWhileRevalidate(Duration.ofMinutes(5));
        chance = 0.5;
        lookup();

        assertThat(entryOf(lookup()).freshUntilMillis()).isEqualTo(clock.millis() + 55 * 60_000);
        assertThat(entryOf(lookup()).expiresMillis()).isEqualTo(clock.millis() + 85 * 60_000);
        clock.advance(Duration.ofMinutes(55));
        tasks.hold();
        assertThat(lookup()).isInstanceOf(Lookup.Stale.class);
        tasks.runAll();
    }

    @Test
    void largestValue_largerOne_isReturnedAndKeptNowhereAndCounted() {
        policy = policy.largestValue(3);
        Loader<String> large = () -> Loaded.of("1234");

        Lookup<String> lookup = cache.lookup(KEY, Set.of(), Directives.NONE, large);

        assertThat(valueOf(lookup)).isEqualTo("1234");
        assertThat(steps(lookup)).containsExactly("near MISS", "far MISS", "lease", "load");
        assertThat(near.get(KEY)).isNull();
        assertThat(far.get(KEY)).isNull();
        assertThat(far.writes()).isZero();
        assertThat(cache.lookup(KEY, Set.of(), Directives.NONE, large)).isInstanceOf(Lookup.Miss.class);
        assertThat(stats().rejected()).isEqualTo(2);
        assertThat(stats().loads()).isEqualTo(2);
        assertThat(stats().bytesLoaded()).isEqualTo(8);
    }

    @Test
    void largestValue_exactlyThatLarge_isKept() {
        policy = policy.largestValue(4);
        cache.get(KEY, () -> Loaded.of("1234"));

        assertThat(valueOf(cache.peek(KEY))).isEqualTo("1234");
        assertThat(stats().rejected()).isZero();
    }

    @Test
    void largestValue_withoutBytesOf_keepsEverything() {
        policy = policy.largestValue(1);
        TieredCache<String> node = open(TieredCache.builder(new MapTier<String>("map")).policies(type -> policy));

        node.get(KEY, () -> Loaded.of("1234"));

        assertThat(node.peek(KEY)).isInstanceOf(Lookup.Hit.class);
    }

    @Test
    void maxAge_loweredAndApplied_endsNearAndFarEntriesAtThatAge() {
        policy = policy.staleWhileRevalidate(Duration.ofMinutes(1));
        lookup();
        cache.lookup(key("acme", "course", "other"), Set.of(), Directives.NONE, loader);
        long made = clock.millis();
        clock.advance(Duration.ofMinutes(10));

        policy = shortened(Duration.ofMinutes(20));
        assertThat(entryOf(lookup()).freshUntilMillis()).isEqualTo(made + 60 * 60_000);
        cache.applyMaxAge("course");

        assertThat(steps(lookup())).containsExactly("near HIT");
        assertThat(entryOf(lookup()).freshUntilMillis()).isEqualTo(made + 20 * 60_000);
        assertThat(entryOf(lookup()).expiresMillis()).isEqualTo(made + 21 * 60_000);
        near.remove(KEY);
        assertThat(steps(lookup())).containsExactly("near MISS stored", "far HIT");
        assertThat(entryOf(lookup()).freshUntilMillis()).isEqualTo(made + 20 * 60_000);
        clock.advance(Duration.ofMinutes(11));
        assertThat(cache.lookup(key("acme", "course", "other"), Set.of(), ONLY_IF_CACHED, loader))
                .isInstanceOf(Lookup.Absent.class);
        assertThat(lookup()).isInstanceOf(Lookup.Miss.class);
    }

    @Test
    void maxAge_loweredWhileALoadRuns_holdsForWhatItMakes() {
        Loader<String> slow = () -> {
            policy = shortened(Duration.ofMinutes(5));
            cache.applyMaxAge("course");
            return Loaded.of("value");
        };

        cache.lookup(KEY, Set.of(), Directives.NONE, slow);

        assertThat(entryOf(cache.peek(KEY)).freshUntilMillis()).isEqualTo(clock.millis() + 5 * 60_000);
    }

    @Test
    void maxAge_loweredJustBeforeNearIsFilled_holdsForTheEntry() throws Exception {
        Gate gate = new Gate();
        near.holdWrites(gate);
        Caller<Lookup<String>> caller = call();
        gate.awaitReached();

        policy = shortened(Duration.ofMinutes(5));
        cache.applyMaxAge("course");
        gate.open();
        caller.answer();

        assertThat(entryOf(cache.peek(KEY)).freshUntilMillis()).isEqualTo(clock.millis() + 5 * 60_000);
    }

    @Test
    void maxAge_raised_prolongsNothing() {
        lookup();
        long end = entryOf(lookup()).freshUntilMillis();

        policy = Policy.of(Duration.ofHours(3)).maxAge(Duration.ofHours(5)).earlyRefresh(false);
        cache.applyMaxAge("course");

        assertThat(entryOf(lookup()).freshUntilMillis()).isEqualTo(end);
        near.remove(KEY);
        assertThat(entryOf(lookup()).freshUntilMillis()).isEqualTo(end);
    }

    @Test
    void maxAge_applied_touchesNoOtherType() {
        CacheKey quiz = key("acme", "quiz", "d1");
        cache.lookup(quiz, Set.of(), Directives.NONE, loader);
        long end = entryOf(cache.peek(quiz)).freshUntilMillis();

        policy = shortened(Duration.ofMinutes(5));
        cache.applyMaxAge("course");

        assertThat(entryOf(cache.peek(quiz)).freshUntilMillis()).isEqualTo(end);
    }

    @Test
    void maxAge_applied_keepsTheTimeForAnEarlyRefresh() {
        policy = policy.earlyRefresh(true);
        cache.get(KEY, () -> new Loaded<>("value", Cost.NONE));

        policy = shortened(Duration.ofMinutes(5)).earlyRefresh(true);
        cache.applyMaxAge("course");

        Entry<String> entry = near.get(KEY);
        assertThat(entry).isNotNull();
        assertThat(entry.refreshFromMillis).isLessThanOrEqualTo(clock.millis() + 5 * 60_000);
    }

    private static Policy shortened(Duration ttl) {
        return Policy.of(ttl).staleWhileRevalidate(Duration.ofMinutes(1)).maxAge(ttl).earlyRefresh(false);
    }
}
