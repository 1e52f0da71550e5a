package dev.reprise.benchmarks.library;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Loaded;

/** Ways to have a value made that is nowhere yet. */
public enum Loader {
    /** Ours, near tier alone. */
    REPRISE_NEAR {
        @Override
        Loading open(URI redis) {
            return tiered(new Tiered(null));
        }
    },
    /** Ours, over Redis: one load for all processes. */
    REPRISE {
        @Override
        Loading open(URI redis) {
            return tiered(new Tiered(redis));
        }
    },
    /** Caffeine alone, which loads on the thread that asks. */
    CAFFEINE {
        @Override
        Loading open(URI redis) {
            Cache<String, byte[]> cache = Caffeine.newBuilder().maximumSize(2 * Workload.KEYS)
                    .expireAfterWrite(Workload.LIFE).build();
            return (name, loader) -> cache.get(name, _ -> loader.get());
        }
    },
    /** What one would write without a cache library: a GET, the load and a SET. Nothing keeps two from loading. */
    JEDIS {
        @Override
        Loading open(URI redis) {
            RedisClient client = RedisClient.create(redis);
            Loading loading = (name, loader) -> {
                byte[] key = name.getBytes(UTF_8);
                byte[] found = client.get(key);
                if (found == null) {
                    found = loader.get();
                    client.set(key, found, new SetParams().px(Workload.LIFE.toMillis()));
                }
                return found;
            };
            return loading.owning(client);
        }
    },
    /** JetCache on two levels as it is by default: everybody loads. */
    JETCACHE {
        @Override
        Loading open(URI redis) {
            return jetCache(new JetCache(redis, false));
        }
    },
    /** JetCache on two levels that protects: one load for each process. */
    JETCACHE_PROTECTED {
        @Override
        Loading open(URI redis) {
            return jetCache(new JetCache(redis, true));
        }
    },
    /** Redisson's cached map and its lock, taken only where the map has nothing: one load for all processes. */
    REDISSON {
        @Override
        Loading open(URI redis) {
            RedissonClient client = Redissons.client(redis);
            RLocalCachedMap<String, byte[]> map = Redissons.map(client);
            Loading loading = (name, loader) -> {
                byte[] found = map.get(name);
                return found != null ? found : locked(map, client.getLock("lock-" + name), name, loader);
            };
            return loading.owning(client::shutdown);
        }
    };

    /** An empty cache of this kind. */
    abstract Loading open(URI redis);

    private static Loading tiered(Tiered tiered) {
        Loading loading = (name, loader) -> tiered.cache.get(
                CacheKey.of("public", "none", Workload.TYPE, name, null), () -> Loaded.of(loader.get()));
        return loading.owning(tiered);
    }

    private static Loading jetCache(JetCache jetCache) {
        Loading loading = (name, loader) -> jetCache.both.computeIfAbsent(name, _ -> loader.get());
        return loading.owning(jetCache);
    }

    private static byte[] locked(RLocalCachedMap<String, byte[]> map, RLock lock, String name,
            Supplier<byte[]> loader) {
        lock.lock();
        try {
            byte[] found = map.get(name);
            if (found == null) {
                found = requireNonNull(loader.get());
                map.fastPut(name, found);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }
}
