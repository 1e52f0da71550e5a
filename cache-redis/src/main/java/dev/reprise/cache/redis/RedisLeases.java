package dev.reprise.cache.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Leases;
import dev.reprise.cache.LogRecord;
import dev.reprise.cache.TierUnavailableException;

/**
 * Leases as keys on Redis that expire unless their holder goes on extending them. One that was given up stays for a
 * while as an empty one, which says that there may be a value now.
 */
final class RedisLeases implements Leases {
    /** For how long a key waits for another process when the one that loads it dies. */
    static final Duration LIFE = Duration.ofSeconds(15);

    /** Zero for a lease that nobody held, -1 for one that is free again, else for how many milliseconds it is held. */
    private static final String TAKE = """
            local holder = redis.call('GET', KEYS[1])
            if holder and holder ~= '' then return math.max(1, redis.call('PTTL', KEYS[1])) end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return holder and -1 or 0""";
    private static final String EXTEND = """
            if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
            return 0""";
    private static final String FREE = """
            if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], '', 'PX', ARGV[2]) end
            return 0""";

    private static final Logger LOG = LoggerFactory.getLogger(RedisLeases.class);

    private final GuardedRedis redis;
    private final Keyspace keys;
    private final RedisLog log;
    private final Duration life;
    private final Set<Held> held = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor heartbeat;
    private volatile boolean closed;

    /** @param log hears of every lease that is given up */
    RedisLeases(GuardedRedis redis, Keyspace keys, RedisLog log, Duration life) {
        this.redis = redis;
        this.keys = keys;
        this.log = log;
        this.life = life;
        heartbeat = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "reprise-redis-leases");
            thread.setDaemon(true);
            return thread;
        });
        long third = Math.max(1, life.toMillis() / 3);
        ScheduledFuture<?> unused = heartbeat.scheduleAtFixedRate(() -> held.forEach(Held::extend), third, third,
                MILLISECONDS);
    }

    @Override
    public Attempt tryAcquire(CacheKey key) {
        if (closed) {
            throw new TierUnavailableException("the leases are closed", null);
        }
        Held lease = new Held(key);
        long answer = (Long) redis.write(nodes -> nodes.jedis().eval(TAKE, List.of(lease.name), lease.arguments()));
        if (answer > 0) {
            return new Attempt.Held(Duration.ofMillis(answer));
        }
        held.add(lease);
        return new Attempt.Granted(lease, answer < 0);
    }

    /** One lease. */
    final class Held implements Lease {
        private final CacheKey key;
        private final String name;
        private final String token = UUID.randomUUID().toString();

        Held(CacheKey key) {
            this.key = key;
            name = keys.lease(key);
        }

        private List<String> arguments() {
            return List.of(token, Long.toString(life.toMillis()));
        }

        private void extend() {
            try {
                Object extended = redis.write(nodes -> nodes.jedis().eval(EXTEND, List.of(name), arguments()));
                if (!Long.valueOf(1).equals(extended)) {
                    // Another may hold it by now.
                    held.remove(this);
                }
            } catch (RuntimeException e) {
                // It may be there still when Redis is back; a task that throws would be the last.
                LOG.debug("A lease could not be extended", e);
            }
        }

        /** Whether whoever asks is to free it: true for the first, if it is held still. */
        boolean end() {
            return held.remove(this);
        }

        void free(Pipeline pipeline) {
            Response<Object> unused = pipeline.eval(FREE, List.of(name), arguments());
        }

        @Override
        public void close() {
            if (end() && !log.announce(new LogRecord.Freed(key), this)) {
                LOG.debug("The lease of {} could not be freed and will lapse", key);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        heartbeat.shutdownNow();
        held.forEach(Held::close);
    }
}
