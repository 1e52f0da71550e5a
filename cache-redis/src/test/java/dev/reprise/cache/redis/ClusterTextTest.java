package dev.reprise.cache.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import dev.reprise.cache.Backend;
import dev.reprise.cache.SharedText;
import dev.reprise.cache.redis.testkit.RedisCluster;
import dev.reprise.cache.testkit.SharedTextContract;

/** A shared text on a cluster of three masters. */
class ClusterTextTest extends SharedTextContract {
    private static final RedisCluster CLUSTER = RedisCluster.start();

    private final Backend backend = Backend.open(RedisFixture.config(RedisFixture.url(CLUSTER)));

    @BeforeEach
    void empty() {
        CLUSTER.flushAll();
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @Override
    protected SharedText open() {
        return backend.text("settings");
    }
}
