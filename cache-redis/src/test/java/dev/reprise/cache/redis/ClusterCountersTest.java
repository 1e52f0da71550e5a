package dev.reprise.cache.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import dev.reprise.cache.Backend;
import dev.reprise.cache.SharedCounters;
import dev.reprise.cache.redis.testkit.RedisCluster;
import dev.reprise.cache.testkit.SharedCountersContract;

/** Shared counters on a cluster of three masters. */
class ClusterCountersTest extends SharedCountersContract {
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
    protected SharedCounters open() {
        return backend.counters("figures");
    }
}
