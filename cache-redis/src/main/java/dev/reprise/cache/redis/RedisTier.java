package dev.reprise.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.Codec;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TierStatus;
import dev.reprise.cache.TierUnavailableException;

/** The entries of one namespace. Keeps nothing in this process but numbers; the backend owns the connection. */
final class RedisTier<V> implements CacheTier<V> {
    /** Names asked for at once: few round trips, and well under a millisecond of Redis's one thread. */
    private static final int PAGE = 1000;

    /** Whole entries asked for at once, all of them in memory. */
    private static final int ENTRIES_AT_ONCE = 50;

    /** Redis refuses a life that overflows its clock. */
    private static final long LONGEST_LIFE_MILLIS = Duration.ofDays(3650).toMillis();

    /** For how long a count serves that took more than a page from each master: status must not wear Redis out. */
    private static final Duration COUNT_LIFE = Duration.ofSeconds(5);

    private static final byte[] NOT_A_STRING = {};
    private static final Codec<byte[]> AS_IT_IS = new Codec<>() {
        @Override
        public byte[] encode(byte[] value) {
            return value;
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes;
        }
    };

    private final GuardedRedis redis;
    private final Keyspace keys;
    private final Envelope envelope;
    private final Codec<V> codec;
    private final InstantSource clock;
    private final LongAdder unreadable = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** Guarded by {@code this}, as is the next. */
    private long entries;
    private long countedUntilNanos = System.nanoTime();

    RedisTier(GuardedRedis redis, Keyspace keys, Envelope envelope, Codec<V> codec, InstantSource clock) {
        this.redis = redis;
        this.keys = keys;
        this.envelope = envelope;
        this.codec = codec;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public boolean isAvailable() {
        return redis.isAvailable();
    }

    @Override
    public String breaker() {
        return redis.state();
    }

    @Override
    public @Nullable Entry<V> get(CacheKey key) {
        byte[] name = keys.name(key).getBytes(UTF_8);
        return entry(name,
                counted(() -> redis.<byte @Nullable []>read(nodes -> string(() -> nodes.jedis().get(name)))));
    }

    @Override
    public Map<CacheKey, Entry<V>> getAll(Collection<CacheKey> asked) {
        Map<CacheKey, Entry<V>> found = new HashMap<>();
        strings(asked).forEach((key, bytes) -> {
            Entry<V> entry = entry(keys.name(key).getBytes(UTF_8), bytes);
            if (entry != null) {
                found.put(key, entry);
            }
        });
        return found;
    }

    /** What is kept for those keys that have something, in one round trip to each server. */
    private Map<CacheKey, byte[]> strings(Collection<CacheKey> some) {
        List<String> names = some.stream().map(keys::name).toList();
        return counted(() -> redis.read(nodes -> {
            Map<String, Response<byte[]>> answers = nodes.pipelined(names,
                    (pipeline, name) -> pipeline.get(name.getBytes(UTF_8)));
            Map<CacheKey, byte[]> strings = new HashMap<>();
            some.forEach(key -> {
                String name = keys.name(key);
                byte[] string = string(() -> RedisNodes.settled(requireNonNull(answers.get(name)),
                        () -> nodes.jedis().get(name.getBytes(UTF_8))));
                if (string != null) {
                    strings.put(key, string);
                }
            });
            return strings;
        }));
    }

    private @Nullable Entry<V> entry(byte[] name, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return envelope.decode(name, bytes, codec);
        } catch (UnreadableException e) {
            unreadable.increment();
            return null;
        }
    }

    /** Values of other types than strings are no entries. */
    private static byte @Nullable [] string(Supplier<byte @Nullable []> answer) {
        try {
            return answer.get();
        } catch (JedisDataException e) {
            if (e.getMessage() != null && e.getMessage().startsWith("WRONGTYPE")) {
                return NOT_A_STRING;
            }
            throw e;
        }
    }

    @Override
    public void put(CacheKey key, Entry<V> entry) {
        long now = clock.millis();
        if (entry.expiresMillis() <= now) {
            remove(key);
            return;
        }
        byte[] name = keys.name(key).getBytes(UTF_8);
        byte[] bytes = envelope.encode(name, entry, codec);
        // The life that is left, not the instant of its end: Redis's clock need not agree with ours.
        SetParams life = new SetParams().px(Math.min(entry.expiresMillis() - now, LONGEST_LIFE_MILLIS));
        counted(() -> redis.write(nodes -> nodes.jedis().set(name, bytes, life)));
    }

    @Override
    public void remove(CacheKey key) {
        counted(() -> redis.write(nodes -> nodes.jedis().unlink(keys.name(key))));
    }

    @Override
    public void find(Scope scope, Consumer<CacheKey> found) {
        Set<CacheKey> named = new HashSet<>();
        scan(scope, page -> page.forEach(key -> {
            if (named.add(key)) {
                found.accept(key);
            }
        }));
    }

