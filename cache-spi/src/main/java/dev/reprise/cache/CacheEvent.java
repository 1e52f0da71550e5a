package dev.reprise.cache;

/**
 * Something that happened in a cache and is worth a log line or a trace. Hits of the near tier are no events: there may
 * be millions a second, and {@link CacheStats} counts them.
 */
public sealed interface CacheEvent {
    /** The far tier had the value. */
    record FarHit(CacheKey key) implements CacheEvent {}

    /** The value was loaded; {@code stored} says whether any tier keeps it. */
    record Loaded(CacheKey key, Cost cost, boolean stored) implements CacheEvent {}

    /** A load failed. */
    record LoadFailed(CacheKey key, LoadFailedException failure) implements CacheEvent {}

    /** A value that is no longer fresh was served. */
    record StaleServed(CacheKey key, Lookup.Why why) implements CacheEvent {}

    /** A tier could not be asked or could not keep the value. */
    record TierFailed(String tier, CacheKey key) implements CacheEvent {}

    /** An entry was dropped from the near tier to make room. */
    record Evicted(CacheKey key) implements CacheEvent {}

    /** A scope was invalidated, here or by another process. */
    record Invalidated(Scope scope) implements CacheEvent {}
}
