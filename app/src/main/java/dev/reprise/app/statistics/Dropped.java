package dev.reprise.app.statistics;

import java.util.LinkedHashSet;
import java.util.Set;

/** Keys that the near tier dropped to make room, and how often one of them was asked for again. Thread-safe. */
final class Dropped {
    /** The last ones that are remembered. */
    private static final int MOST = 20_000;

    private final Set<Long> hashes = new LinkedHashSet<>();
    private long asked;
    private long askedAgain;

    synchronized void dropped(long keyHash) {
        hashes.add(keyHash);
        if (hashes.size() > MOST) {
            hashes.remove(hashes.iterator().next());
        }
    }

    /** The near tier could not answer for this key. */
    synchronized void missed(long keyHash) {
        asked++;
        if (hashes.remove(keyHash)) {
            askedAgain++;
        }
    }

    /** How many requests the near tier could not answer. */
    synchronized long asked() {
        return asked;
    }

    /** How many of them were for what it had dropped. */
    synchronized long askedAgain() {
        return askedAgain;
    }
}
