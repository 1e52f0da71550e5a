package dev.reprise.benchmarks.library;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

import dev.reprise.cache.redis.testkit.RedisServer;

/** A hit in this process. Percentiles are those of the hit and of a clock that takes about as long. */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class NearHitBenchmark {
    /** All but {@link Near#JEDIS}, which not every Redis lets start. */
    @Param({"REPRISE", "CAFFEINE", "CAFFEINE_EXPIRING", "CAFFEINE_OWN_EXPIRY", "CONCURRENT_HASH_MAP", "CACHE2K",
            "SPRING", "LETTUCE", "JETCACHE", "REDISSON"})
    public Near cache = Near.REPRISE;

    private final RedisServer redis = RedisServer.start();
    private Cached cached = key -> new byte[0];

    @Setup
    public void open() {
        cached = cache.open(redis.url());
    }

    @TearDown
    public void close() {
        cached.close();
        redis.close();
    }

    @Benchmark
    @Threads(1)
    public byte[] oneThread(Asking asking) {
        return cached.get(asking.next());
    }

    @Benchmark
    @Threads(2)
    public byte[] twoThreads(Asking asking) {
        return cached.get(asking.next());
    }
}
