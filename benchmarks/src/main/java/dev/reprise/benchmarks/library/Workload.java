package dev.reprise.benchmarks.library;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import dev.reprise.cache.CacheKey;

/** What every cache is asked, so that they differ in nothing else: the same keys, values, life and order. */
final class Workload {
    static final int KEYS = 10_000;
    static final int VALUE_BYTES = 8192;
    static final Duration LIFE = Duration.ofHours(1);

    /** How many questions there are before they repeat; a power of two. */
    static final int ASKED = 1 << 18;

    static final String TYPE = "lesson_content";

    private Workload() {}

    /** A key of each number, for caches in this process. */
    static CacheKey[] keys(int count) {
        return IntStream.range(0, count).mapToObj(it -> CacheKey.of(TYPE, "request " + it)).toArray(CacheKey[]::new);
    }

    /** The same as text, for caches that keep theirs on Redis. */
    static String[] names() {
        return Arrays.stream(keys(KEYS)).map(CacheKey::toString).toArray(String[]::new);
    }

    /** The value of a key, of bytes that no compression makes smaller. */
    static byte[] value(int key) {
        byte[] value = new byte[VALUE_BYTES];
        new Random(key).nextBytes(value);
        return value;
    }

    /**
     * Numbers of keys as popularity has them: the k-th most popular is asked for in proportion to 1 / k. Popularity has
     * nothing to do with the order in which they are put into a cache.
     */
    static int[] asked(int keys, long seed) {
        double[] upTo = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += 1.0 / (i + 1);
            upTo[i] = sum;
        }
        List<Integer> byPopularity = Arrays.asList(IntStream.range(0, keys).boxed().toArray(Integer[]::new));
        Collections.shuffle(byPopularity, new Random(1));
        Random random = new Random(seed);
        int[] asked = new int[ASKED];
        for (int i = 0; i < ASKED; i++) {
            int found = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            asked[i] = byPopularity.get(Math.min(keys - 1, found < 0 ? -found - 1 : found));
        }
        return asked;
    }
}
