package dev.reprise.cache.testkit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TierStatus;

/** The least that is a tier: a map without bound. Keeps its entries when it is closed, as a shared store does. */
public final class MapTier<V> implements CacheTier<V> {
    private final String name;
    private final Map<CacheKey, Entry<V>> entries = new ConcurrentHashMap<>();

    public MapTier(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Entry<V> get(CacheKey key) {
        return entries.get(key);
    }

    @Override
    public void put(CacheKey key, Entry<V> entry) {
        entries.put(key, entry);
    }

    @Override
    public void remove(CacheKey key) {
        entries.remove(key);
    }

    @Override
    public void find(Scope scope, Consumer<CacheKey> found) {
        entries.forEach((key, entry) -> {
            if (scope.covers(key, entry.tags())) {
                found.accept(key);
            }
        });
    }

    @Override
    public void removeAll(Scope scope, Consumer<CacheKey> removed) {
        find(scope, key -> {
            if (entries.remove(key) != null) {
                removed.accept(key);
            }
        });
    }

    @Override
    public TierStatus status() {
        return new TierStatus(true, (long) entries.size(), null, null, null, 0, 0, null, 0);
    }

    @Override
    public void close() {}
}
