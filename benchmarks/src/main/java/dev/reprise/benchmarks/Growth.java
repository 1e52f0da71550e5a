package dev.reprise.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.reprise.benchmarks.Chart.Bar;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Directives;
import dev.reprise.cache.Loaded;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.local.CaffeineTier;

/**
 * A near tier of some size, in a process of its own: what a hit and the end of a tag take, and what an entry takes
 * in memory. The same hits on bare Caffeine tell what of it is the machine's: fewer of a million entries are in its
 * caches.
 */
final class Growth {
    static final List<String> COLUMNS = List.of("entries", "near hit, ns", "bare Caffeine, ns", "× bare Caffeine",
            "near hit, × the smallest", "invalidating a tag, µs", "clearing a tag, µs",
            "memory of an entry besides its value, B");

    private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000, 1_000_000);
    private static final int VALUE_BYTES = 1024;
    private static final int ASKED = 1 << 20;
    private static final int WARM_UP_TURNS = 5;
    private static final int CLEARED = 20;

    /** With fewer, what the rest of the program takes meanwhile is more than a small part. */
    private static final int ENOUGH_FOR_MEMORY = 100_000;

    private final TieredCache<byte[]> tiered = TieredCache
            .builder(new CaffeineTier<byte[]>(1L << 40, it -> it.length)).build();
    private final Cache<CacheKey, byte[]> caffeine = Caffeine.newBuilder().maximumWeight(1L << 40)
            .weigher((CacheKey _, byte[] it) -> it.length).build();
    private final CacheKey[] asked = new CacheKey[ASKED];

    private Growth() {}

    /** A row for each size: the medians of so many processes. */
    static List<List<Object>> measure(Children children, int forks) throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        double smallest = 0;
        for (int size : SIZES) {
            List<double[]> seen = new ArrayList<>();
            for (int i = 1; i <= forks; i++) {
                OverHttp.say("growth: " + size + " entries, process " + i + " of " + forks);
                seen.add(fork(children, size));
            }
            double hit = median(seen, 0);
            smallest = smallest == 0 ? hit : smallest;
            rows.add(List.of(size, hit, median(seen, 1), hit / median(seen, 1), hit / smallest, median(seen, 2),
                    median(seen, 3), size < ENOUGH_FOR_MEMORY ? "–" : median(seen, 4)));
        }
        return rows;
    }

    /** Of what {@link #measure} gives. */
    static Chart chart(List<List<Object>> rows) {
        return new Chart.Bars("A near hit among so many entries", "ns", rows.stream()
                .flatMap(row -> Stream.of(new Bar(row.get(0) + ": Reprise", (double) row.get(1)),
                        new Bar(row.get(0) + ": bare Caffeine", (double) row.get(2))))
                .toList());
    }

    /** Prints the figures of a tier with as many entries as the argument says. */
    public static void main(String[] args) {
        new Growth().run(Integer.parseInt(args[0]));
    }

    private void run(int size) {
        CacheKey[] keys = new CacheKey[size];
        for (int i = 0; i < size; i++) {
            keys[i] = CacheKey.of("lesson_content", "request " + i);
        }
        long before = used();
        for (int i = 0; i < size; i++) {
            Set<String> tags = Set.of("course:" + i / 10);
            tiered.lookup(keys[i], tags, Directives.NONE, () -> Loaded.of(new byte[VALUE_BYTES]));
        }
        double entryBytes = (double) (used() - before) / size - VALUE_BYTES;
        for (CacheKey key : keys) {
            caffeine.put(key, tiered.get(key, Growth::absent));
        }
        Random random = new Random(1);
        for (int i = 0; i < ASKED; i++) {
            asked[i] = keys[(int) (size * Math.pow(random.nextDouble(), 3))];
        }
        List<Double> hits = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        for (int turn = 0; turn < 3 * WARM_UP_TURNS; turn++) {
            double tieredNanos = tieredNanos();
            double caffeineNanos = caffeineNanos();
            if (turn >= WARM_UP_TURNS) {
                hits.add(tieredNanos);
                bare.add(caffeineNanos);
            }
        }
        // Of tags that were not invalidated before.
        double invalidate = micros(0, tiered::invalidate);
        double clear = micros(CLEARED, tiered::clear);
        System.out.println("seen " + Wrk.median(hits) + " " + Wrk.median(bare) + " " + invalidate + " " + clear + " "
                + entryBytes);
    }

    private double tieredNanos() {
        long bytes = 0;
        long start = System.nanoTime();
        for (CacheKey key : asked) {
            bytes += tiered.get(key, Growth::absent).length;
        }
        return perHit(start, bytes);
    }

    private double caffeineNanos() {
        long bytes = 0;
        long start = System.nanoTime();
        for (CacheKey key : asked) {
            byte[] value = caffeine.getIfPresent(key);
            bytes += value == null ? 0 : value.length;
        }
        return perHit(start, bytes);
    }

    /** Looks at what was read, so that reading it cannot be left out. */
    private static double perHit(long start, long bytes) {
        long took = System.nanoTime() - start;
        if (bytes != (long) ASKED * VALUE_BYTES) {
            throw new AssertionError("not every request was a hit");
        }
        return (double) took / ASKED;
    }

    private static double micros(int firstTag, Consumer<Scope> drop) {
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < CLEARED; i++) {
            Scope scope = new Scope.Tag(Scope.EVERY_TENANT, "course:" + (firstTag + i));
            long start = System.nanoTime();
            drop.accept(scope);
            micros.add((System.nanoTime() - start) / 1e3);
        }
        return Wrk.median(micros);
    }

    private static Loaded<byte[]> absent() {
        throw new AssertionError("every key was loaded before");
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static double[] fork(Children children, int size) throws IOException {
        Process process = children.start(new ProcessBuilder(Server.java(), Server.FLAGS, "-Xms5g", "-Xmx5g", "-cp",
                Server.classPath(), Growth.class.getName(), String.valueOf(size)).redirectError(Redirect.INHERIT));
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        children.end(process);
        return said.lines().filter(it -> it.startsWith("seen ")).findFirst()
                .map(it -> Stream.of(it.substring(5).split(" ", -1)).mapToDouble(Double::parseDouble).toArray())
                .orElseThrow(() -> new IllegalStateException("a tier of " + size + " entries could not be measured"));
    }

    private static double median(List<double[]> seen, int figure) {
        return Wrk.median(seen.stream().map(it -> it[figure]).toList());
    }
}
