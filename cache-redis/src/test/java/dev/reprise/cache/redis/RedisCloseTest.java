package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.await;
import static dev.reprise.cache.redis.RedisFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.LoadFailedException;
import dev.reprise.cache.Loaded;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.redis.testkit.RedisServer;
import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;
import dev.reprise.cache.testkit.MapTier;

/** The end of a node while everything is in use. */
@Timeout(60)
class RedisCloseTest {
    private final RedisServer server = RedisServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void close_trafficRuns_leavesNoThreadNoConnectionAndNobodyWaiting(boolean redisHangs) throws Exception {
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        Backend backend = Backend.open(config(server.url(), "test", Duration.ofMillis(200), true));
        TieredCache<String> cache = TieredCache.<String>builder(new MapTier<>("near"))
                .far(backend.tier(TextCodec.INSTANCE)).log(backend.log()).leases(backend.leases()).build();
        Gate gate = new Gate();
        Caller<String> loading = Caller.start(() -> cache.get(key(-1), () -> {
            gate.pass();
            return Loaded.of("never");
        }));
        gate.awaitReached();
        AtomicInteger lookups = new AtomicInteger();
        List<Caller<Boolean>> callers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            callers.add(Caller.start(() -> askUntilClosed(cache, lookups)));
        }
        await("traffic", () -> lookups.get() > 500);
        if (redisHangs) {
            server.pause();
        }

        cache.close();
        backend.close();
        cache.close();
        backend.close();

        assertThat(loading.failure()).isInstanceOf(LoadFailedException.class);
        for (Caller<Boolean> caller : callers) {
            assertThat(caller.answer()).isTrue();
        }
        await("no thread is left", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> !before.contains(thread) && thread.getName().matches("(reprise|cache).*")));
        if (redisHangs) {
            server.resume();
        }
        await("no connection is left", () -> server.command("CLIENT", "LIST").lines()
                .noneMatch(line -> line.contains(" name=reprise")));
    }

    private static CacheKey key(int number) {
        return CacheKey.of("acme", "g1", "course", "d" + number, null);
    }

    /** Reads, makes and clears until that fails; whether it failed as it should. */
    private static boolean askUntilClosed(TieredCache<String> cache, AtomicInteger lookups) {
        while (true) {
            int choice = ThreadLocalRandom.current().nextInt(1000);
            try {
                cache.get(key(choice), () -> Loaded.of("value"));
                if (choice < 5) {
                    cache.clear(new Scope.Key("acme", "course", "d" + choice));
                }
                lookups.incrementAndGet();
            } catch (LoadFailedException e) {
                return e.getCause() == null;
            }
        }
    }
}
