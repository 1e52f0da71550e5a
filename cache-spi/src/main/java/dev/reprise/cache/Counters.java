package dev.reprise.cache;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/** What {@link CacheStats} shows, while it is counted. */
final class Counters {
    final LongAdder nearHits = new LongAdder();
    final LongAdder farHits = new LongAdder();
    final LongAdder staleServed = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder joined = new LongAdder();
    final LongAdder absent = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final LongAdder tierFailures = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder bytesLoaded = new LongAdder();
    final LongAdder loadNanos = new LongAdder();
    final LongAdder savedNanos = new LongAdder();

    /** A lookup that the near tier answered without a thought. */
    void nearHit(Entry<?> entry) {
        nearHits.increment();
        savedNanos.add(entry.loadNanos);
    }

    /** Any other lookup that did not fail. */
    void ended(Lookup<?> found) {
        if (!(found instanceof Lookup.Served<?> served)) {
            absent.increment();
        } else if (served instanceof Lookup.Stale<?>) {
            staleServed.increment();
            saved(served);
        } else if (served.joined()) {
            joined.increment();
        } else if (served instanceof Lookup.Miss<?>) {
            misses.increment();
        } else {
            boolean near = served.steps().get(0) instanceof Lookup.Asked first && first.answer() == Lookup.Answer.HIT;
            (near ? nearHits : farHits).increment();
            saved(served);
        }
    }

    private void saved(Lookup.Served<?> served) {
        long tookNanos = 0;
        for (Lookup.Step step : served.steps()) {
            tookNanos += step.took().toNanos();
        }
        savedNanos.add(Math.max(0, served.entry().loadNanos - tookNanos));
    }

    void loadFailed(@Nullable Throwable cause) {
        loadFailures.increment();
        if (cause instanceof RejectedExecutionException) {
            rejected.increment();
        }
    }

    void loaded(Entry<?> entry, long bytes) {
        loads.increment();
        loadNanos.add(entry.loadNanos);
        bytesLoaded.add(bytes);
    }

    CacheStats snapshot() {
        return new CacheStats(nearHits.sum(), farHits.sum(), staleServed.sum(), misses.sum(), joined.sum(),
                absent.sum(), failed.sum(), loads.sum(), loadFailures.sum(), rejected.sum(), tierFailures.sum(),
                evictions.sum(), bytesLoaded.sum(), Duration.ofNanos(loadNanos.sum()),
                Duration.ofNanos(savedNanos.sum()));
    }
}
