package dev.reprise.cache;

import dev.reprise.cache.testkit.CacheTierContract;
import dev.reprise.cache.testkit.MapTier;

/** The contract holds for the tier that other tests rest on. */
class MapTierTest extends CacheTierContract {
    @Override
    protected CacheTier<String> tier() {
        return new MapTier<>("map");
    }
}
