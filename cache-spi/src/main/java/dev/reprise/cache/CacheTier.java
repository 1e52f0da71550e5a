package dev.reprise.cache;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A place that keeps entries: near (in this process) or far (shared). A tier stores and finds; whether an entry is
 * fresh, valid or meant for the key at hand is judged by the {@link TieredCache}.
 *
 * <p>Implementations are thread-safe. Every method but {@link #name} and {@link #close} may throw
 * {@link TierUnavailableException}. What a tier cannot read it treats as absent.
 */
public interface CacheTier<V> extends AutoCloseable {
    /** What the tier is called in statistics and in the {@code Cache-Status} header, for example {@code redis}. */
    String name();

    /** The entry last put under this key, or null. An entry past its expiry may or may not be returned. */
    @Nullable
    Entry<V> get(CacheKey key);

    /** The entries of those keys that have one, in as few steps as the tier can. */
    default Map<CacheKey, Entry<V>> getAll(Collection<CacheKey> keys) {
        Map<CacheKey, Entry<V>> found = new HashMap<>();
        for (CacheKey key : keys) {
            Entry<V> entry = get(key);
            if (entry != null) {
                found.put(key, entry);
            }
        }
        return found;
    }

    /** Keeps an entry, replacing the one that was there. It may be dropped at any time, at the latest at its expiry. */
    void put(CacheKey key, Entry<V> entry);

    /** Drops the entry of a key, if there is one. */
    void remove(CacheKey key);

    /** Names each entry that a scope covers, once. Entries that come and go meanwhile may be missed. */
    void find(Scope scope, Consumer<CacheKey> found);

    /** Drops each entry that a scope covers, naming each once. Entries that come and go meanwhile may be missed. */
    void removeAll(Scope scope, Consumer<CacheKey> removed);

    /** Names each key whose entry is dropped to make room, from now on; does nothing where the tier drops none. */
    default void onEviction(Consumer<CacheKey> listener) {}

    /** Whether the tier answers, as far as is known without asking it. Does not block. */
    default boolean isAvailable() {
        return true;
    }

    /**
     * The state of the circuit breaker before the store: {@code closed}, {@code open} or {@code half_open}; null where
     * there is none. Does not block.
     */
    default @Nullable String breaker() {
        return null;
    }

    /** What the tier says of itself. Never throws {@link TierUnavailableException}. */
    TierStatus status();

    /** Frees what the tier holds in this process. Idempotent. */
    @Override
    void close();
}
