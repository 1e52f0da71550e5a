package dev.reprise.cache.redis;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Cost;
import dev.reprise.cache.Entry;
import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.Position;
import dev.reprise.cache.redis.testkit.RedisCluster;
import dev.reprise.cache.redis.testkit.RedisServer;
import dev.reprise.cache.redis.testkit.SentinelSet;

/** A Redis and the backends that a test opens on it. Their health check pings once and then only where it must. */
final class RedisFixture implements AutoCloseable {
    static final CacheKey KEY = CacheKey.of("acme", "g1", "course", "d1", null);
    static final String NAME = "reprise:test:v1:acme:g1:course:d1";

    final RedisServer server = RedisServer.start();
    private final List<Backend> backends = new ArrayList<>();

    RedisTier<String> tier() {
        return tier(config(server.url()));
    }

    RedisTier<String> tier(Backend.Config config) {
        return (RedisTier<String>) open(config).tier(TextCodec.INSTANCE);
    }

    Backend open(Backend.Config config) {
        Backend backend = new RedisBackend(config, InstantSource.system(), RedisLeases.LIFE);
        backends.add(backend);
        return backend;
    }

    static URI url(RedisCluster cluster) {
        return URI.create("redis-cluster://" + addresses(cluster.ports()));
    }

    static URI url(SentinelSet sentinels) {
        return URI.create("redis-sentinel://" + addresses(sentinels.ports()) + "/" + sentinels.masterName());
    }

    private static String addresses(List<Integer> ports) {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    static Backend.Config config(URI url) {
        return config(url, "test", Duration.ofMillis(500), true);
    }

    static Backend.Config config(URI url, String namespace, Duration timeout, boolean retryOnTimeout) {
        return Backend.Config.of(url).namespace(namespace).timeouts(timeout, timeout).retryOnTimeout(retryOnTimeout)
                .healthCheckInterval(Duration.ofHours(1));
    }

    static Entry<String> entry(String value, String... tags) {
        long now = System.currentTimeMillis();
        return new Entry<>(value, Set.of(tags), new byte[]{1, 2, 3}, now, now + 60_000, now + 120_000,
                new Position(now, 1), new Cost(Duration.ofMillis(1234), 56, 78, 90));
    }

    /** How many pooled connections of all backends the server has. */
    long connections() {
        return connections("reprise");
    }

    /** How many connections of this name the server has. */
    long connections(String name) {
        return server.command("CLIENT", "LIST").lines().filter(line -> line.contains(" name=" + name + ' ')).count();
    }

    /** Closes the backend of this log. */
    void close(InvalidationLog log) {
        backends.stream().filter(backend -> backend.log().equals(log)).forEach(Backend::close);
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Override
    public void close() {
        backends.forEach(Backend::close);
        server.close();
    }
}
