package dev.reprise.app.http;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;

/**
 * The wrong tokens that came from each address lately. Whoever goes on to send some has to wait between them, longer
 * each time. Remembers a bounded number of addresses. Thread-safe.
 */
final class FailedAttempts {
    /** How many in a row nobody has to wait for. */
    private static final int FREE = 9;
    private static final long LONGEST_WAIT_MILLIS = 60_000;

    /** For how long there must be none for the row to end. */
    private static final long MEMORY_MILLIS = 60_000;
    private static final int MOST_ADDRESSES = 10_000;

    private final InstantSource clock;

    /** The address that failed last is the last. */
    private final LinkedHashMap<String, Row> rows = new LinkedHashMap<>();

    FailedAttempts(InstantSource clock) {
        this.clock = clock;
    }

    /** How long an address still has to wait before it may try a token. */
    synchronized Duration remaining(String address) {
        Row row = rows.get(address);
        return row == null ? Duration.ZERO : Duration.ofMillis(Math.max(0, row.waitUntilMillis - clock.millis()));
    }

    /** Counts a wrong token. */
    synchronized void count(String address) {
        long now = clock.millis();
        Row before = rows.remove(address);
        int length = before == null || now - before.waitUntilMillis >= MEMORY_MILLIS ? 1 : before.length + 1;
        long wait = length <= FREE ? 0 : Math.min(1000L << Math.min(length - FREE - 1, 10), LONGEST_WAIT_MILLIS);
        rows.put(address, new Row(length, now + wait));
        if (rows.size() > MOST_ADDRESSES) {
            rows.pollFirstEntry();
        }
    }

    /** Wrong tokens with no long pause between them. */
    private record Row(int length, long waitUntilMillis) {}
}
