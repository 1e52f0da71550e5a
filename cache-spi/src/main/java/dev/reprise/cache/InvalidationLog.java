package dev.reprise.cache;

import java.time.Duration;
import java.time.InstantSource;

import dev.reprise.cache.Leases.Lease;

/**
 * The ordered record of what is no longer valid, shared by all who share a far tier. Implementations are thread-safe.
 */
public interface InvalidationLog extends AutoCloseable {
    /** Sees the records of a log. */
    @FunctionalInterface
    interface Follower {
        /** Called once for each record, in order, never at the same time twice. Must not block. */
        void onRecord(Position position, LogRecord record);
    }

    /** Where the log stands: every record that is appended later has a greater position. Does not block. */
    Position position();

    /**
     * Appends a record. Followers in this process have seen it when this returns.
     *
     * @return whether it is in the log now; where not, the log cannot be reached and gets it as soon as it can
     */
    boolean append(LogRecord record);

    /** Appends a record and gives a lease up, at once where the log can. Returns the same as {@link #append(LogRecord)}. */
    default boolean append(LogRecord record, Lease lease) {
        boolean appended = append(record);
        lease.close();
        return appended;
    }

    /** Shows each record from now on to {@code follower}. */
    void follow(Follower follower);

    /** Whether other processes see what is appended here. */
    boolean isShared();

    /**
     * Waits until followers in this process have seen all that was appended before the log was opened here.
     *
     * @return whether they have; false where the time is over
     */
    default boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
        return true;
    }

    /** For how long this process has been unable to see what others appended; zero where it can. */
    Duration lag();

    /** Stops following. Idempotent. */
    @Override
    void close();

    /** A log for one process. Its positions go on growing over a restart as far as {@code clock} does. */
    static InvalidationLog inProcess(InstantSource clock) {
        return new InProcessLog(clock);
    }
}
