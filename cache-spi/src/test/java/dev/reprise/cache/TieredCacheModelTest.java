package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.cache.testkit.FakeClock;
import dev.reprise.cache.testkit.FakeLog;
import dev.reprise.cache.testkit.FaultyTier;
import dev.reprise.cache.testkit.MapTier;

/**
 * Two caches over one far tier and one log, driven at random by one thread, against a model of a few lines: a value may
 * be served if it was made for that key, after the last invalidation that covers it, and has life left. While far
 * works, the last such value must be served. {@code -Dreprise.seed=} repeats a run.
 */
class TieredCacheModelTest {
    private static final int STEPS = 3000;
    private static final long FRESH = 100_000;
    private static final long STALE = 50_000;
    private static final List<CacheKey> KEYS = Stream.of("acme", "beta")
            .flatMap(tenant -> Stream.of("course", "courseX", "lesson")
                    .flatMap(type -> Stream.of("d1", "d2").map(it -> CacheKey.of(tenant, "g", type, it, null))))
            .toList();

    private final FakeClock clock = new FakeClock();
    private final FakeLog log = new FakeLog(clock);
    private final FaultyTier<Integer> far = new FaultyTier<>(new MapTier<>("far"));
    private final List<TieredCache<Integer>> nodes = List.of(node(), node());

    /** What was made, in order; a value is its index. */
    private final List<Made> made = new ArrayList<>();
    private final Map<CacheKey, Integer> latest = new HashMap<>();

    /** For each key, how much had been made when it was last invalidated. */
    private final Map<CacheKey, Integer> invalidated = new HashMap<>();
    private boolean loaded;
    private boolean failed;

    private record Made(CacheKey key, long atMillis) {}

    private TieredCache<Integer> node() {
        Policy policy = Policy.of(Duration.ofMillis(FRESH)).staleIfError(Duration.ofMillis(STALE))
                .deadline(Duration.ofMinutes(1)).concurrentLoads(1).earlyRefresh(false);
        return TieredCache.builder(new MapTier<Integer>("near")).far(far).log(log).policies(type -> policy)
                .clock(clock).executor(Runnable::run).build();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyHistory_knownSeed_servesWhatTheModelAllows(long seed) {
        run(seed);
    }

    @Test
    void anyHistory_newSeed_servesWhatTheModelAllows() {
        run(Long.getLong("reprise.seed", System.nanoTime()));
    }

    private void run(long seed) {
        Random random = new Random(seed);
        boolean farMayFail = random.nextBoolean();
        for (int step = 0; step < STEPS; step++) {
            String at = "-Dreprise.seed=" + seed + ", step " + step;
            TieredCache<Integer> node = nodes.get(random.nextInt(nodes.size()));
            int dice = random.nextInt(100);
            if (dice < 80) {
                lookup(at, node, KEYS.get(random.nextInt(KEYS.size())), random.nextInt(4) == 0, farMayFail);
            } else if (dice < 90) {
                clock.advance(Duration.ofMillis(random.nextInt((int) FRESH / 2)));
            } else if (dice < 98) {
                clear(at, node, scope(random), farMayFail);
            } else if (farMayFail) {
                far.failReads(random.nextBoolean());
                far.failWrites(random.nextBoolean());
            }
        }
        nodes.forEach(TieredCache::close);
    }

    private void lookup(String at, TieredCache<Integer> node, CacheKey key, boolean fail, boolean farMayFail) {
        loaded = false;
        failed = false;
        @Nullable
        Lookup<Integer> lookup = null;
        try {
            lookup = node.lookup(key, tags(key), Directives.NONE, () -> {
                if (fail) {
                    failed = true;
                    throw new IllegalStateException("scripted");
                }
                loaded = true;
                latest.put(key, made.size());
                made.add(new Made(key, clock.millis()));
                return Loaded.of(made.size() - 1);
            });
        } catch (LoadFailedException e) {
            assertThat(failed).as(at).isTrue();
        }
        Integer expected = latest.get(key);
        long age = expected == null ? Long.MAX_VALUE : clock.millis() - made.get(expected).atMillis;
        boolean valid = expected != null && expected >= invalidated.getOrDefault(key, 0);
        if (lookup == null) {
            assertThat(!farMayFail && valid && age < FRESH + STALE).as("%s: %s could be served", at, key).isFalse();
            return;
        }
        int value = ((Lookup.Served<Integer>) lookup).entry().value();
        Made served = made.get(value);
        assertThat(served.key).as(at).isEqualTo(key);
        assertThat(value).as("%s: made after its invalidation", at)
                .isGreaterThanOrEqualTo(invalidated.getOrDefault(key, 0));
        assertThat(clock.millis() - served.atMillis).as("%s: life left", at)
                .isLessThan(lookup instanceof Lookup.Stale ? FRESH + STALE : FRESH);
        assertThat(lookup instanceof Lookup.Miss).as("%s: a miss loads", at).isEqualTo(loaded);
        assertThat(lookup instanceof Lookup.Stale).as("%s: stale only after a failure", at).isEqualTo(failed);
        if (!farMayFail) {
            assertThat(value).as("%s: the latest", at).isEqualTo(expected);
        }
    }

    private void clear(String at, TieredCache<Integer> node, Scope scope, boolean farMayFail) {
        long counted = node.count(scope);
        long cleared = node.clear(scope).entries();
        if (!farMayFail) {
            assertThat(cleared).as(at).isEqualTo(counted);
            assertThat(node.count(scope)).as(at).isZero();
        }
        KEYS.stream().filter(key -> scope.covers(key, tags(key))).forEach(key -> invalidated.put(key, made.size()));
    }

    private static Set<String> tags(CacheKey key) {
        return key.digest().equals("d1") ? Set.of("red", key.type()) : Set.of("blue");
    }

    private static Scope scope(Random random) {
        CacheKey key = KEYS.get(random.nextInt(KEYS.size()));
        String tenant = random.nextInt(4) == 0 ? Scope.EVERY_TENANT : key.tenant();
        return switch (random.nextInt(6)) {
            case 0, 1 -> new Scope.Key(tenant, key.type(), key.digest());
            case 2 -> new Scope.Tag(tenant, random.nextBoolean() ? "red" : "lesson");
            case 3 -> new Scope.Type(tenant, key.type());
            case 4 -> new Scope.Matching(tenant, random.nextBoolean() ? "course*" : "*:d2");
            default -> new Scope.All(tenant);
        };
    }
}
