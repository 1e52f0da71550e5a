package dev.reprise.cache.local;

import dev.reprise.cache.TieredCache;
import dev.reprise.cache.testkit.TieredCacheContract;

class CaffeineCacheTest extends TieredCacheContract {
    @Override
    protected TieredCache<String> cache() {
        return TieredCache.builder(new CaffeineTier<>(1 << 20, String::length)).build();
    }
}
