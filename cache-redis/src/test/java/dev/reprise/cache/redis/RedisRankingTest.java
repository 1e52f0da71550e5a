package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.reprise.cache.SharedRanking;
import dev.reprise.cache.TierUnavailableException;
import dev.reprise.cache.testkit.SharedRankingContract;

/** A shared ranking on Redis. */
@Timeout(60)
class RedisRankingTest extends SharedRankingContract {
    private static final String TEXTS = "reprise:test:ranking-texts:v1:lessons:{test}";
    private static final SecretKeySpec KEY = new SecretKeySpec(new byte[32], "AES");

    private final RedisFixture redis = new RedisFixture();

    @AfterEach
    void close() {
        redis.close();
    }

    @Override
    protected SharedRanking open() {
        return redis.open(config(redis.server.url())).ranking("lessons");
    }

    @Override
    protected void pass(int halfLives) {
        redis.server.command("HINCRBY", TEXTS, "", "-" + SharedRanking.HALF_LIFE.toMillis() * halfLives);
    }

    @Test
    void ranking_otherName_isAnother() {
        open().add(Map.of("a", 1L));

        assertThat(redis.open(config(redis.server.url())).ranking("other").top(1)).isEmpty();
    }

    @Test
    void describe_withAKey_isReadableWithItAndForThatNameOnly() {
        SharedRanking sealed = redis.open(config(redis.server.url()).encryptionKey(KEY)).ranking("lessons");
        sealed.add(Map.of("a", 2L, "b", 2L));
        sealed.describe("a", "confidential ".repeat(3));
        redis.server.command("EVAL", "redis.call('HSET', KEYS[1], 'b', redis.call('HGET', KEYS[1], 'a'))", "1", TEXTS);

        assertThat(sealed.text("a")).contains("confidential ".repeat(3));
        assertThat(sealed.text("b")).isEmpty();
        assertThat(open().text("a")).isEmpty();
        redis.server.command("HSET", TEXTS, "a", "nonsense");
        assertThat(sealed.text("a")).isEmpty();
    }

    @Test
    void all_redisGone_areUnavailable() {
        SharedRanking ranking = open();
        redis.server.kill();

        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> ranking.add(Map.of("a", 1L)));
        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> ranking.describe("a", "text"));
        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> ranking.top(1));
        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> ranking.text("a"));
    }
}
