package dev.reprise.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Positions have the form of a Redis stream's, so that entries outlive a change from this log to a shared one. */
final class InProcessLog implements InvalidationLog {
    private final InstantSource clock;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();

    /** Guarded by {@code this}. */
    private Position last = Position.START;

    InProcessLog(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Position position() {
        long now = clock.millis();
        if (now > last.major()) {
            last = new Position(now, 0);
        }
        return last;
    }

    @Override
    public synchronized boolean append(LogRecord record) {
        Position before = position();
        last = new Position(before.major(), before.minor() + 1);
        followers.forEach(follower -> follower.onRecord(last, record));
        return true;
    }

    @Override
    public void follow(Follower follower) {
        followers.add(follower);
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public Duration lag() {
        return Duration.ZERO;
    }

    @Override
    public void close() {
        followers.clear();
    }
}
