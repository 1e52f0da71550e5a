package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.KEY;
import static dev.reprise.cache.redis.RedisFixture.await;
import static dev.reprise.cache.redis.RedisFixture.config;
import static dev.reprise.cache.redis.RedisFixture.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import dev.reprise.cache.Scope;
import dev.reprise.cache.TierStatus;
import dev.reprise.cache.TierUnavailableException;
import dev.reprise.cache.testkit.Caller;

/** A Redis that is killed, hangs, comes back, or will not have us. */
@Timeout(60)
class RedisOutageTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private final RedisFixture redis = new RedisFixture();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void record() {
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void close() {
        root.detachAppender(log);
        redis.close();
    }

    @Test
    void get_killed_isUnavailableUntilHealthCheckFindsItAgain() {
        RedisTier<String> tier = redis.tier();
        tier.put(KEY, entry("value"));
        redis.server.kill();

        failUntilOpen(tier);
        assertNotAsked(tier);

        redis.server.restart();
        await("the breaker closes without traffic", tier::isAvailable);
        assertThat(tier.get(KEY)).isNull();
        tier.put(KEY, entry("value"));
        assertThat(tier.get(KEY)).isNotNull();
    }

    @Test
    void get_hanging_isUnavailableUntilHealthCheckFindsItAgain() {
        RedisTier<String> tier = redis.tier(config(redis.server.url(), "test", SHORT, true));
        tier.put(KEY, entry("value"));
        redis.server.pause();

        failUntilOpen(tier);
        assertNotAsked(tier);

        redis.server.resume();
        await("the breaker closes without traffic", tier::isAvailable);
        assertThat(tier.get(KEY)).isNotNull();
    }

    @Test
    void get_hangingAndMoreCallersThanConnections_allReturn() throws Exception {
        RedisTier<String> tier = redis.tier(config(redis.server.url(), "test", SHORT, true));
        tier.put(KEY, entry("value"));
        redis.server.pause();
        ExecutorService callers = Executors.newFixedThreadPool(200);
        try {
            List<Callable<@Nullable TierUnavailableException>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                calls.add(() -> failure(tier));
            }
            for (Future<@Nullable TierUnavailableException> call : callers.invokeAll(calls)) {
                assertThat(call.get()).isNotNull();
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(tier.isAvailable()).isFalse();
        assertThat(tier.status().failures()).isEqualTo(200);
    }

    @Test
    void get_hangingAndFiveWait_nobodyElseWaits() throws Exception {
        RedisTier<String> tier = redis.tier(config(redis.server.url(), "test", Duration.ofSeconds(4), true));
        tier.put(KEY, entry("value"));
        redis.server.pause();
        List<Caller<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(Caller.start(() -> tier.get(KEY) != null));
        }
        long half = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        await("half of the time-out is over", () -> System.nanoTime() > half);

        assertNotAsked(tier);

        assertThat(waiting).noneMatch(Caller::isDone);
        redis.server.resume();
        for (Caller<Boolean> caller : waiting) {
            assertThat(caller.answer()).isTrue();
        }
        assertThat(tier.get(KEY)).isNotNull();
        assertThat(tier.status().breaker()).isEqualTo("closed");
    }

    @Test
    void anyCall_open_isUnavailableAndStatusIsNot() {
        RedisTier<String> tier = redis.tier();
        redis.server.kill();
        failUntilOpen(tier);
        long failures = tier.status().failures();

        assertThat(catchThrowableOfType(TierUnavailableException.class, () -> tier.put(KEY, entry("v")))).isNotNull();
        assertThat(catchThrowableOfType(TierUnavailableException.class, () -> tier.remove(KEY))).isNotNull();
        Scope scope = new Scope.All("acme");
        assertThat(catchThrowableOfType(TierUnavailableException.class, () -> tier.find(scope, k -> {}))).isNotNull();
        assertThat(catchThrowableOfType(TierUnavailableException.class, () -> tier.removeAll(scope, k -> {})))
                .isNotNull();

        TierStatus status = tier.status();
        assertThat(status.available()).isFalse();
        assertThat(status.entries()).isNull();
        assertThat(status.bytes()).isNull();
        assertThat(status.maxBytes()).isNull();
        assertThat(status.evictions()).isNull();
        assertThat(status.breaker()).isIn("open", "half_open");
        assertThat(status.breakerTrips()).isEqualTo(1);
        assertThat(status.failures()).isEqualTo(failures + 4);
    }

    @Test
    void healthCheck_killedWithoutTraffic_opensAndCloses() {
        RedisTier<String> tier = redis.tier(config(redis.server.url(), "test", SHORT, true)
                .healthCheckInterval(Duration.ofMillis(10)));
        await("the first connection", () -> redis.connections() > 0);

        redis.server.kill();
        await("the breaker opens", () -> !tier.isAvailable());
        redis.server.restart();
        await("the breaker closes", tier::isAvailable);

        assertThat(tier.status().failures()).isZero();
    }

