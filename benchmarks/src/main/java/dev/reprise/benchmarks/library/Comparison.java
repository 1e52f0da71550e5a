package dev.reprise.benchmarks.library;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.IntFunction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import redis.clients.jedis.RedisClient;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.CoarseClock;

/**
 * What is compared; each side is a question, numbered. A floor is compared with the same base as what it is the floor
 * of, and is the least that would do, written straight and without the promises.
 */
enum Comparison {
    NEAR_ONE_THREAD,
    NEAR_ONE_THREAD_FLOOR,
    NEAR_TWO_THREADS,
    NEAR_TWO_THREADS_FLOOR,
    /** The same keys of both: what all of a million cost is the processor's waiting for memory. */
    NEAR_MANY_ENTRIES,
    /** Bare Caffeine with as many. */
    NEAR_MANY_ENTRIES_FLOOR,
    FAR,
    FAR_FLOOR,
    KEY,
    KEY_FLOOR,
    KNOWN_BODY;

    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;

    /** What stands before a value on Redis, about. */
    private static final int HEADER_BYTES = 128;

    /** The same questions to both. */
    record Sides(IntFunction<Object> base, IntFunction<Object> subject) {}

    /** How many threads ask. */
    int threads() {
        return this == NEAR_TWO_THREADS || this == NEAR_TWO_THREADS_FLOOR ? 2 : 1;
    }

    Sides open(URI redis) {
        return switch (this) {
            case NEAR_ONE_THREAD, NEAR_TWO_THREADS -> hits(Near.CAFFEINE.open(redis), Near.REPRISE.open(redis));
            case NEAR_ONE_THREAD_FLOOR, NEAR_TWO_THREADS_FLOOR ->
                hits(Near.CAFFEINE.open(redis), ending());
            case NEAR_MANY_ENTRIES -> new Sides(ours(FEW), ours(MANY));
            case NEAR_MANY_ENTRIES_FLOOR -> new Sides(caffeine(FEW), caffeine(MANY));
            case FAR -> hits(Far.JEDIS.open(redis), Far.REPRISE.open(redis));
            case FAR_FLOOR -> hits(Far.JEDIS.open(redis), copiedAndKept(redis));
            case KEY -> keys(Key.MD5, Key.FROM_RECORD);
            case KEY_FLOOR -> keys(Key.MD5, Key.MD5_AND_SHA_256);
            case KNOWN_BODY -> keys(Key.MD5, Key.FROM_KNOWN_BODY);
        };
    }

    private static Sides hits(Cached base, Cached subject) {
        int[] asked = Workload.asked(Workload.KEYS, 1);
        return new Sides(at -> base.get(asked[at]), at -> subject.get(asked[at]));
    }

    private static Sides keys(Key base, Key subject) {
        String document = Key.document(4000);
        Key.Way baseWay = base.of(document);
        Key.Way subjectWay = subject.of(document);
        return new Sides(_ -> baseWay.find(), _ -> subjectWay.find());
    }

    private static IntFunction<Object> ours(int entries) {
        CacheKey[] keys = Workload.keys(entries);
        int[] asked = Workload.asked(FEW, 1);
        Tiered tiered = new Tiered(null);
        tiered.fill(keys, _ -> new byte[64]);
        return at -> tiered.get(keys[asked[at]]);
    }

    private static IntFunction<Object> caffeine(int entries) {
        CacheKey[] keys = Workload.keys(entries);
        int[] asked = Workload.asked(FEW, 1);
        Cache<CacheKey, byte[]> cache = Near.bounded().build();
        for (CacheKey key : keys) {
            cache.put(key, new byte[64]);
        }
        return at -> requireNonNull(cache.getIfPresent(keys[asked[at]]));
    }

    /** Values in bare Caffeine, each with its end, which is looked at. */
    private static Cached ending() {
        record Ending<V>(V value, long millis) {}

        CacheKey[] keys = Workload.keys(Workload.KEYS);
        CoarseClock clock = new CoarseClock(InstantSource.system());
        Cache<CacheKey, Ending<byte[]>> cache = Caffeine.newBuilder().executor(Runnable::run).maximumWeight(1L << 30)
                .weigher((CacheKey _, Ending<byte[]> it) -> it.value.length).build();
        for (int i = 0; i < keys.length; i++) {
            cache.put(keys[i], new Ending<>(Workload.value(i), clock.millis() + Workload.LIFE.toMillis()));
        }
        return key -> {
            Ending<byte[]> found = requireNonNull(cache.getIfPresent(keys[key]));
            if (clock.millis() >= found.millis) {
                throw new AssertionError("all live for an hour");
            }
            return found.value;
        };
    }

    /** A GET by Jedis of a value with something before it, a copy of the value, and a place in bare Caffeine for it. */
    private static Cached copiedAndKept(URI redis) {
        CacheKey[] keys = Workload.keys(Workload.KEYS);
        byte[][] names = Far.names();
        RedisClient client = RedisClient.create(redis);
        for (int i = 0; i < names.length; i++) {
            byte[] kept = new byte[HEADER_BYTES + Workload.VALUE_BYTES];
            System.arraycopy(Workload.value(i), 0, kept, HEADER_BYTES, Workload.VALUE_BYTES);
            // Not the names that Jedis's own values have.
            names[i][0] = '-';
            client.set(names[i], kept);
        }
        Cache<CacheKey, byte[]> near = Near.bounded().build();
        return key -> {
            byte[] kept = requireNonNull(client.get(names[key]));
            byte[] value = Arrays.copyOfRange(kept, HEADER_BYTES, kept.length);
            near.put(keys[key], value);
            return value;
        };
    }
}
