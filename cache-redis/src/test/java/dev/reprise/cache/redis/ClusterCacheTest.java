package dev.reprise.cache.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

import dev.reprise.cache.Backend;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.redis.testkit.RedisCluster;
import dev.reprise.cache.testkit.MapTier;
import dev.reprise.cache.testkit.TieredCacheContract;

/** The tiered cache with everything that a Redis cluster offers it. */
class ClusterCacheTest extends TieredCacheContract {
    private static final RedisCluster CLUSTER = RedisCluster.start();

    private final Backend backend = Backend.open(RedisFixture.config(RedisFixture.url(CLUSTER)));

    @AfterEach
    void close() {
        backend.close();
        CLUSTER.flushAll();
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @Override
    protected TieredCache<String> cache() {
        return TieredCache.builder(new MapTier<String>("near"))
                .far(backend.tier(TextCodec.INSTANCE))
                .log(backend.log())
                .leases(backend.leases())
                .build();
    }
}
