package dev.reprise.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.app.Load.Timed;
import dev.reprise.app.generation.ContentGenerator;
import dev.reprise.app.generation.Progress;
import dev.reprise.app.generation.ScriptedGenerator;
import dev.reprise.cache.redis.testkit.RedisCluster;
import dev.reprise.cache.redis.testkit.RedisServer;
import dev.reprise.cache.redis.testkit.SentinelSet;
import dev.reprise.cache.redis.testkit.TcpProxy;

/**
 * A node under 200 requests a second whose Redis fails in every way. With {@code -Dfault.seconds=60} each fault lasts
 * for a minute, which is enough requests for a verdict on percentiles. What was seen is written to
 * {@code target/faults.md}.
 */
class FaultsUnderLoadTest {
    private static final Duration FAULT = Duration.ofSeconds(Integer.getInteger("fault.seconds", 2));
    private static final Duration BEFORE = FAULT.dividedBy(3);
    private static final Path SEEN = Path.of("target", "faults.md");

    private static final Duration SOCKET_TIMEOUT = Duration.ofMillis(500);
    private static final Duration GENERATION = Duration.ofMillis(100);

    /** A miss that takes longer has waited for Redis. */
    private static final Duration LONG = GENERATION.plus(SOCKET_TIMEOUT.dividedBy(2));
    private static final int CONCURRENT_GENERATIONS = 16;
    private static final int BURST = 60;

    /** Five calls wait until Redis has been silent for long enough, and some more are on their way by then. */
    private static final int HANDFUL = 15;

    private static final RedisServer REDIS = RedisServer.start();
    private static final TcpProxy LINE = TcpProxy.to(REDIS.port());
    private static final Generator GENERATOR = new Generator();
    private static final TestServer NODE = TestServer.start(Map.of("REDIS_URL", LINE.url().toString()), GENERATOR);
    private static final Load LOAD = new Load(NODE);

    /** A way in which Redis, or the line to it, fails. */
    record Fault(String what, Runnable begin, Runnable end) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Fault> faults() {
        Runnable nothing = () -> {};
        return Stream.of(new Fault("killed, later started empty", REDIS::kill, REDIS::restart),
                new Fault("hangs (SIGSTOP)", REDIS::pause, REDIS::resume),
                new Fault("busy (DEBUG SLEEP)", () -> REDIS.slow(FAULT), nothing),
                new Fault("full (maxmemory, noeviction)", REDIS::fill, REDIS::drain),
                new Fault("read-only (a replica without its master)", REDIS::readOnly, REDIS::writable),
                new Fault("wants another password", () -> REDIS.requirePassword("another"),
                        () -> REDIS.requirePassword("")),
                new Fault("line cut, new connections are closed", LINE::cut, LINE::heal),
                new Fault("line black-holed", LINE::blackHole, LINE::heal),
                new Fault("line black-holed for connections that exist", LINE::blackHoleExisting, nothing),
                new Fault("connections half-closed", LINE::halfClose, nothing),
                new Fault("line slower than the time-out", () -> LINE.delay(SOCKET_TIMEOUT.plusMillis(100)),
                        LINE::heal));
    }

    /** Takes a while, and knows how many it made at once. */
    private static final class Generator implements ContentGenerator {
        private final ScriptedGenerator content = new ScriptedGenerator();
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public Author author(ContentType type) {
            return content.author(type);
        }

