package dev.reprise.cache.local;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy.Eviction;
import com.github.benmanes.caffeine.cache.RemovalCause;
import org.jspecify.annotations.Nullable;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TierStatus;

/**
 * A near tier of bounded size. It holds the values themselves, not copies, and drops those that are asked for least.
 * An expired entry stays until its room is needed: whoever reads an entry judges it anyway, and Caffeine's own expiry
 * would cost each hit as much as the hit. Thread-safe; nothing blocks and nothing is ever unavailable.
 */
public final class CaffeineTier<V> implements CacheTier<V> {
    private final Cache<CacheKey, Entry<V>> entries;
    private final Eviction<CacheKey, Entry<V>> bound;
    private final LongAdder evictions = new LongAdder();
    private volatile Consumer<CacheKey> onEviction = key -> {};

    /**
     * A tier that is empty.
     *
     * @param maxBytes what the values may take together, as {@code bytesOf} counts; at least 1
     * @param bytesOf the size of a value; at least 0
     */
    public CaffeineTier(long maxBytes, ToIntFunction<V> bytesOf) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1, is " + maxBytes);
        }
        entries = Caffeine.newBuilder()
                // Its upkeep is less work than having another thread do it.
                .executor(Runnable::run)
                .maximumWeight(maxBytes)
                .weigher((CacheKey key, Entry<V> entry) -> bytesOf.applyAsInt(entry.value()))
                .evictionListener((@Nullable CacheKey key, @Nullable Entry<V> entry, RemovalCause cause) -> {
                    evictions.increment();
                    onEviction.accept(requireNonNull(key));
                })
                .build();
        bound = entries.policy().eviction().orElseThrow();
    }

    @Override
    public String name() {
        return "caffeine";
    }

    @Override
    public @Nullable Entry<V> get(CacheKey key) {
        return entries.getIfPresent(key);
    }

    @Override
    public void put(CacheKey key, Entry<V> entry) {
        entries.put(key, entry);
    }

    @Override
    public void remove(CacheKey key) {
        entries.invalidate(key);
    }

    @Override
    public void find(Scope scope, Consumer<CacheKey> found) {
        entries.asMap().forEach((key, entry) -> {
            if (scope.covers(key, entry.tags())) {
                found.accept(key);
            }
        });
    }

    @Override
    public void removeAll(Scope scope, Consumer<CacheKey> removed) {
        find(scope, key -> {
            if (entries.asMap().remove(key) != null) {
                removed.accept(key);
            }
        });
    }

    @Override
    public void onEviction(Consumer<CacheKey> listener) {
        onEviction = onEviction.andThen(listener);
    }

    @Override
    public TierStatus status() {
        entries.cleanUp();
        return new TierStatus(true, entries.estimatedSize(), bound.weightedSize().orElse(0), bound.getMaximum(),
                evictions.sum(), 0, 0, null, 0);
    }

    /** Drops every entry. */
    @Override
    public void close() {
        entries.invalidateAll();
    }
}
