package dev.reprise.cache;

import java.util.Objects;

/**
 * What a {@link Loader} made.
 *
 * @param value the value; never null
 * @param cost what it took; its time is replaced by the time that the cache measured
 */
public record Loaded<V>(V value, Cost cost) {
    public Loaded {
        Objects.requireNonNull(value, "a loader must not make null");
    }

    /** A value whose only cost was time. */
    public static <V> Loaded<V> of(V value) {
        return new Loaded<>(value, Cost.NONE);
    }
}
