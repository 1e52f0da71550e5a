package dev.reprise.cache.redis;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

import dev.reprise.cache.Backend;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.redis.testkit.RedisServer;
import dev.reprise.cache.testkit.MapTier;
import dev.reprise.cache.testkit.TieredCacheContract;

/** The tiered cache with everything that Redis offers it. */
class RedisCacheTest extends TieredCacheContract {
    private static final RedisServer SERVER = RedisServer.start();

    private final Backend backend = Backend.open(Backend.Config.of(SERVER.url()).namespace("contract")
            .timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2)));

    @AfterEach
    void close() {
        backend.close();
        SERVER.flushAll();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
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
