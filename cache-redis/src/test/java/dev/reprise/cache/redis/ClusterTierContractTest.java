package dev.reprise.cache.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.redis.testkit.RedisCluster;
import dev.reprise.cache.testkit.CacheTierContract;

/** The tier on a cluster of three masters. */
class ClusterTierContractTest extends CacheTierContract {
    private static final RedisCluster CLUSTER = RedisCluster.start();

    private final Backend backend = Backend.open(RedisFixture.config(RedisFixture.url(CLUSTER)));

    @AfterEach
    void close() {
        backend.close();
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @Override
    protected CacheTier<String> tier() {
        CLUSTER.flushAll();
        return backend.tier(TextCodec.INSTANCE);
    }
}