    @Test
    void get_restartedWithManyIdleConnections_doesNotFail() throws Exception {
        RedisTier<String> tier = redis.tier(config(redis.server.url(), "test", Duration.ofSeconds(5), false));
        fillPool(tier, 16);

        redis.server.restart();

        // The log's tail may have noticed the gap, short as it was.
        RedisFixture.await("Redis to be found again", tier::isAvailable);
        for (int i = 0; i < 20; i++) {
            assertThat(tier.get(KEY)).isNull();
        }
        tier.put(KEY, entry("value"));
        assertThat(tier.status().failures()).isZero();
        assertThat(tier.status().breaker()).isEqualTo("closed");
    }

    /** Makes as many calls at once, so that as many connections are idle afterwards. */
    private void fillPool(RedisTier<String> tier, int connections) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(connections);
        try {
            redis.server.command("CLIENT", "PAUSE", "300");
            List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                calls.add(() -> {
                    tier.remove(KEY);
                    return null;
                });
            }
            for (Future<Void> call : callers.invokeAll(calls)) {
                call.get();
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(redis.connections()).isGreaterThan(connections / 2);
    }

    @Test
    void get_timedOutOnce_isTriedAgainIfSoConfigured() {
        Duration timeout = Duration.ofMillis(500);
        RedisTier<String> once = redis.tier(config(redis.server.url(), "test", timeout, false));
        RedisTier<String> twice = redis.tier(config(redis.server.url(), "test", timeout, true));
        twice.put(KEY, entry("value"));
        assertThat(once.get(KEY)).isNotNull();

        redis.server.command("CLIENT", "PAUSE", "750");
        assertThat(twice.get(KEY)).isNotNull();
        redis.server.command("CLIENT", "PAUSE", "750");
        assertThat(failure(once)).isNotNull();
    }

    @Test
    void put_timedOut_isNotTriedAgain() {
        RedisTier<String> tier = redis.tier(config(redis.server.url(), "test", Duration.ofMillis(500), true));
        tier.put(KEY, entry("value"));

        redis.server.command("CLIENT", "PAUSE", "750");

        assertThat(catchThrowableOfType(TierUnavailableException.class, () -> tier.put(KEY, entry("v")))).isNotNull();
    }

    @Test
    void open_redisDown_isUnavailableUntilItIsThere() {
        redis.server.kill();
        RedisTier<String> tier = redis.tier();

        assertThat(failure(tier)).isNotNull();
        assertThat(tier.status().available()).isFalse();

        redis.server.restart();
        await("it answers", () -> tier.status().available());
        tier.put(KEY, entry("value"));
        assertThat(tier.get(KEY)).isNotNull();
    }

    @Test
    void get_wrongPassword_isUnavailableAndTheSecretStaysSecret() {
        redis.server.command("ACL", "SETUSER", "alice", "on", ">right", "~*", "+@all");
        URI url = URI.create("redis://alice:wr0ng-s3cret@127.0.0.1:" + redis.server.port());
        RedisTier<String> tier = redis.tier(config(url));

        for (int i = 0; i < 20; i++) {
            TierUnavailableException failure = failure(tier);
            assertThat(failure).isNotNull();
            StringWriter all = new StringWriter();
            failure.printStackTrace(new PrintWriter(all));
            assertThat(all.toString()).doesNotContain("s3cret");
        }

        assertThat(tier.isAvailable()).isFalse();
        assertThat(logged()).anyMatch(line -> line.contains("WRONGPASS")).noneMatch(line -> line.contains("s3cret"));
        redis.server.command("ACL", "SETUSER", "alice", ">wr0ng-s3cret");
        await("the password is right", tier::isAvailable);
    }

    @Test
    void get_manyFailures_logsOneLineForEachChange() {
        RedisTier<String> tier = redis.tier();
        tier.put(KEY, entry("value"));
        redis.server.kill();
        failUntilOpen(tier);
        for (int i = 0; i < 100; i++) {
            assertThat(failure(tier)).isNotNull();
        }
        redis.server.restart();
        await("it says that the breaker closes", () -> changes().size() > 1);

        assertThat(changes()).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        assertThat(changes()).allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
    }

    private List<ILoggingEvent> changes() {
        List<ILoggingEvent> changes = new ArrayList<>(log.list);
        changes.removeIf(event -> !event.getLevel().isGreaterOrEqual(Level.INFO)
                || !event.getLoggerName().equals(GuardedRedis.class.getName()));
        return changes;
    }

    private List<String> logged() {
        return new ArrayList<>(log.list).stream()
                .map(event -> event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .toList();
    }

    private static @Nullable TierUnavailableException failure(RedisTier<String> tier) {
        return catchThrowableOfType(TierUnavailableException.class, () -> tier.get(KEY));
    }

    /** Five in a row, where no ping's success is counted between them. */
    private static void failUntilOpen(RedisTier<String> tier) {
        await("the breaker opens", () -> failure(tier) != null && !tier.isAvailable());
        assertThat(tier.status().breaker()).isIn("open", "half_open");
    }

    /** A call that was made has a cause; without one it cost nothing. */
    private static void assertNotAsked(RedisTier<String> tier) {
        for (int i = 0; i < 1000; i++) {
            TierUnavailableException failure = failure(tier);
            assertThat(failure).isNotNull();
            assertThat(failure.getCause()).isNull();
            assertThat(failure.getStackTrace()).isEmpty();
        }
    }
}
