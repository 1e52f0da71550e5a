package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.LogRecord;
import dev.reprise.cache.Position;
import dev.reprise.cache.Scope;
import dev.reprise.cache.testkit.Gate;

/** Keeps what a log shows. Thread-safe. */
final class LogRecorder implements InvalidationLog.Follower {
    static final LogRecord EVERYTHING = new LogRecord.Invalidated(new Scope.All(Scope.EVERY_TENANT));

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final List<Position> positions = new CopyOnWriteArrayList<>();
    private volatile @Nullable Gate gate;

    @Override
    public void onRecord(Position position, LogRecord record) {
        positions.add(position);
        records.add(record);
        Gate here = gate;
        if (here != null) {
            here.passUninterruptibly();
        }
    }

    /** Whoever shows a record from now on waits at the gate, once it is kept. */
    void holdAt(Gate newGate) {
        gate = newGate;
    }

    List<LogRecord> records() {
        return new ArrayList<>(records);
    }

    List<Position> positions() {
        return new ArrayList<>(positions);
    }

    void awaitRecord(LogRecord record) {
        await(record + " is shown", () -> records.contains(record));
    }

    static LogRecord tag(String tag) {
        return new LogRecord.Invalidated(new Scope.Tag("acme", tag));
    }
}
