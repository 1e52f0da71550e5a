package dev.reprise.benchmarks.library;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheValueHolder;
import com.alicp.jetcache.MultiLevelCacheBuilder;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import io.lettuce.core.RedisClient;

/**
 * Two levels of JetCache. It insists on bytes of its own holder for values; they are written by hand here, so that no
 * serializer weighs on it.
 */
final class JetCache implements AutoCloseable {
    final Cache<String, byte[]> near;
    final Cache<String, byte[]> both;

    private final RedisClient client;

    /**
     * Over a Redis.
     *
     * @param protect whether one thread of a process loads while the others wait
     */
    JetCache(URI redis, boolean protect) {
        client = RedisClient.create(redis.toString());
        near = CaffeineCacheBuilder.createCaffeineCacheBuilder().limit(2 * Workload.KEYS)
                .expireAfterWrite(Workload.LIFE.toMillis(), TimeUnit.MILLISECONDS).buildCache();
        Cache<String, byte[]> far = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder().redisClient(client)
                .keyPrefix("jetcache:").keyConvertor(key -> ((String) key).getBytes(UTF_8))
                .valueEncoder(JetCache::encode)
                .valueDecoder(JetCache::decode)
                .expireAfterWrite(Workload.LIFE.toMillis(), TimeUnit.MILLISECONDS).buildCache();
        both = MultiLevelCacheBuilder.createMultiLevelCacheBuilder().addCache(near, far)
                .expireAfterWrite(Workload.LIFE.toMillis(), TimeUnit.MILLISECONDS).cachePenetrateProtect(protect)
                .buildCache();
    }

    @Override
    public void close() {
        both.close();
        client.shutdown();
    }

    private static byte[] encode(Object written) {
        CacheValueHolder<?> holder = (CacheValueHolder<?>) written;
        byte[] value = (byte[]) holder.getValue();
        return ByteBuffer.allocate(16 + value.length).putLong(holder.getExpireTime()).putLong(holder.getAccessTime())
                .put(value).array();
    }

    private static Object decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CacheValueHolder<byte[]> holder = new CacheValueHolder<>();
        holder.setExpireTime(in.getLong());
        holder.setAccessTime(in.getLong());
        holder.setValue(Arrays.copyOfRange(bytes, 16, bytes.length));
        return holder;
    }
}
