package dev.reprise.cache;

/**
 * A short text that all who share a store agree on, such as settings that change while they run. Who replaces it says
 * what it replaces, so that no change undoes another one unseen. Implementations are thread-safe.
 */
public interface SharedText {
    /**
     * What it says; empty where nobody has written it, or the store has lost it.
     *
     * @throws TierUnavailableException where it cannot be known
     */
    String read();

    /**
     * Replaces it where it says {@code expected}, in one step.
     *
     * @return whether it says {@code text} now; where not, it says something else than expected and is left at that
     * @throws TierUnavailableException where the store did not answer; it may have been replaced all the same
     */
    boolean replace(String expected, String text);

    /** A text of this process alone, which ends with it. */
    static SharedText inProcess() {
        return new SharedText() {
            // Guarded by this.
            private String current = "";

            @Override
            public synchronized String read() {
                return current;
            }

            @Override
            public synchronized boolean replace(String expected, String text) {
                if (!current.equals(expected)) {
                    return false;
                }
                current = text;
                return true;
            }
        };
    }
}
