package dev.reprise.cache;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;

import dev.reprise.cache.testkit.TaskQueue;

/** The fixture with tasks that a test can hold back, and chance that it dictates. */
abstract class TieredCacheScriptedFixture extends TieredCacheFixture {
    /** Runs what the cache has run elsewhere: at once, until a test has it held back. */
    final TaskQueue tasks = new TaskQueue();

    /** What the cache takes for a random number. */
    volatile double chance;

    @Override
    TieredCacheBuilder<String> builder(CacheTier<String> nearTier) {
        return super.builder(nearTier).executor(task -> tasks.execute(task)).random(() -> chance)
                .bytesOf(String::length);
    }

    CacheStats stats() {
        return requireNonNull(cache.stats().get(KEY.type()));
    }

    /** An entry of the policy that took so long to make. */
    Entry<String> entryThatTook(Duration time, String value) {
        Entry<String> it = entryMade(clock.millis(), value);
        return new Entry<>(value, Set.of("tag"), it.requestHash(), it.createdMillis(), it.freshUntilMillis(),
                it.expiresMillis(), it.position(), new Cost(time, 0, 0, 0));
    }

    static Lookup.Why why(Lookup<String> lookup) {
        return ((Lookup.Stale<String>) lookup).why();
    }
}
