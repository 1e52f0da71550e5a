package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.await;
import static dev.reprise.cache.redis.RedisFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.reprise.cache.Backend;
import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.LogRecord.Announced;
import dev.reprise.cache.SharedText;
import dev.reprise.cache.TierUnavailableException;
import dev.reprise.cache.testkit.SharedTextContract;

/** A shared text on Redis. */
@Timeout(60)
class RedisTextTest extends SharedTextContract {
    private final RedisFixture redis = new RedisFixture();

    @AfterEach
    void close() {
        redis.close();
    }

    @Override
    protected SharedText open() {
        return redis.open(config(redis.server.url())).text("settings");
    }

    @Test
    void replace_anyText_isAtItsOwnNameWithoutAnEnd() {
        open().replace("", "text");

        assertThat(redis.server.command("GET", "reprise:test:text:v1:settings:{test}")).isEqualTo("text");
        assertThat(redis.server.command("PTTL", "reprise:test:text:v1:settings:{test}")).isEqualTo("-1");
    }

    @Test
    void text_otherNameOrNamespace_isAnother() {
        open().replace("", "text");
        Backend.Config other = config(redis.server.url(), "other", Duration.ofMillis(500), true);

        assertThat(redis.open(config(redis.server.url())).text("other").read()).isEmpty();
        assertThat(redis.open(other).text("settings").read()).isEmpty();
    }

    @Test
    void readAndReplace_redisGone_areUnavailableUntilItIsBack() {
        SharedText text = open();
        text.replace("", "text");
        redis.server.kill();

        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(text::read);
        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> text.replace("text", "next"));

        // It keeps nothing on disk.
        redis.server.restart();
        await("it can be read", () -> {
            try {
                return text.read().isEmpty();
            } catch (TierUnavailableException e) {
                return false;
            }
        });
    }

    @Test
    void replace_redisReadOnly_isUnavailableAndLeavesIt() {
        SharedText text = open();
        text.replace("", "text");
        redis.server.readOnly();

        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> text.replace("text", "next"));
        assertThat(text.read()).isEqualTo("text");
    }

    @Test
    void append_announced_isSeenByBothAndMovesNothing() {
        InvalidationLog here = redis.open(config(redis.server.url())).log();
        InvalidationLog there = redis.open(config(redis.server.url())).log();
        LogRecorder seenHere = new LogRecorder();
        LogRecorder seenThere = new LogRecorder();
        here.follow(seenHere);
        there.follow(seenThere);
        here.append(LogRecorder.tag("begin"));
        seenThere.awaitRecord(LogRecorder.tag("begin"));

        assertThat(here.append(new Announced("settings"))).isTrue();

        assertThat(seenHere.records()).containsExactly(LogRecorder.tag("begin"), new Announced("settings"));
        seenThere.awaitRecord(new Announced("settings"));
        assertThat(there.position()).isEqualTo(seenThere.positions().get(0));
        assertThat(redis.server.command("XRANGE", "reprise:test:changes:v1:{test}", "-", "+").replace('\n', ' '))
                .containsPattern("v 1 what announced name settings origin [0-9a-f-]{36}$");
    }
}
