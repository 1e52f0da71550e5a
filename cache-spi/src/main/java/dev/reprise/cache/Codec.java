package dev.reprise.cache;

/** Turns values into bytes for a tier outside this process. Thread-safe. */
public interface Codec<V> {
    /** The bytes of a value; compressed, if the codec thinks that worth it. */
    byte[] encode(V value);

    /**
     * The value of bytes that {@link #encode} made.
     *
     * @throws RuntimeException where they are not such bytes; the entry is then treated as absent
     */
    V decode(byte[] bytes);
}
