package dev.reprise.app;

import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.app.statistics.Statistics;
import dev.reprise.cache.CacheEvent;

/** Writes a line for what happens in the cache, except for near hits, and has counted what only the cache sees. */
final class CacheLog implements Consumer<CacheEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(CacheLog.class);

    private final Statistics statistics;

    CacheLog(Statistics statistics) {
        this.statistics = statistics;
    }

    @Override
    public void accept(CacheEvent event) {
        switch (event) {
            case CacheEvent.FarHit it -> LOG.debug("hit far {}", it.key());
            case CacheEvent.Loaded it -> LOG.info("generated {} in {} ms, {}", it.key(), it.cost().time().toMillis(),
                    it.stored() ? "stored" : "not stored");
            case CacheEvent.LoadFailed it when it.failure().getCause() instanceof TimeoutException -> LOG
                    .warn("Generating {} took too long", it.key());
            case CacheEvent.LoadFailed it -> LOG.debug("failed {}", it.key());
            case CacheEvent.StaleServed it -> LOG.debug("served stale {}: {}", it.key(), it.why());
            case CacheEvent.TierFailed it -> LOG.debug("{} failed for {}", it.tier(), it.key());
            case CacheEvent.Evicted it -> {
                LOG.debug("evicted {}", it.key());
                statistics.evicted(it.key());
            }
            case CacheEvent.Invalidated it -> LOG.info("invalidated {}", it.scope());
        }
    }
}
