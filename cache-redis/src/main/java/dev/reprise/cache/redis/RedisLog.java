package dev.reprise.cache.redis;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;

import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.Leases.Lease;
import dev.reprise.cache.LogRecord;
import dev.reprise.cache.LogRecord.Changed;
import dev.reprise.cache.LogRecord.Invalidated;
import dev.reprise.cache.Position;
import dev.reprise.cache.TierUnavailableException;

/**
 * The log as two streams on Redis: what was invalidated, kept for longer than any entry lives, and what was stored,
 * kept for minutes. Positions are those of the first; a change is shown at the position where the log stands.
 *
 * <p>A follower sees what was invalidated before it came, too. While Redis is away, what is invalidated here is
 * invalid here, and is appended when Redis is back. Where records are lost that this process may not have seen,
 * everything is invalid.
 */
final class RedisLog implements InvalidationLog {
    /** The longest life of an entry is 30 days, with as long again of grace, and there is some room. */
    private static final Duration INVALIDATIONS_KEPT = Duration.ofDays(62);

    /** Who is cut off for longer may keep a value that was replaced, and is still valid, until it ends. */
    private static final Duration CHANGES_KEPT = Duration.ofMinutes(15);

    /** For how long an append waits for the tail, which takes a round trip unless it is just being cut off. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final GuardedRedis redis;
    private final Keyspace keys;
    private final String origin = UUID.randomUUID().toString();
    private final Followers followers = new Followers();
    private final Unsent unsent = new Unsent();
    private final LogTail tail;

    /** Returns at once; the log is read by a thread of its own, from its beginning. */
    RedisLog(GuardedRedis redis, RedisNodes nodes, JedisClientConfig tailConfig, Keyspace keys) {
        this.redis = redis;
        this.keys = keys;
        tail = new LogTail(nodes, tailConfig, redis::checkSoon, keys, origin, followers, unsent);
    }

    @Override
    public Position position() {
        return followers.position();
    }

    @Override
    public boolean append(LogRecord record) {
        return record instanceof Invalidated invalidated ? append(invalidated) : announce(record, null);
    }

    @Override
    public boolean append(LogRecord record, Lease lease) {
        if (record instanceof Changed && lease instanceof RedisLeases.Held held && held.end()) {
            return announce(record, held);
        }
        return InvalidationLog.super.append(record, lease);
    }

    private boolean append(Invalidated record) {
        Position id;
        try {
            XAddParams how = keeping(INVALIDATIONS_KEPT, followers.read());
            Map<String, String> fields = LogFields.of(record, origin);
            // Appended twice it means the same, so it may be tried again like a read.
            id = LogTail.position(redis.read(nodes -> nodes.jedis().xadd(keys.invalidations(), how, fields)));
        } catch (TierUnavailableException e) {
            followers.showAhead(record);
            unsent.add(record.scope());
            return false;
        }
        followers.awaitPassed(id, record, PATIENCE);
        return true;
    }

    /** Appends to the stream of changes, and frees a lease in the same round trip. */
    boolean announce(LogRecord record, RedisLeases.@Nullable Held lease) {
        followers.showNow(record);
        XAddParams how = keeping(CHANGES_KEPT, tail.changesRead());
        Map<String, String> fields = LogFields.of(record, origin);
        // A load that was interrupted gives its lease up, too, and the pool refuses who is interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            StreamEntryID unused = redis.write(nodes -> nodes.pipelined(keys.changes(), pipeline -> {
                if (lease != null) {
                    lease.free(pipeline);
                }
                return pipeline.xadd(keys.changes(), how, fields);
            }).get());
            return true;
        } catch (TierUnavailableException e) {
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Trims what is older than that. Counted from Redis's own time, for this process's clock may be wrong. */
    private static XAddParams keeping(Duration age, Position now) {
        return new XAddParams().minId(Math.max(0, now.major() - age.toMillis()) + "-0").approximateTrimming();
    }

    @Override
    public void follow(Follower follower) {
        followers.add(follower);
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
        return tail.awaitCaughtUp(atMost);
    }

    @Override
    public Duration lag() {
        return tail.lag();
    }

    @Override
    public void close() {
        followers.close();
        tail.close();
    }
}
