package dev.reprise.cache;

import org.junit.jupiter.api.Nested;

import dev.reprise.cache.testkit.FaultyTier;
import dev.reprise.cache.testkit.MapTier;
import dev.reprise.cache.testkit.TieredCacheContract;

/** The tiered cache over maps: near alone, near and far, and with a far tier that never answers. */
class TieredCacheContractTest {
    @Nested
    class NearAlone extends TieredCacheContract {
        @Override
        protected TieredCache<String> cache() {
            return TieredCache.builder(new MapTier<String>("near")).build();
        }
    }

    @Nested
    class NearAndFar extends TieredCacheContract {
        @Override
        protected TieredCache<String> cache() {
            return TieredCache.builder(new MapTier<String>("near")).far(new MapTier<>("far")).build();
        }
    }

    @Nested
    class FarAway extends TieredCacheContract {
        @Override
        protected TieredCache<String> cache() {
            FaultyTier<String> far = new FaultyTier<>(new MapTier<>("far"));
            far.fail(true);
            return TieredCache.builder(new MapTier<String>("near")).far(far).build();
        }
    }
}
