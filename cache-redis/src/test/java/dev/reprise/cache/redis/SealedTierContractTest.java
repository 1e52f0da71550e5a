package dev.reprise.cache.redis;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.redis.testkit.RedisServer;
import dev.reprise.cache.testkit.CacheTierContract;

/** The contract of all tiers, with an encryption key. */
class SealedTierContractTest extends CacheTierContract {
    private static final RedisServer SERVER = RedisServer.start();

    private final Backend backend = Backend.open(Backend.Config.of(SERVER.url()).namespace("contract")
            .encryptionKey(SealedTierTest.key('k')).timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2)));

    @AfterEach
    void close() {
        backend.close();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Override
    protected CacheTier<String> tier() {
        SERVER.flushAll();
        return backend.tier(TextCodec.INSTANCE);
    }
}
