package dev.reprise.cache.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

import dev.reprise.cache.Backend;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.redis.testkit.SentinelSet;
import dev.reprise.cache.testkit.MapTier;
import dev.reprise.cache.testkit.TieredCacheContract;

/** The tiered cache with everything that a Redis behind sentinels offers it. */
class SentinelCacheTest extends TieredCacheContract {
    private static final SentinelSet SENTINELS = SentinelSet.start();

    private final Backend backend = Backend.open(RedisFixture.config(RedisFixture.url(SENTINELS)));

    @AfterEach
    void close() {
        backend.close();
        SENTINELS.master().flushAll();
    }

    @AfterAll
    static void stop() {
        SENTINELS.close();
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
