package dev.reprise.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import redis.clients.jedis.exceptions.JedisDataException;

import dev.reprise.cache.Codec;
import dev.reprise.cache.Cost;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Position;
import dev.reprise.cache.SharedRanking;

/**
 * A ranking as three keys on Redis, which have no end: a sorted set of counts, one of what each may be too much by, and a
 * hash of texts, which are kept as {@link Envelope}s. When the counts were last aged, by Redis's own clock, stands among
 * the texts, at the empty name.
 */
final class RedisRanking implements SharedRanking {
    /** Leaves {@code weight}: what was counted before weighs that much. */
    private static final String AGE = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local aged = tonumber(redis.call('HGET', KEYS[3], '') or now)
            local weight = 0.5 ^ (math.max(0, now - aged) / ARGV[1])
            """;

    private static final String ADD = AGE + """
            local most = tonumber(ARGV[2])
            redis.call('ZUNIONSTORE', KEYS[1], 1, KEYS[1], 'WEIGHTS', string.format('%.17g', weight))
            redis.call('ZUNIONSTORE', KEYS[2], 1, KEYS[2], 'WEIGHTS', string.format('%.17g', weight))
            redis.call('HSET', KEYS[3], '', string.format('%.0f', math.max(now, aged)))
            for i = 3, #ARGV, 2 do
              local name = ARGV[i]
              local taken = '0'
              if not redis.call('ZSCORE', KEYS[1], name) and redis.call('ZCARD', KEYS[1]) >= most then
                local least = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
                redis.call('ZREM', KEYS[1], least[1])
                redis.call('ZREM', KEYS[2], least[1])
                redis.call('HDEL', KEYS[3], least[1])
                taken = least[2]
                redis.call('ZADD', KEYS[2], taken, name)
                redis.call('ZADD', KEYS[1], taken, name)
              end
              redis.call('ZINCRBY', KEYS[1], ARGV[i + 1], name)
            end
            local bare = {}
            for i = 3, #ARGV, 2 do
              local name = ARGV[i]
              local count = redis.call('ZSCORE', KEYS[1], name)
              if count and redis.call('HEXISTS', KEYS[3], name) == 0
                and count - (redis.call('ZSCORE', KEYS[2], name) or 0) > 1 then
                bare[#bare + 1] = name
              end
            end
            return bare""";

    private static final String DESCRIBE = """
            if redis.call('ZSCORE', KEYS[1], ARGV[1]) then redis.call('HSET', KEYS[3], ARGV[1], ARGV[2]) end""";

    private static final String TOP = AGE + """
            local counts = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
            for i = 1, #counts, 2 do
              local error = redis.call('ZSCORE', KEYS[2], counts[i]) or 0
              counts[i + 1] = string.format('%.17g', (counts[i + 1] - error) * weight)
            end
            return counts""";

    private static final Codec<String> GZIP = new Codec<>() {
        @Override
        public byte[] encode(String text) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(text.getBytes(UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        @Override
        public String decode(byte[] bytes) {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                return new String(in.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private final GuardedRedis redis;
    private final Envelope envelope;
    private final String texts;
    private final List<String> keys;

    /** @param names those of the counts, of their errors and of the texts, in this order */
    RedisRanking(GuardedRedis redis, Envelope envelope, List<String> names) {
        this.redis = redis;
        this.envelope = envelope;
        keys = List.copyOf(names);
        texts = keys.get(2);
    }

    @Override
    public Set<String> add(Map<String, Long> counts) {
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(HALF_LIFE.toMillis()), String.valueOf(MOST)));
        counts.forEach((name, count) -> {
            arguments.add(name);
            arguments.add(count.toString());
        });
        return new HashSet<>(strings(redis.write(nodes -> nodes.jedis().eval(ADD, keys, arguments))));
    }

    @Override
    public void describe(String name, String text) {
        byte[] sealed = envelope.encode(place(name), new Entry<>(text, Set.of(), new byte[0], 0, 0, 0, Position.START,
                Cost.NONE), GZIP);
        redis.write(nodes -> nodes.jedis().eval(DESCRIBE.getBytes(UTF_8),
                keys.stream().map(key -> key.getBytes(UTF_8)).toList(), List.of(name.getBytes(UTF_8), sealed)));
    }

    @Override
    public List<Ranked> top(int most) {
        List<String> found = strings(redis.read(nodes -> nodes.jedis().eval(TOP, keys,
                List.of(String.valueOf(HALF_LIFE.toMillis())))));
        List<Ranked> all = new ArrayList<>();
        for (int i = 0; i < found.size(); i += 2) {
            all.add(new Ranked(found.get(i), Double.parseDouble(found.get(i + 1))));
        }
        return all.stream().sorted(Ranked.ORDER).limit(most).toList();
    }

    @Override
    public Optional<String> text(String name) {
        byte[] sealed = redis.read(nodes -> nodes.jedis().hget(texts.getBytes(UTF_8), name.getBytes(UTF_8)));
        if (sealed == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(envelope.decode(place(name), sealed, GZIP).value());
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    /** Under another name it cannot be opened. */
    private byte[] place(String name) {
        return (texts + ' ' + name).getBytes(UTF_8);
    }

    private static List<String> strings(Object answer) {
        if (!(answer instanceof List<?> list)) {
            throw new JedisDataException("not a list: " + answer);
        }
        return list.stream().map(String::valueOf).toList();
    }
}
