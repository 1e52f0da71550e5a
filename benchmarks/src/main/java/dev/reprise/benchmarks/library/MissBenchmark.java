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

/** What a cache adds to making a value: the key is new each time, and the loader returns at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class MissBenchmark {
    @Param
    public Loader cache = Loader.REPRISE;

    /** Made room in by dropping values, of which there is no end, and nothing else. */
    private final RedisServer redis = RedisServer.start("--maxmemory", "256mb", "--maxmemory-policy", "volatile-lru");

    private final byte[] value = Workload.value(0);
    private Loading loading = (name, loader) -> value;
    private long next;

    @Setup
    public void open() {
        loading = cache.open(redis.url());
    }

    @TearDown
    public void close() {
        loading.close();
        redis.close();
    }

    @Benchmark
    public byte[] miss() {
        return loading.get("request-" + next++, () -> value);
    }
}
