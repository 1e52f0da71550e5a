package dev.reprise.cache;

import java.time.Duration;

/**
 * What a cache did with the values of one type since it was built. Every lookup is counted exactly once in one of
 * {@code nearHits}, {@code farHits}, {@code staleServed}, {@code misses}, {@code joined}, {@code absent} and
 * {@code failed}; the counts are read one after another, so their sum is exact only while no lookup runs.
 *
 * @param nearHits served fresh by the near tier
 * @param farHits served fresh by the far tier to the one who asked it
 * @param staleServed served when no longer fresh
 * @param misses served by a load to the one who led it
 * @param joined served by a flight that somebody else led
 * @param absent found nothing and were not to load
 * @param failed ended without a value
 * @param loads how many loads ended with a value, refreshes included
 * @param loadFailures how many loads failed, refreshes included
 * @param rejected how many values were too large to keep, and how many loads were not begun because too many waited or,
 *        of refreshes, ran
 * @param tierFailures how often a tier could not be asked or could not keep a value
 * @param evictions how many entries the near tier dropped to make room
 * @param bytesLoaded the size of all values that were loaded, as {@code bytesOf} counts
 * @param loadTime how long the loads took together
 * @param timeSaved what the entries that were served had taken to load, less what serving them took where that was
 *        measured
 */
public record CacheStats(long nearHits, long farHits, long staleServed, long misses, long joined, long absent,
        long failed, long loads, long loadFailures, long rejected, long tierFailures, long evictions, long bytesLoaded,
        Duration loadTime, Duration timeSaved) {

    /** How many lookups there were. */
    public long lookups() {
        return nearHits + farHits + staleServed + misses + joined + absent + failed;
    }
}
