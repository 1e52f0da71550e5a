package dev.reprise.cache.redis;

import java.time.InstantSource;
import java.util.List;

import dev.reprise.cache.Backend;
import dev.reprise.cache.BackendProvider;

/**
 * Opens one Redis by its URL: {@code redis://[user]:password@host:port/database}, where all but the host may be left
 * out, or {@code rediss://} for TLS.
 *
 * <p>Entries are kept under {@code reprise:<namespace>:} with their remaining life as the key's. While Redis does not
 * answer, calls fail at once and a health check looks for it every second. What is invalidated, replaced or being loaded
 * is known to all processes that share the namespace. Needs Redis 6.2.
 */
public final class RedisBackendProvider implements BackendProvider {
    /** For {@link java.util.ServiceLoader}. */
    public RedisBackendProvider() {}

    @Override
    public List<String> schemes() {
        return List.of("redis", "rediss");
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException where the URL cannot be understood or the encryption key is no AES key of 256
     *         bits; the message repeats neither
     */
    @Override
    public Backend open(Backend.Config config) {
        return new RedisBackend(config, InstantSource.system(), RedisLeases.LIFE);
    }
}
