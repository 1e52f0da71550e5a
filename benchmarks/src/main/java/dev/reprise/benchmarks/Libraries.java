package dev.reprise.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

import dev.reprise.benchmarks.Chart.Bar;
import dev.reprise.benchmarks.Chart.Bars;
import dev.reprise.benchmarks.library.FarHitBenchmark;
import dev.reprise.benchmarks.library.KeyBenchmark;
import dev.reprise.benchmarks.library.MissBenchmark;
import dev.reprise.benchmarks.library.Near;
import dev.reprise.benchmarks.library.NearHitBenchmark;
import dev.reprise.benchmarks.library.Ratios;
import dev.reprise.benchmarks.library.Stampede;
import dev.reprise.cache.redis.testkit.RedisServer;

/** Measures this cache and its peers with one workload, and writes what it found. */
public final class Libraries {
    private static final List<Class<?>> BENCHMARKS = List.of(NearHitBenchmark.class, FarHitBenchmark.class,
            MissBenchmark.class, KeyBenchmark.class);

    private Libraries() {}

    /** Measures for an hour; with {@code --short} for ten minutes, to see whether it works. */
    public static void main(String[] args) throws RunnerException, IOException, InterruptedException {
        List<String> wrong = Arrays.stream(args).filter(it -> !it.equals("--short")).toList();
        if (!wrong.isEmpty()) {
            System.err.println("libraries: there is no option " + wrong.getFirst() + "; there is --short");
            System.exit(2);
        }
        boolean quick = args.length > 0;
        Setup.awaitQuiet();
        Results results = Results.of("libraries", "This cache beside others",
                "./reprise bench library" + (quick ? " --short" : ""));
        System.out.println("takes about " + (quick ? "ten minutes" : "an hour")
                + "; JMH says how long its part takes");
        String redis = redisVersion();
        results.version("Redis", redis);
        results.text("One workload for all: 10 000 keys of 8 KB values, asked for as Zipf's law has it (exponent 1), "
                + "with a life of an hour. Those who keep values on Redis are given bytes and give bytes; JetCache "
                + "insists on a holder of its own around them, which is written by hand. Percentiles of a near hit "
                + "contain reading a clock, which takes about as long; its mean does not.");
        for (Class<?> benchmark : BENCHMARKS) {
            add(results, benchmark, run(benchmark, redis, quick));
        }
        if (!hasJedisCaching(redis)) {
            results.text("The client-side caching of Jedis is missing: it needs Redis 7.4 and later, this is " + redis
                    + ".");
        }
        List<Stampede.Outcome> stampedes = Stampede.all(quick ? 2 : 10);
        results.table("Stampede: a load takes 500 ms",
                List.of("cache", "processes", "callers", "loads", "slowest caller beyond a load, ms"),
                stampedes.stream().map(it -> List.of(name(it.cache().name()), it.processes(), it.callers(), it.loads(),
                        it.slowest())).toList());
        List<Ratios.Goal> goals = Ratios.goals(quick,
                stampedes.stream().filter(it -> it.cache().name().equals("REPRISE")).toList());
        results.table("Goals, in one process in alternating slices",
                List.of("what", "at most", "measured", "floor", "", "of what"),
                goals.stream().map(it -> List.of(it.what(), it.most(), it.measured(),
                        it.floor() == null ? "" : it.floor(), it.verdict(), it.detail()))
                        .toList());
        System.out.println("see " + results.write(Results.FOLDER));
    }

    private static List<RunResult> run(Class<?> benchmark, String redis, boolean quick) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder().include("^" + benchmark.getName() + "\\.")
                .addProfiler(GCProfiler.class).shouldFailOnError(false);
        if (benchmark.equals(NearHitBenchmark.class) && hasJedisCaching(redis)) {
            options.param("cache", Arrays.stream(Near.values()).map(Near::name).toArray(String[]::new));
        }
        if (quick) {
            TimeValue blink = TimeValue.milliseconds(300);
            options.forks(1).warmupIterations(1).warmupTime(blink).measurementIterations(1).measurementTime(blink);
        }
        return new ArrayList<>(new Runner(options.build()).run());
    }

    /** One row for each benchmark with its parameters, whatever modes it was run in. */
    private static void add(Results results, Class<?> benchmark, List<RunResult> runs) {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (RunResult run : runs) {
            rows.computeIfAbsent(Row.name(run.getParams()), Row::new).add(run);
        }
        String heading = benchmark.getSimpleName().replace("Benchmark", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        results.table(heading, List.of("what", "mean, ns", "p50", "p90", "p99", "p99.9", "bytes allocated"),
                rows.values().stream().map(Row::cells).toList());
        results.chart(new Bars(heading, "ns, mean", rows.values().stream().map(it -> new Bar(it.name, it.mean))
                .toList()));
    }

    private static String name(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String redisVersion() {
        try (RedisServer redis = RedisServer.start()) {
            return redis.command("INFO", "server").lines().filter(it -> it.startsWith("redis_version:"))
                    .map(it -> it.substring(it.indexOf(':') + 1).strip()).findFirst().orElse("unknown");
        }
    }

    private static boolean hasJedisCaching(String redis) {
        String[] parts = redis.split("\\.", -1);
        return parts.length > 1
                && (Integer.parseInt(parts[0]) * 100 + Integer.parseInt(parts[1])) >= 704;
    }

    /** A line of a table, gathered from the modes that it was measured in. */
    private static final class Row {
        private final String name;
        private double mean = Double.NaN;
        private final List<@Nullable Double> percentiles = new ArrayList<>();
        private @Nullable Double bytes;

        Row(String name) {
            this.name = name;
        }

        static String name(BenchmarkParams params) {
            StringBuilder name = new StringBuilder();
            for (String key : params.getParamsKeys()) {
                name.append(Libraries.name(params.getParam(key))).append(", ");
            }
            return name.append(params.getThreads()).append(params.getThreads() == 1 ? " thread" : " threads")
                    .toString();
        }

        void add(RunResult run) {
            Result<?> primary = run.getPrimaryResult();
            double nanos = run.getParams().getTimeUnit().toNanos(1);
            if (run.getParams().getMode() == Mode.AverageTime || Double.isNaN(mean)) {
                mean = primary.getScore() * nanos;
            }
            if (run.getParams().getMode() == Mode.SampleTime) {
                Statistics times = primary.getStatistics();
                for (double percentile : new double[]{50, 90, 99, 99.9}) {
                    percentiles.add(times.getPercentile(percentile) * nanos);
                }
            }
            Result<?> allocated = run.getSecondaryResults().get("gc.alloc.rate.norm");
            // Samples are taken in memory of their own, so an average is the truth where there is one.
            if (allocated != null && (bytes == null || run.getParams().getMode() == Mode.AverageTime)) {
                bytes = allocated.getScore();
            }
        }

        List<@Nullable Object> cells() {
            List<@Nullable Object> cells = new ArrayList<>();
            cells.add(name);
            cells.add(mean);
            for (int i = 0; i < 4; i++) {
                cells.add(i < percentiles.size() ? percentiles.get(i) : null);
            }
            cells.add(bytes);
            return cells;
        }
    }
}
