package dev.reprise.cache.testkit;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TierStatus;

/** A tier with room for one entry. Not thread-safe. */
public final class OneEntryTier<V> implements CacheTier<V> {
    private Consumer<CacheKey> listener = key -> {};
    private @Nullable CacheKey kept;
    private @Nullable Entry<V> entry;

    @Override
    public String name() {
        return "one";
    }

    @Override
    public @Nullable Entry<V> get(CacheKey key) {
        return key.equals(kept) ? entry : null;
    }

    @Override
    public void put(CacheKey key, Entry<V> newEntry) {
        CacheKey dropped = kept;
        kept = key;
        entry = newEntry;
        if (dropped != null && !dropped.equals(key)) {
            listener.accept(dropped);
        }
    }

    @Override
    public void remove(CacheKey key) {
        if (key.equals(kept)) {
            close();
        }
    }

    @Override
    public void find(Scope scope, Consumer<CacheKey> found) {
        if (kept != null && entry != null && scope.covers(kept, entry.tags())) {
            found.accept(kept);
        }
    }

    @Override
    public void removeAll(Scope scope, Consumer<CacheKey> removed) {
        find(scope, key -> {
            close();
            removed.accept(key);
        });
    }

    @Override
    public void onEviction(Consumer<CacheKey> newListener) {
        listener = newListener;
    }

    @Override
    public TierStatus status() {
        return new TierStatus(true, kept == null ? 0L : 1L, null, null, null, 0, 0, null, 0);
    }

    @Override
    public void close() {
        kept = null;
        entry = null;
    }
}
