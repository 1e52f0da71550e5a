package dev.reprise.benchmarks;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Loaded;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.local.CaffeineTier;

/** A near hit of the tiered cache beside Caffeine alone, with the same keys, values and life. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class NearHitBenchmark {
    private static final int KEYS = 10_000;
    private static final int ASKED = 1 << 16;

    private final byte[] value = new byte[8192];
    private final CacheKey[] asked = new CacheKey[ASKED];
    private final TieredCache<byte[]> tiered = TieredCache.builder(new CaffeineTier<byte[]>(1L << 30, it -> it.length))
            .build();
    private final Cache<CacheKey, byte[]> caffeine = Caffeine.newBuilder()
            .maximumWeight(1L << 30)
            .weigher((CacheKey key, byte[] it) -> it.length)
            .expireAfterWrite(Duration.ofHours(1))
            .build();

    private int next;

    public NearHitBenchmark() {
        CacheKey[] keys = new CacheKey[KEYS];
        for (int i = 0; i < KEYS; i++) {
            keys[i] = CacheKey.of("lesson_content", "request " + i);
            tiered.get(keys[i], () -> Loaded.of(value));
            caffeine.put(keys[i], value);
        }
        Random random = new Random(1);
        for (int i = 0; i < ASKED; i++) {
            asked[i] = keys[(int) (KEYS * Math.pow(random.nextDouble(), 3))];
        }
    }

    @Benchmark
    public byte @Nullable [] caffeineExpiring() {
        return caffeine.getIfPresent(asked[next++ & (ASKED - 1)]);
    }

    @Benchmark
    public byte[] tiered() {
        return tiered.get(asked[next++ & (ASKED - 1)], () -> {
            throw new AssertionError("every key was loaded before");
        });
    }
}
