package dev.reprise.benchmarks.library;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Codec;
import dev.reprise.cache.Loaded;
import dev.reprise.cache.Policy;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.TieredCacheBuilder;
import dev.reprise.cache.local.CaffeineTier;

/** The cache of this project, put together as the server does it. */
final class Tiered implements AutoCloseable {
    private static final Codec<byte[]> AS_IT_IS = new Codec<>() {
        @Override
        public byte[] encode(byte[] value) {
            return value;
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes;
        }
    };

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final CaffeineTier<byte[]> near = new CaffeineTier<>(1L << 30, value -> value.length);
    final TieredCache<byte[]> cache;

    private final ExecutorService loads = Executors.newVirtualThreadPerTaskExecutor();
    private final @Nullable Backend backend;

    /** Over a Redis; null for the near tier alone. */
    Tiered(@Nullable URI redis) {
        Policy policy = Policy.of(Workload.LIFE);
        TieredCacheBuilder<byte[]> builder = TieredCache.builder(near)
                .policies(type -> policy)
                // Values are at hand, and where nobody is to be waited for, the thread that asks can take them itself.
                .executor(redis == null ? Runnable::run : loads)
                .bytesOf(value -> value.length)
                .listener(event -> {});
        backend = redis == null
                ? null
                : Backend.open(Backend.Config.of(redis).namespace("benchmark")
                        // No hit takes so long; but for a moment of the machine's to be a miss would end a benchmark.
                        .timeouts(PATIENCE, PATIENCE));
        if (backend != null) {
            builder.far(backend.tier(AS_IT_IS)).log(backend.log()).leases(backend.leases());
        }
        cache = builder.build();
    }

    /** Has every key loaded into both tiers. */
    void fill(CacheKey[] keys, IntFunction<byte[]> values) {
        // Fewer than there are connections to Redis.
        int atOnce = 32;
        for (int from = 0; from < keys.length; from += atOnce) {
            Map<CacheKey, byte[]> some = new HashMap<>();
            for (int i = from; i < Math.min(keys.length, from + atOnce); i++) {
                some.put(keys[i], values.apply(i));
            }
            List<CacheKey> asked = Arrays.asList(keys).subList(from, Math.min(keys.length, from + atOnce));
            Map<CacheKey, byte[]> _ = cache.getAll(asked, key -> () -> Loaded.of(requireNonNull(some.get(key))));
        }
        // Where a value is loaded while another one is, it may be in the far tier alone until it is asked for again.
        for (CacheKey key : keys) {
            while (near.get(key) == null) {
                byte[] _ = get(key);
            }
        }
    }

    /** A value that must not be loaded. */
    byte[] get(CacheKey key) {
        return cache.get(key, () -> {
            throw new AssertionError("every key was loaded before");
        });
    }

    @Override
    public void close() {
        cache.close();
        if (backend != null) {
            backend.close();
        }
        loads.shutdownNow();
    }
}
