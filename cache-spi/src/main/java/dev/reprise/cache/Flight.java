package dev.reprise.cache;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.Leases.Lease;
import dev.reprise.cache.Lookup.Asked;
import dev.reprise.cache.Lookup.Served;
import dev.reprise.cache.Lookup.Step;

/** One lookup in progress that may load. Callers of the same key wait for its one outcome. */
final class Flight<V> {
    final CacheKey key;
    final Set<String> tags;
    final Directives directives;
    final Loader<V> loader;

    /** What was done so far. The leader, the loading thread and the deadline each look at it. */
    final List<Step> steps = new CopyOnWriteArrayList<>();

    /** What may be served should the load fail. */
    volatile @Nullable Entry<V> fallback;

    private volatile Lease lease = Lease.NONE;

    private final CompletableFuture<Served<V>> outcome = new CompletableFuture<>();

    /** Guarded by {@code this}, so that no thread is interrupted after it has gone on to something else. */
    private @Nullable Thread loading;

    Flight(CacheKey key, Set<String> tags, Directives directives, Loader<V> loader) {
        this.key = key;
        this.tags = tags;
        this.directives = directives;
        this.loader = loader;
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

    /** The first outcome counts. */
    void complete(Served<V> served) {
        outcome.complete(served);
    }

    /** The first outcome counts. */
    void fail(LoadFailedException failure) {
        outcome.completeExceptionally(failure);
    }

    /** Blocks until there is an outcome. An interrupt of the caller ends its waiting, not the flight. */
    Served<V> await() {
        try {
            return outcome.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadFailedException("interrupted while waiting for a load", e);
        } catch (ExecutionException e) {
            throw (LoadFailedException) e.getCause();
        }
    }

    boolean isDone() {
        return outcome.isDone();
    }

    /** False where the flight has ended while the load waited for a thread: nobody wants it any more. */
    synchronized boolean loadingBegins() {
        if (isDone()) {
            return false;
        }
        loading = Thread.currentThread();
        return true;
    }

    void holds(Lease taken) {
        lease = taken;
    }

    void giveLeaseUp() {
        lease.close();
    }

    synchronized void loadingEnds() {
        loading = null;
        // An interrupt that was meant for this load must not reach what the thread does next.
        Thread.interrupted();
    }

    synchronized void interrupt() {
        if (loading != null) {
            loading.interrupt();
        }
    }
}
