package dev.reprise.cache.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadParams;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.StreamInfo;

import dev.reprise.cache.LogRecord.Invalidated;
import dev.reprise.cache.Position;
import dev.reprise.cache.Scope;

/**
 * Reads both streams of the log as they grow, on a thread and a connection of its own, and shows what it reads to the
 * followers. When its connection is lost it reads on where it was. Thread-safe.
 */
final class LogTail implements AutoCloseable {
    /** For how long Redis holds an answer back when there is nothing new; so it is heard of at least that often. */
    static final Duration BLOCK = Duration.ofSeconds(1);

    /** When a connection on which nothing came is taken for dead. */
    static final Duration DEAD_AFTER = BLOCK.multipliedBy(3);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int PAGE = 1000;
    private static final XReadParams READ = new XReadParams().block((int) BLOCK.toMillis()).count(PAGE);
    private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);

    private final RedisNodes nodes;
    private final JedisClientConfig how;
    private final Runnable onCutOff;
    private final Keyspace keys;
    private final String origin;
    private final Followers followers;
    private final Unsent unsent;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private volatile @Nullable Jedis connection;
    private volatile long heardNanos = System.nanoTime();
    private volatile @Nullable Position changesRead;

    // Only the tail's thread knows these.
    private boolean isCutOff;
    private boolean saidUnreadable;
    private Duration pause = SHORTEST_PAUSE;

    /**
     * Begins to read.
     *
     * @param how to connect, with calls that block for {@link #DEAD_AFTER} at most
     * @param onCutOff told when the connection is lost, which nobody else may notice for long; must not block
     */
    LogTail(RedisNodes nodes, JedisClientConfig how, Runnable onCutOff, Keyspace keys, String origin,
            Followers followers, Unsent unsent) {
        this.nodes = nodes;
        this.how = how;
        this.onCutOff = onCutOff;
        this.keys = keys;
        this.origin = origin;
        this.followers = followers;
        this.unsent = unsent;
        thread = new Thread(this::run, "reprise-redis-log");
        thread.setDaemon(true);
        thread.start();
    }

    /** The place in the stream of changes up to which it was read. */
    Position changesRead() {
        Position read = changesRead;
        return read == null ? Position.START : read;
    }

    /** Waits until all was read once that was there; returns whether it was. */
    boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
        return caughtUp.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How long ago Redis was heard of; zero where that is no longer than usual. */
    Duration lag() {
        Duration silence = Duration.ofNanos(System.nanoTime() - heardNanos);
        return silence.compareTo(BLOCK.multipliedBy(2)) <= 0 ? Duration.ZERO : silence;
    }

    private void run() {
        while (!isClosed()) {
            try (Jedis jedis = nodes.connect(keys.invalidations(), how)) {
                connection = jedis;
                catchUp(jedis);
                while (!isClosed() && nodes.leadsTo(keys.invalidations(), jedis)) {
                    read(jedis);
                }
            } catch (RuntimeException e) {
                cutOff(e);
            } finally {
                connection = null;
            }
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void cutOff(RuntimeException cause) {
        if (isClosed()) {
            return;
        }
        if (!isCutOff) {
            isCutOff = true;
            LOG.warn("Cut off from the invalidation log, following it again as soon as possible: {}",
                    cause.getMessage());
            onCutOff.run();
        }
        try {
            boolean unused = closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but close().
            return;
        }
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }

    private void catchUp(Jedis jedis) {
        Position top = top(info(jedis, keys.changes()));
        Position read = changesRead;
        if (read == null) {
            // What was stored before is not news to a process that has nothing.
            changesRead = top;
        } else if (read.isAfter(top)) {
            changesRead = Position.START;
        }
        checkForLoss(jedis);
        if (!top(info(jedis, keys.invalidations())).isAfter(followers.read())) {
            // Not left to the first read, which Redis holds back where there is nothing to read.
            caughtUp.countDown();
        }
        if (isCutOff) {
            isCutOff = false;
            LOG.info("Following the invalidation log again");
        }
        pause = SHORTEST_PAUSE;
    }

    private void read(Jedis jedis) {
        sendUnsent(jedis);
        Set<Position> due = followers.due();
        heardNanos = System.nanoTime();
        Map<String, List<StreamEntry>> news = jedis.xreadAsMap(READ,
                Map.of(keys.invalidations(), id(followers.read()), keys.changes(), id(changesRead())));
        heardNanos = System.nanoTime();
        List<StreamEntry> invalidations = news == null
                ? List.of()
                : news.getOrDefault(keys.invalidations(), List.of());
        invalidations.forEach(entry -> followers.pass(position(entry.getID()), invalidated(entry)));
        if (invalidations.size() < PAGE) {
            caughtUp.countDown();
            followers.missing(due).forEach(unsent::add);
        }
        if (news == null || news.isEmpty()) {
            checkForLoss(jedis);
            return;
        }
        for (StreamEntry entry : news.getOrDefault(keys.changes(), List.of())) {
            showChange(entry);
            changesRead = position(entry.getID());
        }
    }

    private Invalidated invalidated(StreamEntry entry) {
        try {
            return LogFields.invalidated(entry.getFields());
        } catch (UnreadableException e) {
            sayUnreadable(entry, e);
            return Followers.EVERYTHING;
        }
    }

    private void showChange(StreamEntry entry) {
        // This process was shown its own at once. Once more, it would drop what it has just stored.
        if (LogFields.isFrom(origin, entry.getFields())) {
            return;
        }
        try {
            followers.showNow(LogFields.change(entry.getFields()));
        } catch (UnreadableException e) {
            sayUnreadable(entry, e);
        }
    }

    private void sayUnreadable(StreamEntry entry, UnreadableException e) {
        if (!saidUnreadable) {
            saidUnreadable = true;
            LOG.warn(
                    "A record of the invalidation log cannot be read and may mean everything; said only once: {} at {}",
                    e.getMessage(), entry.getID());
        }
    }

    private void sendUnsent(Jedis jedis) {
        for (Scope scope = unsent.poll(); scope != null; scope = unsent.poll()) {
            try {
                followers.wasShown(append(jedis, new Invalidated(scope), new XAddParams()), scope);
            } catch (JedisDataException e) {
                // Redis is full or a replica. That need not stop the reading.
                unsent.add(scope);
                return;
            } catch (RuntimeException e) {
                unsent.add(scope);
                throw e;
            }
        }
    }

    private Position append(Jedis jedis, Invalidated record, XAddParams how) {
        return position(jedis.xadd(keys.invalidations(), how, LogFields.of(record, origin)));
    }

    /**
     * Finds out whether records were lost after the last that was read: the stream was emptied, is that of a replica
     * that lagged behind, or was trimmed. The last record that was read is then no longer there. Redis does not say
     * which of these it was.
     */
    private void checkForLoss(Jedis jedis) {
        Position last = followers.read();
        if (last.equals(Position.START)) {
            return;
        }
        List<StreamEntry> since = since(jedis, last);
        // A process that found out before has appended that everything is invalid: that is read next.
        if (since.stream().anyMatch(entry -> position(entry.getID()).equals(last) || isEverything(entry))) {
            return;
        }
        Position top = top(info(jedis, keys.invalidations()));
        if (top.equals(last)) {
            return;
        }
        LOG.warn("The invalidation log has lost records after {}, so everything is taken for invalid", last);
        Position at = followers.lost(top.isAfter(last) ? last : top);
        tellOthers(jedis, at, top);
    }

    private static boolean isEverything(StreamEntry entry) {
        try {
            return LogFields.invalidated(entry.getFields()).equals(Followers.EVERYTHING);
        } catch (UnreadableException e) {
            return true;
        }
    }

    /**
     * What was lost is known to none who come later, though entries that it covers may still be there. Also keeps the
     * stream from giving out positions that were given out before.
     */
    private void tellOthers(Jedis jedis, Position at, Position top) {
        XAddParams how = new XAddParams();
        if (at.isAfter(top)) {
            how.id(id(at));
        }
        try {
            followers.wasShown(append(jedis, Followers.EVERYTHING, how), Followers.EVERYTHING.scope());
        } catch (JedisDataException e) {
            // Another process may have done it meanwhile; or Redis is full or a replica.
            if (since(jedis, followers.read()).stream().noneMatch(LogTail::isEverything)) {
                unsent.add(Followers.EVERYTHING.scope());
            }
        }
    }

    private List<StreamEntry> since(Jedis jedis, Position from) {
        return jedis.xrange(keys.invalidations(), id(from), null, PAGE);
    }

    private static @Nullable StreamInfo info(Jedis jedis, String stream) {
        try {
            return jedis.xinfoStream(stream);
        } catch (JedisDataException e) {
            if (e.getMessage() != null && e.getMessage().contains("no such key")) {
                return null;
            }
            throw e;
        }
    }

    private static Position top(@Nullable StreamInfo stream) {
        return stream == null ? Position.START : position(stream.getLastGeneratedId());
    }

    static Position position(StreamEntryID id) {
        return new Position(id.getTime(), id.getSequence());
    }

    private static StreamEntryID id(Position position) {
        return new StreamEntryID(position.major(), position.minor());
    }

    /** Does not wait for Redis. */
    @Override
    public void close() {
        closed.countDown();
        Jedis jedis = connection;
        try {
            if (jedis != null) {
                // Ends the read that the thread is in.
                jedis.getConnection().forceDisconnect();
            }
            thread.join(BLOCK.toMillis());
        } catch (IOException e) {
            LOG.debug("The log's connection does not close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
