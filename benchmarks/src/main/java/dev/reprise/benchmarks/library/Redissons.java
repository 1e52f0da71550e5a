package dev.reprise.benchmarks.library;

import java.net.URI;

import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.api.options.LocalCachedMapOptions.CacheProvider;
import org.redisson.api.options.LocalCachedMapOptions.EvictionPolicy;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.Codec;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.CompositeCodec;
import org.redisson.config.Config;

/** Redisson as it is recommended, with text for keys and bytes as they are for values. */
final class Redissons {
    private static final Codec CODEC = new CompositeCodec(StringCodec.INSTANCE, ByteArrayCodec.INSTANCE);

    private Redissons() {}

    static RedissonClient client(URI redis) {
        Config config = new Config();
        config.useSingleServer().setAddress(redis.toString());
        return Redisson.create(config);
    }

    /** A map on Redis with a bounded copy of it in this process, which Caffeine keeps. */
    static RLocalCachedMap<String, byte[]> map(RedissonClient client) {
        return client.getLocalCachedMap(LocalCachedMapOptions.<String, byte[]>name("redisson").codec(CODEC)
                .cacheProvider(CacheProvider.CAFFEINE).evictionPolicy(EvictionPolicy.LFU)
                .cacheSize(2 * Workload.KEYS).timeToLive(Workload.LIFE));
    }
}