        @Override
        public Generated generate(ContentRequest request, Consumer<Progress> progress) throws InterruptedException {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                boolean _ = new CountDownLatch(1).await(GENERATION.toMillis(), TimeUnit.MILLISECONDS);
                return content.generate(request, progress);
            } finally {
                running.decrementAndGet();
            }
        }
    }

    @BeforeAll
    static void warmUp() throws InterruptedException, IOException {
        assertThat(LOAD.run(Duration.ofSeconds(3))).allMatch(it -> it.status() == 200);
        Files.writeString(SEEN, """
                | Redis | requests | failed | waited for a time-out | p99 of near hits before and during, ms | \
                generations at once | back after |
                |---|---|---|---|---|---|---|
                """);
    }

    @AfterAll
    static void close() {
        NODE.close();
        LINE.close();
        REDIS.close();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void fault_underLoad_noRequestFailsAndFewWaitAndItHealsByItself(Fault fault) throws Exception {
        check(LOAD, fault);
    }

    @Test
    void fault_masterBehindSentinelsKilled_noRequestFailsAndFewWaitAndItHealsByItself() throws Exception {
        try (SentinelSet sentinels = SentinelSet.start();
                TestServer node = node("redis-sentinel", sentinels.ports(), "/" + sentinels.masterName())) {
            RedisServer master = sentinels.master();
            check(warm(node), new Fault("master killed, replaced by its sentinels", master::kill, () -> {}));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fault_oneOfThreeMasters_noRequestFailsAndFewWaitAndItHealsByItself(boolean hangs) throws Exception {
        try (RedisCluster cluster = RedisCluster.start();
                TestServer node = node("redis-cluster", cluster.ports(), "")) {
            RedisServer master = cluster.masters().get(1);
            check(warm(node), hangs
                    ? new Fault("one of three masters hangs", master::pause, master::resume)
                    : new Fault("one of three masters killed, later started empty", master::kill, master::restart));
        }
    }

    private static TestServer node(String scheme, List<Integer> ports, String path) {
        String addresses = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        return TestServer.start(Map.of("REDIS_URL", scheme + "://" + addresses + path), GENERATOR);
    }

    private static Load warm(TestServer node) throws InterruptedException {
        Load load = new Load(node);
        assertThat(load.run(Duration.ofSeconds(1))).allMatch(it -> it.status() == 200);
        return load;
    }

    private static void check(Load load, Fault fault) throws InterruptedException, IOException {
        List<Timed> before = load.run(BEFORE);
        GENERATOR.most.set(0);

        fault.begin.run();
        List<Timed> during = new ArrayList<>(load.run(FAULT.dividedBy(2)));
        List<Timed> burst = load.burst(BURST);
        during.addAll(load.run(FAULT.dividedBy(2)));
        fault.end.run();
        Duration back = awaitStoredFar(load);

        long failed = Stream.concat(during.stream(), burst.stream()).filter(it -> it.status() != 200).count();
        long waited = during.stream().filter(it -> it.isMiss() && it.took().compareTo(LONG) > 0).count();
        Duration p99Before = Load.p99OfNearHits(before);
        Duration p99During = Load.p99OfNearHits(during);
        Files.writeString(SEEN, String.format(Locale.ROOT, "| %s | %d | %d | %d | %.1f → %.1f | %d | %.1f s |%n",
                fault.what, during.size() + burst.size(), failed, waited, p99Before.toNanos() / 1e6,
                p99During.toNanos() / 1e6,
                GENERATOR.most.get(), back.toMillis() / 1e3), StandardOpenOption.APPEND);
        assertThat(failed).as("failed requests").isZero();
        assertThat(waited).as("requests that waited for a time-out").isLessThanOrEqualTo(HANDFUL);
        assertThat(GENERATOR.most.get()).as("generations at once").isLessThanOrEqualTo(CONCURRENT_GENERATIONS);
        if (FAULT.compareTo(Duration.ofSeconds(30)) >= 0) {
            assertThat(p99During).as("p99 of near hits, before " + p99Before).isLessThan(p99Before.multipliedBy(2));
        }
    }

    /** How long it takes until Redis is used again for all that it is there for. */
    private static Duration awaitStoredFar(Load load) {
        long start = System.nanoTime();
        while (!load.askForNews().cacheStatus().startsWith("\"redis\"; fwd=uri-miss; stored")) {
            assertThat(System.nanoTime() - start).as("time to heal").isLessThan(TimeUnit.SECONDS.toNanos(20));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
