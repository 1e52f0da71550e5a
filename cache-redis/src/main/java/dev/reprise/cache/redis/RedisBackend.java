package dev.reprise.cache.redis;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.util.JedisURIHelper;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.Codec;
import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.Leases;

/** One Redis, which keeps the entries, the log and the leases of a namespace. */
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
        HostAndPort address = address(config.url());
        JedisClientConfig client = client(config, "reprise", config.socketTimeout());
        JedisClientConfig tail = client(config, "reprise-log", LogTail.DEAD_AFTER);
        RedisConnections connections = new RedisConnections(address, client);
        redis = new GuardedRedis(RedisClient.builder()
                .hostAndPort(address)
                .clientConfig(client)
                .connectionProvider(connections)
                .build(), connections::clear, address.toString(), config.retryOnTimeout(), config.socketTimeout(),
                config.healthCheckInterval());
        log = new RedisLog(redis, keys, () -> new Jedis(address, tail));
        leases = new RedisLeases(redis, keys, log, leaseLife);
    }

    private static JedisClientConfig client(Config config, String name, Duration socketTimeout) {
        DefaultJedisClientConfig.Builder how = DefaultJedisClientConfig.builder()
                .clientName(name)
                // One protocol for both clients, of which only one can speak the newer.
                .autoNegotiateProtocol(false)
                .connectionTimeoutMillis(millis(config.connectTimeout()))
                .socketTimeoutMillis(millis(socketTimeout))
                .blockingSocketTimeoutMillis(millis(socketTimeout))
                .database(JedisURIHelper.getDBIndex(config.url()));
        if (JedisURIHelper.isRedisSSLScheme(config.url())) {
            how.sslOptions(SslOptions.defaults());
        }
        if (config.url().getUserInfo() != null) {
            how.user(JedisURIHelper.getUser(config.url())).password(JedisURIHelper.getPassword(config.url()));
        }
        return how.build();
    }

    private static HostAndPort address(URI url) {
        if (url.getHost() == null) {
            // Not the URL itself, which may hold a password.
            throw new IllegalArgumentException("a Redis URL must name a host of letters, digits, '-' and '.'");
        }
        return new HostAndPort(url.getHost(), url.getPort() < 0 ? Protocol.DEFAULT_PORT : url.getPort());
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
    public void close() {
        leases.close();
        log.close();
        redis.close();
    }
}
