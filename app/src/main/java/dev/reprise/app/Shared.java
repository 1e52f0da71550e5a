package dev.reprise.app;

import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

import dev.reprise.app.settings.Settings;
import dev.reprise.app.settings.Settings.InvalidSettingException;
import dev.reprise.cache.Backend;
import dev.reprise.cache.Codec;
import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.SharedCounters;
import dev.reprise.cache.SharedRanking;
import dev.reprise.cache.SharedText;
import dev.reprise.cache.TieredCacheBuilder;

/** What a node shares with others: what is on Redis where there is one, else the like of this process alone. */
final class Shared implements AutoCloseable {
    private final InstantSource clock;
    private final @Nullable Backend backend;
    private final InvalidationLog log;

    /** @throws InvalidSettingException where the URL is none that a backend knows */
    Shared(Settings settings, InstantSource clock) {
        this.clock = clock;
        backend = settings.redis() == null ? null : open(config(settings, settings.redis()));
        log = backend == null ? InvalidationLog.inProcess(clock) : backend.log();
    }

    InvalidationLog log() {
        return log;
    }

    /** Each name is to be taken once; so are those of the next two. */
    SharedText text(String name) {
        return backend == null ? SharedText.inProcess() : backend.text(name);
    }

    SharedCounters counters(String name) {
        return backend == null ? SharedCounters.inProcess() : backend.counters(name);
    }

    SharedRanking ranking(String name) {
        return backend == null ? SharedRanking.inProcess(clock) : backend.ranking(name);
    }

    /** Has a cache use it: the log, and, where there is Redis, the tier and the leases there. */
    <V> void addTo(TieredCacheBuilder<V> cache, Codec<V> codec) {
        cache.log(log);
        if (backend != null) {
            cache.far(backend.tier(codec)).leases(backend.leases());
        }
    }

    @Override
    public void close() {
        if (backend != null) {
            backend.close();
        }
    }

    private static Backend.Config config(Settings settings, Settings.Redis redis) {
        Backend.Config config = Backend.Config.of(redis.url()).namespace(settings.namespace())
                .timeouts(redis.connectTimeout(), redis.socketTimeout()).retryOnTimeout(redis.retryOnTimeout())
                .healthCheckInterval(redis.healthCheckInterval());
        if (redis.tls() != null) {
            config = config.tls(redis.tls());
        }
        return settings.encryptionKey() == null ? config : config.encryptionKey(settings.encryptionKey().value());
    }

    private static Backend open(Backend.Config config) {
        try {
            return Backend.open(config);
        } catch (IllegalArgumentException e) {
            // What its URL must look like is known to the backend.
            throw new InvalidSettingException("REDIS_URL: " + e.getMessage());
        }
    }
}
