package dev.reprise.benchmarks.library;

import static java.util.Objects.requireNonNull;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

import dev.reprise.cache.redis.testkit.RedisServer;

/**
 * Costs beside each other: in one process, in slices that alternate many times, because what runs in processes of its
 * own, or a minute later, differs by more than what is looked for. And by how much each goal is met. A gate for people
 * who look at it, not for a build.
 */
public final class Ratios {
    private static final Duration SLICE = Duration.ofMillis(20);

    private Ratios() {}

    /**
     * What a comparison found, each the median of the forks.
     *
     * @param ratio the subject's time for one of the base
     * @param least the ratio of the fork where it was least
     * @param most and where it was most
     * @param bytes what the subject allocates on the thread that asks
     */
    private record Found(double ratio, double least, double most, double baseNanos, double subjectNanos,
            double bytes) {}

    /**
     * A goal and what was measured.
     *
     * @param most what it may be
     * @param floor what the least takes that would do, measured likewise; null where that was not
     * @param detail of what it was found
     */
    public record Goal(String what, double most, double measured, @Nullable Double floor, String detail) {
        /** Whether it is met, and by how much. */
        public String verdict() {
            double spare = most - measured;
            String by = most == 0
                    ? String.format(Locale.ROOT, "%.1f", Math.abs(spare))
                    : String.format(Locale.ROOT, "%.1f %%", 100 * Math.abs(spare) / most);
            return spare >= 0 ? "met, " + by + " to spare" : "missed by " + by;
        }
    }

    /** Prints by how much each goal is met. With {@code --short}, sooner and less exactly. */
    public static void main(String[] args) {
        boolean quick = List.of(args).contains("--short");
        goals(quick, Stream.of(Stampede.of(Loader.REPRISE, 1, 200, quick ? 2 : 5),
                Stampede.of(Loader.REPRISE, 4, 50, quick ? 2 : 5)).toList())
                .forEach(goal -> System.out.printf(Locale.ROOT,
                        "%-70s goal %8.2f  measured %8.2f  floor %8s  %-24s %s%n", goal.what, goal.most, goal.measured,
                        goal.floor == null ? "" : String.format(Locale.ROOT, "%.2f", goal.floor), goal.verdict(),
                        goal.detail));
    }

    /**
     * Measures what the goals are about.
     *
     * @param quick for sooner and less exactly
     * @param stampedes how ours stood them
     */
    public static List<Goal> goals(boolean quick, List<Stampede.Outcome> stampedes) {
        Map<Comparison, Found> found = new EnumMap<>(Comparison.class);
        for (Comparison it : Comparison.values()) {
            System.out.println("comparing " + it);
            found.put(it, compare(it, quick));
        }
        List<Goal> goals = new ArrayList<>();
        goals.add(ratio("near hit, 1 thread, against bare Caffeine", 1.10, found, Comparison.NEAR_ONE_THREAD,
                Comparison.NEAR_ONE_THREAD_FLOOR));
        goals.add(ratio("near hit, 2 threads, against bare Caffeine", 1.20, found, Comparison.NEAR_TWO_THREADS,
                Comparison.NEAR_TWO_THREADS_FLOOR));
        goals.add(goal("near hit, bytes allocated", 0, found, Comparison.NEAR_ONE_THREAD, null,
                it -> Math.rint(it.bytes)));
        goals.add(ratio("near hit of the same keys among 1 000 000 entries, against 1 000", 1.5, found,
                Comparison.NEAR_MANY_ENTRIES, Comparison.NEAR_MANY_ENTRIES_FLOOR));
        goals.add(ratio("far hit with fill of near, against a GET by Jedis", 1.10, found, Comparison.FAR,
                Comparison.FAR_FLOOR));
        goals.add(goal("far hit, bytes allocated", Workload.VALUE_BYTES + 1024, found, Comparison.FAR,
                Comparison.FAR_FLOOR, Found::bytes));
        goals.add(ratio("key of a request with 4 KB, against MD5", 1.5, found, Comparison.KEY, Comparison.KEY_FLOOR));
        goals.add(goal("key of a known body with 4 KB, microseconds", 1, found, Comparison.KNOWN_BODY, null,
                it -> it.subjectNanos / 1000));
        for (Stampede.Outcome it : stampedes) {
            String what = "stampede, " + it.processes() + " × " + it.callers() / it.processes();
            goals.add(new Goal(what + ", loads", 1, it.loads(), null, "the most of any round"));
            goals.add(new Goal(what + ", slowest caller beyond a load, milliseconds", 20, it.slowest(),
                    null, "median of the rounds"));
        }
        return goals;
    }

    private static Goal ratio(String what, double most, Map<Comparison, Found> found, Comparison of,
            Comparison floor) {
        return goal(what, most, found, of, floor, Found::ratio);
    }

