package dev.reprise.benchmarks.library;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

import redis.clients.jedis.RedisClient;

import dev.reprise.cache.redis.testkit.RedisServer;

/** Many callers in one or more processes ask at once for a value that nobody has yet and that takes its time. */
public final class Stampede {
    private static final Duration LOAD = Duration.ofMillis(500);

    /** Rounds for the code to be compiled, which do not count and whose loads are short. */
    private static final int WARM_UPS = 400;
    private static final Duration WARM_UP_LOAD = Duration.ofMillis(20);

    private static final String LOADS = "loads-of-";
    private static final List<Loader> CACHES = List.of(Loader.REPRISE, Loader.JETCACHE, Loader.JETCACHE_PROTECTED,
            Loader.REDISSON);

    private Stampede() {}

    /**
     * How one cache stood it.
     *
     * @param loads the most loads of one value
     * @param slowest by how much the slowest caller took longer than a load, in milliseconds; the median of the rounds
     */
    public record Outcome(Loader cache, int processes, int callers, long loads, double slowest) {}

    /** Prints how each cache stands it. */
    public static void main(String[] args) {
        all(args.length == 0 ? 5 : Integer.parseInt(args[0])).forEach(System.out::println);
    }

    /** How each cache stands it, in one process and in four. */
    public static List<Outcome> all(int rounds) {
        return CACHES.stream().flatMap(cache -> Stream.of(of(cache, 1, 200, rounds), of(cache, 4, 50, rounds)))
                .toList();
    }

    /** How a cache stands it. */
    static Outcome of(Loader cache, int processes, int callers, int rounds) {
        try (RedisServer redis = RedisServer.start(); RedisClient counts = RedisClient.create(redis.url())) {
            List<Jvm> jvms = new ArrayList<>();
            try {
                for (int i = 0; i < processes; i++) {
                    jvms.add(Jvm.start(Callers.class, cache.name(), redis.url().toString(), String.valueOf(callers)));
                }
                return outcome(cache, jvms, callers, rounds, counts);
            } finally {
                jvms.forEach(Jvm::close);
            }
        }
    }

    private static Outcome outcome(Loader cache, List<Jvm> jvms, int callers, int rounds, RedisClient counts) {
        long loads = 0;
        double[] slowest = new double[rounds];
        for (int round = -WARM_UPS; round < rounds; round++) {
            String name = "stampede-" + (round + WARM_UPS);
            Duration load = round < 0 ? WARM_UP_LOAD : LOAD;
            jvms.forEach(Jvm::answer);
            jvms.forEach(jvm -> jvm.tell(name + ' ' + load.toMillis()));
            double millis = jvms.stream().mapToDouble(jvm -> Double.parseDouble(jvm.answer().getFirst())).max()
                    .orElseThrow();
            if (round >= 0) {
                slowest[round] = millis - LOAD.toMillis();
                loads = Math.max(loads, Long.parseLong(counts.get(LOADS + name)));
            }
        }
        return new Outcome(cache, jvms.size(), jvms.size() * callers, loads, Ratios.median(slowest));
    }

    /** The callers of one process. */
    static final class Callers {
        private Callers() {}

        /** Asks for each key that it is told, whose load takes so many milliseconds, with all callers at once. */
        public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
            URI redis = URI.create(args[1]);
            int callers = Integer.parseInt(args[2]);
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            try (Loading cache = Loader.valueOf(args[0]).open(redis); RedisClient counts = RedisClient.create(redis)) {
                Jvm.reply("ready");
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    String[] asked = line.split(" ", 2);
                    Supplier<byte[]> loader = loader(counts, asked[0], Duration.ofMillis(Long.parseLong(asked[1])));
                    double millis = slowest(callers, () -> cache.get(asked[0], loader));
                    Jvm.reply(millis);
                    Jvm.reply("ready");
                }
            }
        }

        private static Supplier<byte[]> loader(RedisClient counts, String name, Duration load) {
            byte[] value = Workload.value(0);
            return () -> {
                long end = System.nanoTime() + load.toNanos();
                counts.incr(LOADS + name);
                while (System.nanoTime() < end) {
                    LockSupport.parkNanos(end - System.nanoTime());
                }
                return value;
            };
        }

        private static double slowest(int callers, Callable<byte[]> call)
                throws InterruptedException, ExecutionException {
            CountDownLatch begin = new CountDownLatch(1);
            List<Future<Long>> took = new ArrayList<>();
            // Of the platform, for no cache to depend on how many carry virtual ones.
            try (ExecutorService threads = Executors.newCachedThreadPool()) {
                for (int i = 0; i < callers; i++) {
                    took.add(threads.submit(() -> {
                        begin.await();
                        long start = System.nanoTime();
                        byte[] _ = call.call();
                        return System.nanoTime() - start;
                    }));
                }
                begin.countDown();
                long slowest = 0;
                for (Future<Long> it : took) {
                    slowest = Math.max(slowest, it.get());
                }
                return slowest / 1e6;
            }
        }
    }
}
