package dev.reprise.cache.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisDataException;

import dev.reprise.cache.TierUnavailableException;

/** The pooled connections to one server. None is opened before it is needed. Thread-safe. */
final class RedisConnections extends ConnectionPool {
    /** More callers than this wait for each other, for as long as for an answer at most. */
    private static final int MOST = 64;

    /** So many may wait in vain before nobody else is sent. */
    private static final int MOST_IN_VAIN = 5;

    private final HostAndPort address;
    private final long patienceNanos;

    /** How many calls wait for an answer. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** When one of them, or one before, was last answered, or the first of them began. */
    private volatile long answeredNanos;

    RedisConnections(HostAndPort address, JedisClientConfig client) {
        super(address, client, config(client));
        this.address = address;
        patienceNanos = Duration.ofMillis(client.getSocketTimeoutMillis()).toNanos() / 2;
    }

    HostAndPort address() {
        return address;
    }

    private static ConnectionPoolConfig config(JedisClientConfig client) {
        ConnectionPoolConfig config = new ConnectionPoolConfig();
        config.setMaxTotal(MOST);
        config.setMaxIdle(MOST);
        config.setMaxWait(Duration.ofMillis(client.getSocketTimeoutMillis()));
        // Without it, late virtual threads overtake those that wait.
        config.setFairness(true);
        // Idle connections are dropped by age; a test of each would log each one that failed.
        config.setTestWhileIdle(false);
        config.setJmxEnabled(false);
        return config;
    }

    /**
     * Replaces a broken connection only for someone who waits for it. The pool would always do so, and so make a caller
     * whose call timed out wait for a second time.
     */
    @Override
    public void addObject() throws Exception {
        if (getNumWaiters() > 0) {
            super.addObject();
        }
    }

    /** What this very server answers; throws like {@link #call}. */
    <T> T ask(Function<Jedis, T> question) {
        return call(connection -> question.apply(new Jedis(connection)));
    }

    /**
     * The result of a call.
     *
     * @throws TierUnavailableException where enough calls wait in vain already: nobody was answered for half the time
     *         that one may take. Without it, everyone who comes before the first time-out would wait for one of his own
     */
    <T extends @Nullable Object> T call(Function<Connection, T> call) {
        if (waiting.get() >= MOST_IN_VAIN && System.nanoTime() - answeredNanos > patienceNanos) {
            throw new TierUnavailableException("Redis at " + address + " answers nobody at the moment", null);
        }
        if (waiting.getAndIncrement() == 0) {
            answeredNanos = System.nanoTime();
        }
        try (Connection connection = getResource()) {
            T result = call.apply(connection);
            answeredNanos = System.nanoTime();
            return result;
        } catch (JedisDataException e) {
            answeredNanos = System.nanoTime();
            throw e;
        } finally {
            waiting.decrementAndGet();
        }
    }
}
