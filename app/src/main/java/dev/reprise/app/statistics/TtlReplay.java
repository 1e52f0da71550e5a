package dev.reprise.app.statistics;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the hits of one type of content would have been with other times to live: each request is replayed, as it comes,
 * against one imaginary cache for each of them, which holds everything for that long and makes in no time. Of many keys
 * only a sample is followed, chosen by its hash, so that what is followed is followed whole; requests that the sample has
 * too few of are those for the few keys that are asked for all the time, so they count as hits (Waldspurger et al.,
 * "Efficient MRC construction with SHARDS", FAST 2015, section 3.3). Thread-safe.
 */
final class TtlReplay {
    /** How many keys are followed at most. */
    static final int MOST_KEYS = 10_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final long[] ttlMillis;
    private final long[] hits;
    private final Map<Long, long[]> madeMillis = new HashMap<>();
    private long requests;
    private long followed;
    /** Keys are followed whose hash has none of these bits. */
    private long mask;

    TtlReplay(List<Duration> ttls) {
        ttlMillis = ttls.stream().mapToLong(Duration::toMillis).sorted().distinct().toArray();
        hits = new long[ttlMillis.length];
    }

    /** A request for the key with this hash. */
    synchronized void asked(long keyHash, long nowMillis) {
        requests++;
        if ((keyHash & mask) != 0) {
            return;
        }
        followed++;
        long[] made = madeMillis.get(keyHash);
        if (made == null) {
            made = new long[ttlMillis.length];
            Arrays.fill(made, NEVER);
            madeMillis.put(keyHash, made);
        }
        for (int i = 0; i < ttlMillis.length; i++) {
            if (made[i] != NEVER && nowMillis < made[i] + ttlMillis[i]) {
                hits[i]++;
            } else {
                made[i] = nowMillis;
            }
        }
        if (madeMillis.size() > MOST_KEYS) {
            forgetHalf();
        }
    }

    /** The share of requests that would have been hits, by time to live; empty where nothing was asked. */
    synchronized SortedMap<Duration, Double> hitRates() {
        SortedMap<Duration, Double> rates = new TreeMap<>();
        double expected = (double) requests / (mask + 1);
        for (int i = 0; i < ttlMillis.length && requests > 0; i++) {
            double rate = (hits[i] + expected - followed) / expected;
            rates.put(Duration.ofMillis(ttlMillis[i]), Math.clamp(rate, 0, 1));
        }
        return rates;
    }

    /** How many requests the rates are of. */
    synchronized long requests() {
        return requests;
    }

    /** What was counted is of keys that are followed no more, too, so it begins anew. */
    private void forgetHalf() {
        mask = (mask << 1) | 1;
        madeMillis.keySet().removeIf(key -> (key & mask) != 0);
        Arrays.fill(hits, 0);
        requests = 0;
        followed = 0;
    }
}
