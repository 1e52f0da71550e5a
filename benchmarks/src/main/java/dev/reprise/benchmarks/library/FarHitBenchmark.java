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
import org.openjdk.jmh.annotations.Warmup;

import dev.reprise.cache.redis.testkit.RedisServer;

/** A hit on Redis, which is started for it, and the filling of the near tier where there is one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class FarHitBenchmark {
    @Param
    public Far cache = Far.REPRISE;

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
    public byte[] hit(Asking asking) {
        return cached.get(asking.next());
    }
}
