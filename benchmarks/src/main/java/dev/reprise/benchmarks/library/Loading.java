package dev.reprise.benchmarks.library;

import java.util.function.Supplier;

/** A cache that has what it does not hold made. Thread-safe. */
interface Loading extends AutoCloseable {
    /**
     * The value of a key.
     *
     * @param name letters, digits and hyphens
     * @param loader makes it where the cache does not hold it
     */
    byte[] get(String name, Supplier<byte[]> loader);

    @Override
    default void close() {}

    /** The same, which closes what it is made of, the last first. */
    default Loading owning(AutoCloseable... parts) {
        return new Loading() {
            @Override
            public byte[] get(String name, Supplier<byte[]> loader) {
                return Loading.this.get(name, loader);
            }

            @Override
            public void close() {
                Parts.close(parts);
            }
        };
    }
}
