package dev.reprise.cache.testkit;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.Cost;
import dev.reprise.cache.Loaded;
import dev.reprise.cache.Loader;

/** Makes {@code v1}, {@code v2} and so on, and fails or waits where it is told to. Thread-safe. */
public final class ScriptedLoader implements Loader<String> {
    /** What each value is said to cost; the cache replaces the time. */
    public static final Cost COST = new Cost(Duration.ZERO, 100, 200, 300);

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger interrupts = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Gate gate;

    /** Each call from now on waits at the gate; null for none. */
    public ScriptedLoader holdAt(@Nullable Gate newGate) {
        gate = newGate;
        return this;
    }

    /** The next call that was told nothing else throws this, an exception or an error. */
    public ScriptedLoader failNext(Throwable failure) {
        failures.add(failure);
        return this;
    }

    /** How often it was called. */
    public int calls() {
        return calls.get();
    }

    /** How many calls have not come back yet. */
    public int running() {
        return running.get();
    }

    /** How many calls were interrupted while they waited. */
    public int interrupts() {
        return interrupts.get();
    }

    @Override
    public Loaded<String> load() throws Exception {
        int call = calls.incrementAndGet();
        running.incrementAndGet();
        try {
            Gate here = gate;
            if (here != null) {
                here.pass();
            }
            Throwable failure = failures.poll();
            if (failure instanceof Exception exception) {
                throw exception;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            return new Loaded<>("v" + call, COST);
        } catch (InterruptedException e) {
            interrupts.incrementAndGet();
            throw e;
        } finally {
            running.decrementAndGet();
        }
    }
}
