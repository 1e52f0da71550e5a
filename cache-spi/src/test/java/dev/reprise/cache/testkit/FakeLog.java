package dev.reprise.cache.testkit;

import java.time.Duration;
import java.time.InstantSource;

import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.LogRecord;
import dev.reprise.cache.Position;

/** The log of this process, which can pretend to be shared, and to be out of reach. Thread-safe. */
public final class FakeLog implements InvalidationLog {
    private final InvalidationLog log;
    private volatile boolean shared;
    private volatile boolean outOfReach;

    public FakeLog(InstantSource clock) {
        log = InvalidationLog.inProcess(clock);
    }

    /** Whether to say that other processes see it. */
    public void shared(boolean newShared) {
        shared = newShared;
    }

    /** Whether to say of what is appended that it is not in the log yet. Followers see it all the same. */
    public void outOfReach(boolean newOutOfReach) {
        outOfReach = newOutOfReach;
    }

    @Override
    public Position position() {
        return log.position();
    }

    @Override
    public boolean append(LogRecord record) {
        return log.append(record) && !outOfReach;
    }

    @Override
    public void follow(Follower follower) {
        log.follow(follower);
    }

    @Override
    public boolean isShared() {
        return shared;
    }

    @Override
    public Duration lag() {
        return log.lag();
    }

    /** Does nothing: in a test several caches share one log, and each closes what it was given. */
    @Override
    public void close() {}
}
