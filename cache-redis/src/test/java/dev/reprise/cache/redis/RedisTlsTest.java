package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.KEY;
import static dev.reprise.cache.redis.RedisFixture.config;
import static dev.reprise.cache.redis.RedisFixture.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.reprise.cache.Backend;
import dev.reprise.cache.TierUnavailableException;
import dev.reprise.cache.redis.testkit.TlsFront;

/** A Redis that is reached by TLS. */
@Timeout(60)
class RedisTlsTest {
    @TempDir
    static Path folder;

    private static Path server;
    private static Path client;
    private static Path stranger;

    private final RedisFixture redis = new RedisFixture();

    @BeforeAll
    static void makeCertificates() {
        server = TlsFront.identity(folder, "server");
        client = TlsFront.identity(folder, "client");
        stranger = TlsFront.identity(folder, "stranger");
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private RedisTier<String> tier(TlsFront front, String host, @Nullable Path own, Path trusted) {
        Backend.Config config = config(URI.create("rediss://" + host + ":" + front.port()))
                .tls(TlsFront.context(own, trusted));
        return redis.tier(config);
    }

    private static void assertUsable(RedisTier<String> tier) {
        tier.put(KEY, entry("value"));
        assertThat(tier.get(KEY)).isNotNull();
    }

    private static void assertUnavailable(RedisTier<String> tier) {
        assertThatExceptionOfType(TierUnavailableException.class).isThrownBy(() -> tier.get(KEY));
        assertThat(tier.isAvailable()).isFalse();
    }

    @Test
    void open_certificateIsTrusted_isUsable() {
        try (TlsFront front = TlsFront.to(redis.server.port(), server, null)) {
            assertUsable(tier(front, "127.0.0.1", null, server));
            RedisFixture.await("the log is followed, too", () -> redis.connections("reprise-log") == 1);
        }
    }

    @Test
    void open_certificateIsNotTrusted_isUnavailable() {
        try (TlsFront front = TlsFront.to(redis.server.port(), server, null)) {
            assertUnavailable(tier(front, "127.0.0.1", null, stranger));
        }
    }

    @Test
    void open_platformTrustOnly_isUnavailable() {
        try (TlsFront front = TlsFront.to(redis.server.port(), server, null)) {
            assertUnavailable(redis.tier(config(URI.create("rediss://127.0.0.1:" + front.port()))));
        }
    }

    @Test
    void open_certificateOfAnotherHost_isUnavailable() {
        try (TlsFront front = TlsFront.to(redis.server.port(), server, null)) {
            assertUnavailable(tier(front, "localhost", null, server));
        }
    }

    @Test
    void open_clientCertificateDemanded_isShown() {
        try (TlsFront front = TlsFront.to(redis.server.port(), server, client)) {
            assertUsable(tier(front, "127.0.0.1", client, server));
        }
    }

    @Test
    void open_clientCertificateDemandedAndNoneOrAnother_isUnavailable() {
        try (TlsFront front = TlsFront.to(redis.server.port(), server, client)) {
            assertUnavailable(tier(front, "127.0.0.1", null, server));
            assertUnavailable(tier(front, "127.0.0.1", stranger, server));
        }
    }

    @Test
    void open_plainServer_isUnavailable() {
        assertUnavailable(redis.tier(config(URI.create("rediss://127.0.0.1:" + redis.server.port()))));
    }
}
