package dev.reprise.cache.redis;

import java.time.Duration;
import java.time.InstantSource;
import javax.net.ssl.SSLParameters;

import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.Codec;
import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.Leases;
import dev.reprise.cache.SharedCounters;
import dev.reprise.cache.SharedRanking;
import dev.reprise.cache.SharedText;

/** A Redis, which keeps the entries, the log, the leases, the texts, the counters and the rankings of a namespace. */
final class RedisBackend implements Backend {
    private final Keyspace keys;
    private final Envelope envelope;
    private final InstantSource clock;
    private final GuardedRedis redis;
    private final RedisLog log;
    private final Leases leases;

    RedisBackend(Config config, InstantSource clock, Duration leaseLife) {
        this.keys = new Keyspace(config.namespace());
        this.envelope = new Envelope(config.encryptionKey());
        this.clock = clock;
        RedisUrl url = RedisUrl.of(config.url());
        JedisClientConfig client = client(config, url, "reprise", config.socketTimeout()).build();
        JedisClientConfig tail = client(config, url, "reprise-log", LogTail.DEAD_AFTER).build();
        // Sentinels have no databases, and users of their own.
        JedisClientConfig sentinels = client(config, url, "reprise", config.socketTimeout()).database(0).user(null)
                .password(null).build();
        RedisNodes nodes = new RedisNodes(url, client, sentinels);
        redis = new GuardedRedis(nodes, url.toString(), config);
        log = new RedisLog(redis, nodes, tail, keys);
        leases = new RedisLeases(redis, keys, log, leaseLife);
    }

    @SuppressWarnings("deprecation") // what replaces the socket factory reads key stores from files, once a connection
    private static DefaultJedisClientConfig.Builder client(Config config, RedisUrl url, String name,
            Duration socketTimeout) {
        DefaultJedisClientConfig.Builder how = DefaultJedisClientConfig.builder()
                .clientName(name)
                // One protocol for all clients, of which not all can speak the newer.
                .autoNegotiateProtocol(false)
                .connectionTimeoutMillis(millis(config.connectTimeout()))
                .socketTimeoutMillis(millis(socketTimeout))
                .blockingSocketTimeoutMillis(millis(socketTimeout))
                .database(url.database())
                .user(url.user())
                .password(url.password());
        if (url.tls()) {
            SSLParameters names = new SSLParameters();
            names.setEndpointIdentificationAlgorithm("HTTPS");
            how.ssl(true).sslParameters(names);
            if (config.tls() != null) {
                how.sslSocketFactory(config.tls().getSocketFactory());
            }
        }
        return how;
    }

    /** At least 1, as Jedis takes 0 for no limit. */
    private static int millis(Duration timeout) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
    }

    @Override
    public <V> CacheTier<V> tier(Codec<V> codec) {
        return new RedisTier<>(redis, keys, envelope, codec, clock);
    }

    @Override
    public InvalidationLog log() {
        return log;
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public SharedText text(String name) {
        return new RedisText(redis, keys.text(name));
    }

    @Override
    public SharedRanking ranking(String name) {
        return new RedisRanking(redis, envelope, keys.ranking(name));
    }

    @Override
    public SharedCounters counters(String name) {
        return new RedisCounters(redis, keys, name);
    }

    @Override
    public void close() {
        leases.close();
        log.close();
        redis.close();
    }
}