    private static Goal goal(String what, double most, Map<Comparison, Found> found, Comparison of,
            @Nullable Comparison floor, ToDoubleFunction<Found> measured) {
        Found it = requireNonNull(found.get(of));
        return new Goal(what, most, measured.applyAsDouble(it),
                floor == null ? null : measured.applyAsDouble(requireNonNull(found.get(floor))),
                String.format(Locale.ROOT, "%.1f ns for %.1f ns; ratios of the forks %.3f to %.3f", it.subjectNanos,
                        it.baseNanos, it.least, it.most));
    }

    private static Found compare(Comparison comparison, boolean quick) {
        List<double[]> forks = new ArrayList<>();
        try (RedisServer redis = RedisServer.start()) {
            for (int fork = quick ? 1 : 5; fork > 0; fork--) {
                redis.flushAll();
                try (Jvm jvm = Jvm.start(Fork.class, comparison.name(), redis.url().toString(),
                        quick ? "1" : "4", quick ? "20" : "150")) {
                    forks.add(jvm.answer().stream().mapToDouble(Double::parseDouble).toArray());
                }
            }
        }
        Function<Integer, double[]> column = at -> forks.stream().mapToDouble(it -> it[at]).toArray();
        double[] ratios = column.apply(0);
        return new Found(median(ratios), Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow(), median(column.apply(1)), median(column.apply(2)),
                median(column.apply(3)));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** One process that compares. */
    static final class Fork {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private final ExecutorService threads;
        private final int count;

        private Fork(int count) {
            this.count = count;
            threads = Executors.newFixedThreadPool(count);
        }

        /** Takes a comparison, a Redis, seconds to warm up and rounds to measure; answers what it found and ends. */
        public static void main(String[] args) throws InterruptedException, ExecutionException {
            Comparison comparison = Comparison.valueOf(args[0]);
            Fork fork = new Fork(comparison.threads());
            fork.compare(comparison.open(URI.create(args[1])), Duration.ofSeconds(Long.parseLong(args[2])),
                    Integer.parseInt(args[3]));
            System.exit(0);
        }

        private void compare(Comparison.Sides sides, Duration warmUp, int rounds)
                throws InterruptedException, ExecutionException {
            long end = System.nanoTime() + warmUp.toNanos();
            int size = 1000;
            while (System.nanoTime() < end) {
                double nanos = slice(sides.base(), 0, size).nanos;
                slice(sides.subject(), 0, size);
                size = (int) Math.clamp(SLICE.toNanos() / nanos, 10, 10_000_000);
            }
            double[] ratios = new double[rounds];
            double[] bases = new double[rounds];
            double[] subjects = new double[rounds];
            double[] bytes = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                int from = round * size;
                // Each comes first in every other round, as the first finds the processor as the other left it.
                boolean baseFirst = round % 2 == 0;
                Slice first = slice(baseFirst ? sides.base() : sides.subject(), from, size);
                Slice second = slice(baseFirst ? sides.subject() : sides.base(), from, size);
                Slice base = baseFirst ? first : second;
                Slice subject = baseFirst ? second : first;
                ratios[round] = subject.nanos / base.nanos;
                bases[round] = base.nanos;
                subjects[round] = subject.nanos;
                bytes[round] = subject.bytes;
            }
            Jvm.reply(median(ratios), median(bases), median(subjects), median(bytes));
        }

        /**
         * What one question took on average.
         *
         * @param repeated how often an answer was the one before: so that no answer is superfluous
         */
        private record Slice(double nanos, double bytes, int repeated) {}

        private Slice slice(IntFunction<Object> side, int from, int size)
                throws InterruptedException, ExecutionException {
            List<Future<Slice>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int begin = from + i * Workload.ASKED / 2;
                running.add(threads.submit(() -> run(side, begin, size)));
            }
            double nanos = 0;
            double bytes = 0;
            int repeated = 0;
            for (Future<Slice> it : running) {
                nanos += it.get().nanos / count;
                bytes += it.get().bytes / count;
                repeated += it.get().repeated;
            }
            return new Slice(nanos, bytes, repeated);
        }

        @SuppressWarnings("ReferenceEquality") // to look into answers would take time of its own
        private static Slice run(IntFunction<Object> side, int from, int size) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            Object last = side;
            int repeated = 0;
            for (int i = 0; i < size; i++) {
                Object found = side.apply((from + i) & (Workload.ASKED - 1));
                repeated += found == last ? 1 : 0;
                last = found;
            }
            long nanos = System.nanoTime() - start;
            return new Slice((double) nanos / size,
                    (double) (THREADS.getCurrentThreadAllocatedBytes() - allocated) / size, repeated);
        }
    }
}
