package dev.reprise.cache.testkit;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TierStatus;
import dev.reprise.cache.TierUnavailableException;

/** A tier that counts its calls, and fails or hangs when it is told to. Thread-safe. */
public final class FaultyTier<V> implements CacheTier<V> {
    private final CacheTier<V> tier;
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private volatile boolean failReads;
    private volatile boolean failWrites;
    private volatile Runnable afterwards = () -> {};
    private volatile @Nullable Gate readGate;
    private volatile @Nullable Gate writeGate;

    public FaultyTier(CacheTier<V> tier) {
        this.tier = tier;
    }

    /** Whether {@link #get} and {@link #find} are to fail from now on. */
    public void failReads(boolean fail) {
        failReads = fail;
    }

    /** Whether {@link #put}, {@link #remove} and {@link #removeAll} are to fail from now on. */
    public void failWrites(boolean fail) {
        failWrites = fail;
    }

    /** Whether everything is to fail from now on. */
    public void fail(boolean fail) {
        failReads = fail;
        failWrites = fail;
    }

    /** Each read from now on waits at the gate, before it happens; null for none. */
    public void holdReads(@Nullable Gate gate) {
        readGate = gate;
    }

    /** Each write from now on waits at the gate, before it happens; null for none. */
    public void holdWrites(@Nullable Gate gate) {
        writeGate = gate;
    }

    /** What happens after each {@link #get} and {@link #put} from now on, before it returns. */
    public void afterwards(Runnable action) {
        afterwards = action;
    }

    /** How many reads were tried. */
    public int reads() {
        return reads.get();
    }

    /** How many writes were tried. */
    public int writes() {
        return writes.get();
    }

    /** How often it was closed. */
    public int closes() {
        return closes.get();
    }

    @Override
    public String name() {
        return tier.name();
    }

    @Override
    public @Nullable Entry<V> get(CacheKey key) {
        read();
        Entry<V> entry = tier.get(key);
        afterwards.run();
        return entry;
    }

    @Override
    public Map<CacheKey, Entry<V>> getAll(Collection<CacheKey> keys) {
        read();
        return tier.getAll(keys);
    }

    @Override
    public void onEviction(Consumer<CacheKey> listener) {
        tier.onEviction(listener);
    }

    @Override
    public void put(CacheKey key, Entry<V> entry) {
        write();
        tier.put(key, entry);
        afterwards.run();
    }

    @Override
    public void remove(CacheKey key) {
        write();
        tier.remove(key);
    }

    @Override
    public void find(Scope scope, Consumer<CacheKey> found) {
        read();
        tier.find(scope, found);
    }

    @Override
    public void removeAll(Scope scope, Consumer<CacheKey> removed) {
        write();
        tier.removeAll(scope, removed);
    }

    @Override
    public boolean isAvailable() {
        return tier.isAvailable() && !failReads && !failWrites;
    }

    @Override
    public TierStatus status() {
        TierStatus it = tier.status();
        return new TierStatus(it.available() && isAvailable(), it.entries(), it.bytes(), it.maxBytes(),
                it.evictions(), it.unreadable(), it.failures(), it.breaker(), it.breakerTrips());
    }

    @Override
    public void close() {
        closes.incrementAndGet();
        tier.close();
    }

    private void read() {
        reads.incrementAndGet();
        hold(readGate);
        failIf(failReads);
    }

    private void write() {
        writes.incrementAndGet();
        hold(writeGate);
        failIf(failWrites);
    }

    private static void hold(@Nullable Gate gate) {
        if (gate != null) {
            try {
                gate.pass();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TierUnavailableException("interrupted at the gate", e);
            }
        }
    }

    private static void failIf(boolean fail) {
        if (fail) {
            throw new TierUnavailableException("told to fail", null);
        }
    }
}
