package dev.reprise.cache.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.params.SetParams;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Leases;
import dev.reprise.cache.TierUnavailableException;

/** Leases as keys on Redis that expire unless their holder goes on extending them. */
final class RedisLeases implements Leases {
    /** For how long a key waits for another process when the one that loads it dies. */
    static final Duration LIFE = Duration.ofSeconds(15);

    private static final String EXTEND = "if redis.call('GET', KEYS[1]) == ARGV[1]"
            + " then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) else return 0 end";
    private static final String FREE = "if redis.call('GET', KEYS[1]) == ARGV[1]"
            + " then return redis.call('DEL', KEYS[1]) else return 0 end";

    private static final Logger LOG = LoggerFactory.getLogger(RedisLeases.class);

    private final GuardedRedis redis;
    private final Keyspace keys;
    private final Duration life;
    private final Set<Held> held = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor heartbeat;
    private volatile boolean closed;

    RedisLeases(GuardedRedis redis, Keyspace keys, Duration life) {
        this.redis = redis;
        this.keys = keys;
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
    public @Nullable Lease tryAcquire(CacheKey key) {
        if (closed) {
            throw new TierUnavailableException("the leases are closed", null);
        }
        Held lease = new Held(keys.lease(key));
        SetParams ifFree = new SetParams().nx().px(life.toMillis());
        String answer = redis.<@Nullable String>write(jedis -> jedis.set(lease.name, lease.token, ifFree));
        if (answer == null) {
            return null;
        }
        held.add(lease);
        return lease;
    }

    private final class Held implements Lease {
        private final String name;
        private final String token = UUID.randomUUID().toString();

        Held(String name) {
            this.name = name;
        }

        private void extend() {
            try {
                Object extended = redis.write(jedis -> jedis.eval(EXTEND, List.of(name),
                        List.of(token, Long.toString(life.toMillis()))));
                if (!Long.valueOf(1).equals(extended)) {
                    // Another may hold it by now.
                    held.remove(this);
                }
            } catch (RuntimeException e) {
                // It may be there still when Redis is back; a task that throws would be the last.
                LOG.debug("A lease could not be extended", e);
            }
        }

        @Override
        public void close() {
            if (!held.remove(this)) {
                return;
            }
            // A load that was interrupted gives its lease up, too, and the pool refuses who is interrupted.
            boolean interrupted = Thread.interrupted();
            try {
                Object unused = redis.write(jedis -> jedis.eval(FREE, List.of(name), List.of(token)));
            } catch (RuntimeException e) {
                LOG.debug("A lease could not be freed and will lapse", e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
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
