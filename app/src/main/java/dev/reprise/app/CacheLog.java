package dev.reprise.app;

import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.app.content.ContentKeys;
import dev.reprise.app.statistics.Statistics;
import dev.reprise.cache.CacheEvent;

/**
 * Writes a line for what happens in the cache behind the requests, and has counted what only the cache sees. How each
 * request was answered is written where that is known.
 */
final class CacheLog implements Consumer<CacheEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(CacheLog.class);

    private final Statistics statistics;

    CacheLog(Statistics statistics) {
        this.statistics = statistics;
    }

    @Override
    public void accept(CacheEvent event) {
        switch (event) {
            case CacheEvent.FarHit _,CacheEvent.StaleServed _ -> {
            }
            // Also those that nobody waits for.
            case CacheEvent.Loaded it -> LOG.debug("generated {} in {} ms, {}", ContentKeys.publicName(it.key()),
                    it.cost().time().toMillis(), it.stored() ? "stored" : "not stored");
            case CacheEvent.LoadFailed it when it.failure().getCause() instanceof TimeoutException -> LOG
                    .warn("Generating {} took too long", ContentKeys.publicName(it.key()));
            case CacheEvent.LoadFailed _ -> {
            }
            case CacheEvent.TierFailed it -> LOG.debug("{} failed for {}", it.tier(), it.key());
            case CacheEvent.Evicted it -> {
                LOG.debug("evicted {}", it.key());
                statistics.evicted(it.key());
            }
            case CacheEvent.Invalidated it -> LOG.info("invalidated {}", it.scope());
        }
    }
}