    @Override
    public void removeAll(Scope scope, Consumer<CacheKey> removed) {
        scan(scope, page -> {
            if (!page.isEmpty()) {
                counted(() -> redis.write(nodes -> unlink(page, nodes))).forEach(removed);
            }
        });
    }

    /** Unlinks keys in one round trip to each server, and returns those that were there. */
    private List<CacheKey> unlink(List<CacheKey> page, RedisNodes nodes) {
        Map<String, Response<Long>> answers = nodes.pipelined(page.stream().map(keys::name).toList(), Pipeline::unlink);
        return page.stream().filter(key -> {
            String name = keys.name(key);
            Response<Long> answer = answers.remove(name);
            return answer != null && RedisNodes.settled(answer, () -> nodes.jedis().unlink(name)) > 0;
        }).toList();
    }

    /** Shows the keys that a scope covers page by page, some perhaps twice, as SCAN does. */
    private void scan(Scope scope, Consumer<List<CacheKey>> onPage) {
        ScanParams params = new ScanParams().match(keys.glob(scope)).count(PAGE);
        for (RedisConnections master : counted(() -> redis.read(RedisNodes::masters))) {
            String cursor = ScanParams.SCAN_POINTER_START;
            ScanResult<String> page;
            do {
                String from = cursor;
                page = counted(() -> redis.read(nodes -> master.ask(jedis -> jedis.scan(from, params))));
                onPage.accept(covered(scope, page.getResult()));
                cursor = page.getCursor();
            } while (!page.isCompleteIteration());
        }
    }

    private List<CacheKey> covered(Scope scope, List<String> names) {
        List<CacheKey> candidates = new ArrayList<>();
        for (String name : names) {
            CacheKey key = keys.key(name);
            if (key != null) {
                candidates.add(key);
            }
        }
        List<CacheKey> covered = new ArrayList<>();
        if (scope instanceof Scope.Tag) {
            for (int from = 0; from < candidates.size(); from += ENTRIES_AT_ONCE) {
                List<CacheKey> some = candidates.subList(from, Math.min(from + ENTRIES_AT_ONCE, candidates.size()));
                Map<CacheKey, Set<String>> tags = tags(some);
                some.stream().filter(key -> scope.covers(key, tags.getOrDefault(key, Set.of()))).forEach(covered::add);
            }
        } else {
            candidates.stream().filter(key -> scope.covers(key, Set.of())).forEach(covered::add);
        }
        return covered;
    }

    /** The tags of the entries that can be read. */
    private Map<CacheKey, Set<String>> tags(List<CacheKey> some) {
        Map<CacheKey, Set<String>> tags = new HashMap<>();
        strings(some).forEach((key, bytes) -> {
            try {
                tags.put(key, envelope.decode(keys.name(key).getBytes(UTF_8), bytes, AS_IT_IS).tags());
            } catch (UnreadableException e) {
                // Counted by whoever looks it up.
            }
        });
        return tags;
    }

    /** {@inheritDoc} Bytes, limit and evictions are those of the whole Redis, since it was started. */
    @Override
    public TierStatus status() {
        try {
            List<String> masters = redis.read(nodes -> nodes.masters().stream()
                    .map(master -> master.ask(jedis -> jedis.info("memory") + jedis.info("stats"))).toList());
            Long limit = sum(masters, "maxmemory");
            return new TierStatus(true, entries(), sum(masters, "used_memory"),
                    limit == null || limit == 0 ? null : limit, sum(masters, "evicted_keys"), unreadable.sum(),
                    failures.sum(), breaker(), redis.trips());
        } catch (TierUnavailableException e) {
            return new TierStatus(false, null, null, null, null, unreadable.sum(), failures.sum(), breaker(),
                    redis.trips());
        }
    }

    /** Null where one of them does not say. */
    private static @Nullable Long sum(List<String> infos, String field) {
        long sum = 0;
        for (String info : infos) {
            int at = info.indexOf('\n' + field + ':');
            if (at < 0) {
                return null;
            }
            String value = info.substring(at + field.length() + 2, info.indexOf('\n', at + 1));
            sum += Long.parseLong(value.strip());
        }
        return sum;
    }

    private synchronized long entries() {
        if (System.nanoTime() - countedUntilNanos >= 0) {
            long[] count = {0};
            int[] pages = {0};
            scan(new Scope.All(Scope.EVERY_TENANT), page -> {
                count[0] += page.size();
                pages[0]++;
            });
            entries = count[0];
            boolean cheap = pages[0] <= counted(() -> redis.read(RedisNodes::masters)).size();
            countedUntilNanos = System.nanoTime() + (cheap ? 0 : COUNT_LIFE.toNanos());
        }
        return entries;
    }

    private <T extends @Nullable Object> T counted(Supplier<T> call) {
        try {
            return call.get();
        } catch (TierUnavailableException e) {
            failures.increment();
            throw e;
        }
    }

    @Override
    public void close() {}
}
