package dev.reprise.cache.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.cache.InvalidationLog.Follower;
import dev.reprise.cache.LogRecord;
import dev.reprise.cache.LogRecord.Invalidated;
import dev.reprise.cache.Position;
import dev.reprise.cache.Scope;

/**
 * Those in this process who follow the log, and how far they have seen it. Each sees every record once, at growing
 * positions, also where it was shown before Redis gave it a place. Thread-safe.
 */
final class Followers {
    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

    /** How many scopes are remembered for followers that come later; of what is older they are told without detail. */
    private static final int MOST_REMEMBERED = 100_000;

    static final Invalidated EVERYTHING = new Invalidated(new Scope.All(Scope.EVERY_TENANT));

    // All guarded by this. What is volatile is read without it.
    private final List<Follower> all = new ArrayList<>();
    private final Map<Scope, Position> remembered = new LinkedHashMap<>();
    private @Nullable Position forgotten;

    /** What was shown before it was read, by the place that the stream gave it. */
    private final Map<Position, Scope> shownAhead = new HashMap<>();
    private volatile Position position = Position.START;
    private volatile Position read = Position.START;
    private boolean closed;

    /** The position of the last record that was shown. */
    Position position() {
        return position;
    }

    /** The place in the stream up to which it was read. */
    Position read() {
        return read;
    }

    /** Shows {@code follower} what was invalidated before, of each scope the last time, and then all that comes. */
    synchronized void add(Follower follower) {
        if (forgotten != null) {
            show(follower, forgotten, EVERYTHING);
        }
        remembered.forEach((scope, at) -> show(follower, at, new Invalidated(scope)));
        all.add(follower);
    }

    /** Shows a change, a freed lease or an announcement, which have no place of their own among the invalidations. */
    synchronized void showNow(LogRecord record) {
        all.forEach(follower -> show(follower, position, record));
    }

    /** Shows what the stream has at {@code id}, unless that was done ahead. */
    synchronized void pass(Position id, Invalidated record) {
        if (shownAhead.remove(id) == null) {
            showAll(id.isAfter(position) ? id : next(), record);
        } else if (id.isAfter(position)) {
            position = id;
        }
        read = id;
        notifyAll();
    }

    /** Shows a record that has no place in the stream yet; the position at which it did. */
    synchronized Position showAhead(Invalidated record) {
        Position at = next();
        showAll(at, record);
        return at;
    }

    /** That what the stream has at {@code id} was shown already. */
    synchronized void wasShown(Position id, Scope scope) {
        shownAhead.put(id, scope);
    }

    /** What the stream has after the last that was read, as far as is known: whoever reads on must come upon it. */
    synchronized Set<Position> due() {
        return shownAhead.isEmpty() ? Set.of() : Set.copyOf(shownAhead.keySet());
    }

    /**
     * What was due and has not come though the stream was read to its end: Redis has lost it, as a master does that
     * fails before its replica has all. It is due no longer.
     */
    synchronized List<Scope> missing(Set<Position> due) {
        return due.stream().map(shownAhead::remove).filter(Objects::nonNull).toList();
    }

    /** Returns once the record at {@code id} was shown, which the tail does; where that takes longer, does it itself. */
    synchronized void awaitPassed(Position id, Invalidated record, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        try {
            while (id.isAfter(read) && left > 0 && !closed) {
                wait(left);
                left = (end - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (id.isAfter(read)) {
            showAhead(record);
            wasShown(id, record.scope());
        }
    }

    /**
     * Records are lost that nobody here has seen: shows that everything may be invalid. The stream is read on from
     * {@code from}.
     */
    synchronized Position lost(Position from) {
        read = from;
        shownAhead.clear();
        return showAhead(EVERYTHING);
    }

    synchronized void close() {
        closed = true;
        all.clear();
        notifyAll();
    }

    private Position next() {
        return new Position(position.major(), position.minor() + 1);
    }

    private void showAll(Position at, Invalidated record) {
        remember(at, record.scope());
        position = at;
        all.forEach(follower -> show(follower, at, record));
    }

    private void remember(Position at, Scope scope) {
        if (scope.equals(EVERYTHING.scope())) {
            remembered.clear();
            forgotten = null;
        }
        // Once more at the end, so that they stay in order.
        remembered.remove(scope);
        remembered.put(scope, at);
        if (remembered.size() > MOST_REMEMBERED) {
            Map.Entry<Scope, Position> oldest = remembered.entrySet().iterator().next();
            forgotten = oldest.getValue();
            remembered.remove(oldest.getKey());
        }
    }

    private static void show(Follower follower, Position at, LogRecord record) {
        try {
            follower.onRecord(at, record);
        } catch (RuntimeException | Error e) {
            // The others, and the records to come, must not suffer for it.
            LOG.warn("A follower of the invalidation log failed at {}", at, e);
        }
    }
}
