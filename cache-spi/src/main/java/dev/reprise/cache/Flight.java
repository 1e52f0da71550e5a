package dev.reprise.cache;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.Leases.Lease;
import dev.reprise.cache.Lookup.Asked;
import dev.reprise.cache.Lookup.Served;
import dev.reprise.cache.Lookup.Step;

/** One lookup in progress that may load. Callers of the same key wait for its one outcome. */
final class Flight<V> {
    /** The flight whose loader runs on this thread. */
    private static final ThreadLocal<@Nullable Flight<?>> LOADING_HERE = new ThreadLocal<>();

    final CacheKey key;
    final Set<String> tags;
    final Directives directives;
    final Loader<V> loader;

    /** What a refresh is to replace; null for a lookup that a caller waits for. */
    final @Nullable Entry<V> replaces;

    /** Told whose loader this waits for. */
    final Consumer<? super Loader<V>> awaited;

    /** What was done so far. The leader, the loading thread and the deadline each look at it. */
    final List<Step> steps = new CopyOnWriteArrayList<>();

    /** What may be served should the load fail. */
    volatile @Nullable Entry<V> fallback;

    private final AtomicBoolean decided = new AtomicBoolean();
    private final CompletableFuture<Served<V>> outcome = new CompletableFuture<>();

    /** What the loader waits for at the moment. */
    private volatile @Nullable Flight<?> waitsFor;

    /** Whose loader is interrupted by this one, where an executor runs a load on the thread that wants it. */
    private @Nullable Flight<?> outer;

    private volatile Lease lease = Lease.NONE;

    /** Guarded by {@code this}, so that no thread is interrupted after it has gone on to something else. */
    private @Nullable Thread loading;

    Flight(CacheKey key, Set<String> tags, Directives directives, Loader<V> loader, @Nullable Entry<V> replaces,
            Consumer<? super Loader<V>> awaited) {
        this.key = key;
        this.tags = tags;
        this.directives = directives;
        this.loader = loader;
        this.replaces = replaces;
        this.awaited = awaited;
    }

    /** For one who asks for the value and nothing else. */
    Flight(CacheKey key, Set<String> tags, Directives directives, Loader<V> loader, @Nullable Entry<V> replaces) {
        this(key, tags, directives, loader, replaces, loading -> {});
    }

    /** Records that a tier keeps the entry now. */
    void stored(String tier) {
        steps.replaceAll(step -> step instanceof Asked it && it.tier().equals(tier) ? it.asStored() : step);
    }

    /** Records that a tier could not keep the entry. */
    void unavailable(String tier) {
        steps.replaceAll(step -> step instanceof Asked it && it.tier().equals(tier)
                ? new Asked(tier, Lookup.Answer.UNAVAILABLE, false, it.took())
                : step);
    }

    /** Whether whoever asks is to give the outcome: true for the first. */
    boolean decide() {
        return decided.compareAndSet(false, true);
    }

    void complete(Served<V> served) {
        outcome.complete(served);
    }

    void fail(LoadFailedException failure) {
        outcome.completeExceptionally(failure);
    }

    boolean isDone() {
        return decided.get();
    }

    /** Whether it has an outcome and that is a failure. */
    boolean hasFailed() {
        return outcome.isCompletedExceptionally();
    }

    /** Whether this looks for everything that would do for another flight of the key. */
    boolean looksFor(Flight<V> other) {
        return replaces == null && (directives.equals(Directives.NONE) || directives.equals(other.directives));
    }

    /** Runs {@code action} once there is an outcome. */
    void whenDone(Runnable action) {
        CompletableFuture<Served<V>> unused = outcome.whenComplete((served, failure) -> action.run());
    }

    /**
     * Blocks until there is an outcome. An interrupt of the caller ends its waiting, not the flight.
     *
     * @throws LoadFailedException where there is no value, or where waiting would never end because the caller is
     *         itself part of the load
     */
    Served<V> await() {
        Flight<?> mine = LOADING_HERE.get();
        if (mine == null) {
            return outcome();
        }
        // Before it is looked for, so that of two who begin to wait for each other one sees the other.
        mine.waitsFor = this;
        try {
            for (Flight<?> next = this; next != null; next = next.waitsFor) {
                if (next.equals(mine)) {
                    throw new LoadFailedException("the loader of " + mine.key + " asks for its own value", null);
                }
            }
            return outcome();
        } finally {
            mine.waitsFor = null;
        }
    }

    private Served<V> outcome() {
        try {
            return outcome.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadFailedException("interrupted while waiting for a load", e);
        } catch (ExecutionException e) {
            throw (LoadFailedException) e.getCause();
        }
    }

    /** False where the flight has ended while the load waited for a thread: nobody wants it any more. */
    synchronized boolean loadingBegins() {
        if (isDone()) {
            return false;
        }
        loading = Thread.currentThread();
        outer = LOADING_HERE.get();
        if (outer != null) {
            outer.waitsFor = this;
        }
        LOADING_HERE.set(this);
        return true;
    }

    synchronized void loadingEnds() {
        loading = null;
        if (outer == null) {
            LOADING_HERE.remove();
        } else {
            outer.waitsFor = null;
            LOADING_HERE.set(outer);
        }
        // An interrupt that was meant for this load must not reach what the thread does next.
        Thread.interrupted();
    }

    synchronized void interrupt() {
        if (loading != null) {
            loading.interrupt();
        }
    }

    void holds(Lease taken) {
        lease = taken;
    }

    void giveLeaseUp() {
        lease.close();
    }
}
