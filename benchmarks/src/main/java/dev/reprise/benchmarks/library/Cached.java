package dev.reprise.benchmarks.library;

/** A cache that holds the whole {@link Workload}. */
interface Cached extends AutoCloseable {
    /** The value of the key with this number, and whatever finding it there is to involve. */
    byte[] get(int key);

    @Override
    default void close() {}

    /** The same, which closes what it is made of, the last first. */
    default Cached owning(AutoCloseable... parts) {
        return new Cached() {
            @Override
            public byte[] get(int key) {
                return Cached.this.get(key);
            }

            @Override
            public void close() {
                Parts.close(parts);
            }
        };
    }
}
