package dev.reprise.cache;

/** What the {@link InvalidationLog} records. */
public sealed interface LogRecord {
    /** A new value of this key was stored in the far tier. Wakes those who wait for it. */
    record Changed(CacheKey key) implements LogRecord {}

    /** The lease of this key was given up without a value. Wakes those who wait for it. */
    record Freed(CacheKey key) implements LogRecord {}

    /** A {@link SharedText} of this name was replaced. Says nothing of entries; caches pass it by. */
    record Announced(String name) implements LogRecord {}

    /** What the scope covers and was made before this record is no longer valid. */
    record Invalidated(Scope scope) implements LogRecord {}
}
