package dev.reprise.cache.redis;

import java.time.Duration;
import java.util.function.Function;

import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;

/** The pooled connections to one server. None is opened before it is needed. Thread-safe. */
final class RedisConnections extends ConnectionPool {
    /** More callers than this wait for each other, for as long as for an answer at most. */
    private static final int MOST = 64;

    private final HostAndPort address;

    RedisConnections(HostAndPort address, JedisClientConfig client) {
        super(address, client, config(client));
        this.address = address;
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

    /** What this very server answers. */
    <T> T ask(Function<Jedis, T> question) {
        try (Jedis jedis = new Jedis(getResource())) {
            return question.apply(jedis);
        }
    }
}
