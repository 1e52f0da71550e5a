package dev.reprise.cache.redis;

import java.time.InstantSource;
import java.util.List;

import dev.reprise.cache.Backend;
import dev.reprise.cache.BackendProvider;

/**
 * Opens a Redis by its URL, however it is run:
 *
 * <ul>
 * <li>{@code redis://[user]:password@host:port/database}
 * <li>{@code redis-sentinel://[user]:password@host:port,host:port/master/database}, with the sentinels' addresses
 * <li>{@code redis-cluster://[user]:password@host:port,host:port}, with those of some nodes
 * </ul>
 *
 * User and password, ports and database may be left out; {@code rediss://}, {@code rediss-sentinel://} and
 * {@code rediss-cluster://} are the same over TLS. User and password are those of the servers that have the keys, not of
 * sentinels.
 *
 * <p>Entries are kept under {@code reprise:<namespace>:} with their remaining life as the key's. While Redis does not
 * answer, which a cluster does when all its masters do, calls fail at once and a health check looks for it every second.
 * What is invalidated, replaced or being loaded is known to all processes that share the namespace. Needs Redis 6.2.
 */
public final class RedisBackendProvider implements BackendProvider {
    /** For {@link java.util.ServiceLoader}. */
    public RedisBackendProvider() {}

    @Override
    public List<String> schemes() {
        return RedisUrl.SCHEMES;
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
