package dev.reprise.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Directives;
import dev.reprise.cache.LoadFailedException;
import dev.reprise.cache.Loaded;
import dev.reprise.cache.Lookup;
import dev.reprise.cache.Policy;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.testkit.MapTier;

/**
 * A node of a fleet in a JVM of its own, which does what it reads and says what came of it, a line each. Its loads are
 * counted at {@code loads:<digest>} on a Redis that no fault befalls.
 */
final class CacheNode {
    private final TieredCache<String> cache;
    private final Backend backend;
    private final URI counters;
    private final Duration generation;

    private CacheNode(Backend.Config config, Duration leaseLife, URI counters, Duration generation) {
        this.counters = counters;
        this.generation = generation;
        backend = new RedisBackend(config, InstantSource.system(), leaseLife);
        cache = TieredCache.<String>builder(new MapTier<>("near"))
                .far(backend.tier(TextCodec.INSTANCE))
                .log(backend.log())
                .leases(backend.leases())
                .policies(type -> Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofSeconds(30)))
                .build();
    }

    /** Arguments: URL of the Redis, life of a lease in ms, URL of the counters, length of a load in ms. */
    public static void main(String[] args) throws IOException, InterruptedException {
        // Its output is what it answers.
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        CacheNode node = new CacheNode(RedisFixture.config(URI.create(args[0])), millis(args[1]), URI.create(args[2]),
                millis(args[3]));
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(node.answer(line.split(" ")));
        }
        node.cache.close();
        node.backend.close();
    }

    private static Duration millis(String number) {
        return Duration.ofMillis(Long.parseLong(number));
    }

    private String answer(String[] words) throws InterruptedException {
        return switch (words[0]) {
            case "get" -> get(key(words[1]), Integer.parseInt(words[2]));
            case "has" -> cache.peek(key(words[1])) instanceof Lookup.Hit<?> ? "yes" : "no";
            case "clear" -> Boolean.toString(cache.clear(new Scope.Tag("acme", words[1])).propagated());
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private static CacheKey key(String digest) {
        return CacheKey.of("acme", "g1", "course", digest, null);
    }

    /** Has as many callers ask at once; how many got which value. */
    private String get(CacheKey key, int callers) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        TreeMap<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < callers; i++) {
            Thread thread = new Thread(() -> {
                String answer = one(key);
                synchronized (answers) {
                    answers.merge(answer, 1, Integer::sum);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return answers.toString();
    }

    private String one(CacheKey key) {
        try {
            Lookup<String> found = cache.lookup(key, Set.of("tag"), Directives.NONE, () -> load(key));
            return ((Lookup.Served<String>) found).entry().value();
        } catch (LoadFailedException e) {
            return "failed";
        }
    }

    private Loaded<String> load(CacheKey key) throws InterruptedException {
        long number;
        try (Jedis jedis = new Jedis(counters)) {
            number = jedis.incr("loads:" + key.digest());
        }
        boolean interrupted = new CountDownLatch(1).await(generation.toMillis(), TimeUnit.MILLISECONDS);
        return Loaded.of(interrupted ? "never" : "load-" + number);
    }
}
