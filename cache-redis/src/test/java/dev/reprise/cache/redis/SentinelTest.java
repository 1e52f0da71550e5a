package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.KEY;
import static dev.reprise.cache.redis.RedisFixture.await;
import static dev.reprise.cache.redis.RedisFixture.config;
import static dev.reprise.cache.redis.RedisFixture.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.TierUnavailableException;
import dev.reprise.cache.redis.testkit.RedisServer;
import dev.reprise.cache.redis.testkit.SentinelSet;

/** A master and a replica, and sentinels that replace the one by the other. */
@Timeout(90)
class SentinelTest {
    private final SentinelSet sentinels = SentinelSet.start();
    private final List<Backend> backends = new ArrayList<>();

    @AfterEach
    void close() {
        backends.forEach(Backend::close);
        sentinels.close();
    }

    private CacheTier<String> tier(URI url) {
        Backend backend = Backend.open(config(url));
        backends.add(backend);
        return backend.tier(TextCodec.INSTANCE);
    }

    private CacheTier<String> tier() {
        return tier(RedisFixture.url(sentinels));
    }

    @Test
    void get_masterKilled_goesToTheNewOneByItself() {
        CacheTier<String> tier = tier();
        tier.put(KEY, entry("value"));
        RedisServer old = sentinels.master();
        await("the replica has it", () -> sentinels.replica().command("EXISTS", RedisFixture.NAME).equals("1"));

        old.kill();
        sentinels.awaitNewMaster(old.port());

        await("the new master is found", () -> hasKey(tier));
        tier.put(KEY, entry("again"));
        assertThat(sentinels.master().command("EXISTS", RedisFixture.NAME)).isEqualTo("1");
    }

    @Test
    void get_masterHangs_goesToTheNewOneByItself() {
        CacheTier<String> tier = tier();
        tier.put(KEY, entry("value"));
        RedisServer old = sentinels.master();
        await("the replica has it", () -> sentinels.replica().command("EXISTS", RedisFixture.NAME).equals("1"));

        old.pause();
        sentinels.awaitNewMaster(old.port());

        await("the new master is found", () -> hasKey(tier));
        old.resume();
        await("it stays with the new one", tier::isAvailable);
        tier.put(KEY, entry("again"));
        assertThat(sentinels.master().command("EXISTS", RedisFixture.NAME)).isEqualTo("1");
    }

    @Test
    void put_masterReplacedOnPurpose_goesToTheNewOneByItself() {
        CacheTier<String> tier = tier();
        tier.put(KEY, entry("value"));

        RedisServer now = sentinels.failOver();
        now.flushAll();

        await("it writes to the new master", () -> {
            try {
                tier.put(KEY, entry("again"));
            } catch (TierUnavailableException e) {
                return false;
            }
            return now.command("EXISTS", RedisFixture.NAME).equals("1");
        });
    }

    private static boolean hasKey(CacheTier<String> tier) {
        try {
            return tier.get(KEY) != null;
        } catch (TierUnavailableException e) {
            return false;
        }
    }

    @Test
    void open_noSentinelThere_isUnavailableUntilOneIs() {
        sentinels.sentinels().forEach(RedisServer::pause);
        CacheTier<String> tier = tier();
        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> tier.get(KEY));

        sentinels.sentinels().forEach(RedisServer::resume);

        await("it is found", tier::isAvailable);
        tier.put(KEY, entry("value"));
        assertThat(hasKey(tier)).isTrue();
    }

    @Test
    void open_oneSentinelIsThere_isEnough() {
        sentinels.sentinels().get(0).kill();
        sentinels.sentinels().get(1).kill();

        CacheTier<String> tier = tier();
        tier.put(KEY, entry("value"));

        assertThat(hasKey(tier)).isTrue();
    }

    @Test
    void open_firstSentinelHasMissedAFailover_asksTheNext() {
        try (RedisServer late = RedisServer.start("--sentinel")) {
            late.command("SENTINEL", "MONITOR", sentinels.masterName(), "127.0.0.1",
                    String.valueOf(sentinels.replica().port()), "9");
            String url = RedisFixture.url(sentinels).toString();

            CacheTier<String> tier = tier(URI.create(url.replace("://", "://127.0.0.1:" + late.port() + ",")));
            tier.put(KEY, entry("value"));

            assertThat(sentinels.master().command("EXISTS", RedisFixture.NAME)).isEqualTo("1");
        }
    }

    @Test
    void open_masterNameUnknown_isUnavailable() {
        CacheTier<String> tier = tier(URI.create(RedisFixture.url(sentinels) + "x"));

        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> tier.get(KEY));
        assertThat(tier.isAvailable()).isFalse();
    }

    @Test
    void close_inUse_leavesNoConnectionAndNoThread() {
        tier().put(KEY, entry("value"));
        backends.forEach(Backend::close);

        await("no connection is left",
                () -> !sentinels.master().command("CLIENT", "LIST").contains(" name=reprise"));
        await("no thread is left", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("reprise-redis")));
    }
}
