package dev.reprise.cache.redis;

import java.util.List;

import dev.reprise.cache.SharedText;

/** A text as one key on Redis, which has no end. */
final class RedisText implements SharedText {
    private static final String REPLACE = """
            if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[1], ARGV[2])
            return 1""";

    private final GuardedRedis redis;
    private final String name;

    RedisText(GuardedRedis redis, String name) {
        this.redis = redis;
        this.name = name;
    }

    @Override
    public String read() {
        String text = redis.read(nodes -> nodes.jedis().get(name));
        return text == null ? "" : text;
    }

    @Override
    public boolean replace(String expected, String text) {
        Object replaced = redis.write(nodes -> nodes.jedis().eval(REPLACE, List.of(name), List.of(expected, text)));
        return Long.valueOf(1).equals(replaced);
    }
}
