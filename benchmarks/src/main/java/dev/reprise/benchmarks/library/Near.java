package dev.reprise.benchmarks.library;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.CacheFrontend;
import io.lettuce.core.support.caching.ClientSideCaching;
import org.cache2k.Cache2kBuilder;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.springframework.cache.caffeine.CaffeineCache;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.csc.CacheConfig;
import redis.clients.jedis.params.SetParams;

import dev.reprise.cache.CacheKey;

/** Caches that keep values in the process that asks for them, all of them here. */
public enum Near {
    /** Ours, over Redis. */
    REPRISE {
        @Override
        Cached open(URI redis) {
            CacheKey[] keys = Workload.keys(Workload.KEYS);
            Tiered tiered = new Tiered(redis);
            tiered.fill(keys, Workload::value);
            Cached cached = key -> tiered.get(keys[key]);
            return cached.owning(tiered);
        }
    },
    /** A map, which bounds nothing and forgets nothing. */
    CONCURRENT_HASH_MAP {
        @Override
        Cached open(URI redis) {
            CacheKey[] keys = Workload.keys(Workload.KEYS);
            Map<CacheKey, byte[]> map = new ConcurrentHashMap<>();
            for (int i = 0; i < keys.length; i++) {
                map.put(keys[i], Workload.value(i));
            }
            return key -> requireNonNull(map.get(keys[key]));
        }
    },
    /** Bounded, but nothing expires. */
    CAFFEINE {
        @Override
        Cached open(URI redis) {
            return caffeine(bounded().build());
        }
    },
    /** All values have the same life. */
    CAFFEINE_EXPIRING {
        @Override
        Cached open(URI redis) {
            return caffeine(bounded().expireAfterWrite(Workload.LIFE).build());
        }
    },
    /** Each value could have a life of its own. */
    CAFFEINE_OWN_EXPIRY {
        @Override
        Cached open(URI redis) {
            return caffeine(bounded().expireAfter(Expiry.<CacheKey, byte[]>writing((_, _) -> Workload.LIFE)).build());
        }
    },
    /** Spring's cache on Caffeine. */
    SPRING {
        @Override
        Cached open(URI redis) {
            CacheKey[] keys = Workload.keys(Workload.KEYS);
            CaffeineCache cache = new CaffeineCache("near", Caffeine.newBuilder().executor(Runnable::run)
                    .maximumWeight(1L << 30).weigher((_, value) -> ((byte[]) value).length)
                    .expireAfterWrite(Workload.LIFE).build());
            for (int i = 0; i < keys.length; i++) {
                cache.put(keys[i], Workload.value(i));
            }
            return key -> (byte[]) requireNonNull(requireNonNull(cache.get(keys[key])).get());
        }
    },
    /** cache2k. */
    CACHE2K {
        @Override
        Cached open(URI redis) {
            CacheKey[] keys = Workload.keys(Workload.KEYS);
            // It refuses arrays where it is told of them.
            org.cache2k.Cache<CacheKey, Object> cache = Cache2kBuilder.of(CacheKey.class, Object.class)
                    .maximumWeight(1L << 30).weigher((_, value) -> ((byte[]) value).length)
                    .expireAfterWrite(Workload.LIFE).build();
            for (int i = 0; i < keys.length; i++) {
                cache.put(keys[i], Workload.value(i));
            }
            Cached cached = key -> (byte[]) requireNonNull(cache.get(keys[key]));
            return cached.owning(cache);
        }
    },
    /** JetCache on two levels. */
    JETCACHE {
        @Override
        Cached open(URI redis) {
            String[] names = Workload.names();
            JetCache jetCache = new JetCache(redis, false);
            for (int i = 0; i < names.length; i++) {
                jetCache.both.put(names[i], Workload.value(i));
            }
            Cached cached = key -> jetCache.both.get(names[key]);
            return cached.owning(jetCache);
        }
    },
    /** A map of Redisson that is cached here. */
    REDISSON {
        @Override
        Cached open(URI redis) {
            String[] names = Workload.names();
            RedissonClient client = Redissons.client(redis);
            RLocalCachedMap<String, byte[]> map = Redissons.map(client);
            for (int i = 0; i < names.length; i++) {
                map.fastPut(names[i], Workload.value(i));
            }
            Cached cached = key -> requireNonNull(map.get(names[key]));
            return cached.owning(client::shutdown);
        }
    },
    /** What Lettuce keeps of Redis, which tells it what has changed; in a map, which bounds nothing. */
    LETTUCE {
        @Override
        Cached open(URI redis) {
            String[] names = Workload.names();
            io.lettuce.core.RedisClient client = io.lettuce.core.RedisClient.create(redis.toString());
            StatefulRedisConnection<String, byte[]> connection = client
                    .connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
            CacheFrontend<String, byte[]> cache = ClientSideCaching.enable(
                    CacheAccessor.forMap(new ConcurrentHashMap<>()), connection, TrackingArgs.Builder.enabled());
            for (int i = 0; i < names.length; i++) {
                connection.sync().set(names[i], Workload.value(i), SetArgs.Builder.ex(Workload.LIFE));
                byte[] _ = cache.get(names[i]);
            }
            Cached cached = key -> cache.get(names[key]);
            return cached.owning(client::shutdown, cache);
        }
    },
    /** What Jedis keeps of Redis; only with Redis 7.4 and later. */
    JEDIS {
        @Override
        Cached open(URI redis) {
            byte[][] names = Far.names();
            RedisClient client = RedisClient.builder().hostAndPort(redis.getHost(), redis.getPort())
                    .cacheConfig(CacheConfig.builder().maxSize(2 * Workload.KEYS).build()).build();
            for (int i = 0; i < names.length; i++) {
                client.set(names[i], Workload.value(i), new SetParams().px(Workload.LIFE.toMillis()));
                byte[] _ = client.get(names[i]);
            }
            Cached cached = key -> requireNonNull(client.get(names[key]));
            return cached.owning(client);
        }
    };

    /** A cache of this kind with the whole workload in it. */
    abstract Cached open(URI redis);

    static Caffeine<CacheKey, byte[]> bounded() {
        return Caffeine.newBuilder().executor(Runnable::run).maximumWeight(1L << 30)
                .weigher((CacheKey _, byte[] value) -> value.length);
    }

    private static Cached caffeine(Cache<CacheKey, byte[]> cache) {
        CacheKey[] keys = Workload.keys(Workload.KEYS);
        for (int i = 0; i < keys.length; i++) {
            cache.put(keys[i], Workload.value(i));
        }
        return key -> requireNonNull(cache.getIfPresent(keys[key]));
    }
}
