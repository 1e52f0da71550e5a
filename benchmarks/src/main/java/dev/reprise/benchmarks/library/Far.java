package dev.reprise.benchmarks.library;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Arrays;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import org.redisson.api.RedissonClient;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

import dev.reprise.cache.CacheKey;

/** Ways to a value on Redis. Those of two levels do not have it here, and keep it here then. */
public enum Far {
    /** Ours. */
    REPRISE {
        @Override
        Cached open(URI redis) {
            CacheKey[] keys = Workload.keys(Workload.KEYS);
            Tiered tiered = new Tiered(redis);
            tiered.fill(keys, Workload::value);
            Cached cached = key -> {
                tiered.near.remove(keys[key]);
                return tiered.get(keys[key]);
            };
            return cached.owning(tiered);
        }
    },
    /** A GET by Jedis, kept nowhere. */
    JEDIS {
        @Override
        Cached open(URI redis) {
            byte[][] names = names();
            RedisClient client = RedisClient.create(redis);
            for (int i = 0; i < names.length; i++) {
                client.set(names[i], Workload.value(i), new SetParams().px(Workload.LIFE.toMillis()));
            }
            Cached cached = key -> requireNonNull(client.get(names[key]));
            return cached.owning(client);
        }
    },
    /** A GET by Lettuce, kept nowhere. */
    LETTUCE {
        @Override
        Cached open(URI redis) {
            byte[][] names = names();
            io.lettuce.core.RedisClient client = io.lettuce.core.RedisClient.create(redis.toString());
            StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
            RedisCommands<byte[], byte[]> commands = connection.sync();
            for (int i = 0; i < names.length; i++) {
                commands.set(names[i], Workload.value(i), SetArgs.Builder.ex(Workload.LIFE));
            }
            Cached cached = key -> requireNonNull(commands.get(names[key]));
            return cached.owning(client::shutdown, connection);
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
            Cached cached = key -> {
                jetCache.near.remove(names[key]);
                return jetCache.both.get(names[key]);
            };
            return cached.owning(jetCache);
        }
    },
    /** A GET by Redisson, kept nowhere. */
    REDISSON {
        @Override
        Cached open(URI redis) {
            String[] names = Workload.names();
            RedissonClient client = Redissons.client(redis);
            for (int i = 0; i < names.length; i++) {
                client.getBucket(names[i], org.redisson.client.codec.ByteArrayCodec.INSTANCE).set(Workload.value(i),
                        Workload.LIFE);
            }
            Cached cached = key -> (byte[]) requireNonNull(
                    client.getBucket(names[key], org.redisson.client.codec.ByteArrayCodec.INSTANCE).get());
            return cached.owning(client::shutdown);
        }
    };

    /** A cache of this kind with the whole workload in it. */
    abstract Cached open(URI redis);

    static byte[][] names() {
        return Arrays.stream(Workload.names()).map(name -> name.getBytes(UTF_8)).toArray(byte[][]::new);
    }
}
