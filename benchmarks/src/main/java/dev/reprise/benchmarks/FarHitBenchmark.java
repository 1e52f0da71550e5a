package dev.reprise.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import redis.clients.jedis.RedisClient;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Codec;
import dev.reprise.cache.Loaded;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.local.CaffeineTier;
import dev.reprise.cache.redis.testkit.RedisServer;

/**
 * A far hit of the tiered cache, the near tier filled and all, beside a bare GET of the same bytes from the same Redis,
 * which is started for it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class FarHitBenchmark {
    private static final CacheKey KEY = CacheKey.of("lesson_content", "request");
    private static final String NAME = "reprise:benchmark:v1:" + KEY;

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

    private final RedisServer server = RedisServer.start();
    private final Backend backend = Backend.open(Backend.Config.of(server.url()).namespace("benchmark"));
    private final CaffeineTier<byte[]> near = new CaffeineTier<>(1L << 30, it -> it.length);
    private final TieredCache<byte[]> tiered = TieredCache.builder(near)
            .far(backend.tier(AS_IT_IS))
            .log(backend.log())
            .leases(backend.leases())
            .build();
    private final RedisClient jedis = RedisClient.create(server.url());

    public FarHitBenchmark() {
        byte[] value = new byte[8192];
        new Random(1).nextBytes(value);
        tiered.get(KEY, () -> Loaded.of(value));
    }

    @TearDown
    public void close() {
        jedis.close();
        tiered.close();
        backend.close();
        server.close();
    }

    @Benchmark
    public byte[] jedisGet() {
        return jedis.get(NAME.getBytes(UTF_8));
    }

    @Benchmark
    public byte[] tiered() {
        near.remove(KEY);
        return tiered.get(KEY, () -> {
            throw new AssertionError("it was loaded before");
        });
    }
}
