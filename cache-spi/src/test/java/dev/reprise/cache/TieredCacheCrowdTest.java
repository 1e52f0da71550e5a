package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.testkit.Gate;

/** As many callers as a popular key has. */
class TieredCacheCrowdTest extends TieredCacheFixture {
    private static final int PLATFORM_CALLERS = 2000;
    private static final int VIRTUAL_CALLERS = 10_000;

    /** A thread for each task, a cheap one where Java has such, which is from 21 on. */
    private static ExecutorService threads(boolean virtual) throws ReflectiveOperationException {
        return virtual
                ? (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)
                : Executors.newCachedThreadPool();
    }

    @Test
    void lookup_crowdOnOneColdKey_loadsOnce() throws Exception {
        boolean virtual = Runtime.version().feature() >= 21;
        int crowd = virtual ? VIRTUAL_CALLERS : PLATFORM_CALLERS;
        ExecutorService executor = threads(virtual);
        try {
            Gate gate = new Gate();
            loader.holdAt(gate);
            CountDownLatch here = new CountDownLatch(crowd);
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < crowd; i++) {
                answers.add(executor.submit(() -> {
                    here.countDown();
                    return cache.get(KEY, loader);
                }));
            }
            assertThat(here.await(20, TimeUnit.SECONDS)).as("all have come").isTrue();
            gate.awaitReached();
            gate.open();

            for (Future<String> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("v1");
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(loader.calls()).isEqualTo(1);
        assertThat(far.reads()).isEqualTo(1);
        assertThat(cache.stats()).hasSize(1).allSatisfy((type, it) -> {
            assertThat(it.lookups()).isEqualTo(crowd);
            assertThat(it.misses()).isEqualTo(1);
            assertThat(it.loads()).isEqualTo(1);
        });
    }

    @Test
    void lookup_twoHundredLoadsHang_hitsOfOtherKeysDoNot() throws Exception {
        int hanging = 200;
        policy = Policy.of(Duration.ofHours(1)).concurrentLoads(hanging).earlyRefresh(false);
        List<CacheKey> warm = IntStream.range(0, 100).mapToObj(i -> key("acme", "course", "warm" + i)).toList();
        warm.forEach(key -> cache.get(key, loader));
        Gate gate = new Gate();
        CountDownLatch held = new CountDownLatch(hanging);
        ExecutorService executor = Executors.newCachedThreadPool();
        try {
            List<Future<String>> waiting = new ArrayList<>();
            for (int i = 0; i < hanging; i++) {
                CacheKey key = key("acme", "course", "cold" + i);
                waiting.add(executor.submit(() -> cache.get(key, () -> {
                    held.countDown();
                    gate.pass();
                    return Loaded.of("late");
                })));
            }
            assertThat(held.await(20, TimeUnit.SECONDS)).as("all hang").isTrue();

            warm.forEach(key -> assertThat(cache.peek(key)).isInstanceOf(Lookup.Hit.class));
            assertThat(waiting).noneMatch(Future::isDone);
            assertThat(cache.get(key("acme", "lesson", "d1"), loader)).as("nor loads of other types").isNotNull();
            gate.open();
            for (Future<String> one : waiting) {
                assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo("late");
            }
        } finally {
            gate.open();
            executor.shutdownNow();
        }
    }
}
