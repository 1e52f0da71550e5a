package dev.reprise.benchmarks.library;

/** What a cache under test consists of. */
final class Parts {
    private Parts() {}

    /** Closes them, the last first. */
    static void close(AutoCloseable... parts) {
        for (int i = parts.length - 1; i >= 0; i--) {
            try {
                parts[i].close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot be closed: " + parts[i], e);
            }
        }
    }
}
