package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;
import dev.reprise.cache.testkit.MapTier;
import dev.reprise.cache.testkit.ScriptedLoader;

/** One load at a time for each key, whatever becomes of it. */
class TieredCacheFlightTest extends TieredCacheFixture {
    private final Gate gate = new Gate();

    @Test
    void lookup_manyCallersAtOnce_loadsOnceAndAllButOneJoined() throws Exception {
        loader.holdAt(gate);
        List<Caller<Lookup<String>>> waiting = callAndBlock(20);
        gate.open();

        List<Lookup<String>> answers = new ArrayList<>();
        for (Caller<Lookup<String>> caller : waiting) {
            answers.add(caller.answer());
        }

        assertThat(loader.calls()).isEqualTo(1);
        assertThat(answers).hasOnlyElementsOfType(Lookup.Miss.class).extracting(TieredCacheFixture::valueOf)
                .containsOnly("v1");
        assertThat(answers).filteredOn(TieredCacheFixture::joined).hasSize(19);
        assertThat(answers).extracting(TieredCacheFixture::steps)
                .containsOnly(List.of("near MISS stored", "far MISS stored", "lease", "load"));
        assertThat(far.reads()).as("one caller asks far for all").isEqualTo(1);
    }

    @Test
    void lookup_flightOfAFarHit_isJoinedToo() throws Exception {
        far.put(KEY, entryMade(clock.millis(), "kept"));
        far.holdReads(gate);
        List<Caller<Lookup<String>>> waiting = callAndBlock(5);
        gate.open();

        int joined = 0;
        for (Caller<Lookup<String>> caller : waiting) {
            assertThat(caller.answer()).isInstanceOf(Lookup.Hit.class);
            joined += joined(caller.answer()) ? 1 : 0;
        }

        assertThat(joined).isEqualTo(4);
        assertThat(far.reads()).isEqualTo(1);
        assertThat(loader.calls()).isZero();
    }

    @Test
    void lookup_otherKeyMeanwhile_isNotHeldUp() throws Exception {
        loader.holdAt(gate);
        Caller<Lookup<String>> held = call();
        gate.awaitReached();

        assertThat(cache.get(key("acme", "course", "d2"), new ScriptedLoader())).isEqualTo("v1");

        gate.open();
        assertThat(valueOf(held.answer())).isEqualTo("v1");
    }

    @Test
    void lookup_loaderThrows_failsAllWaitersWithOneFailure() throws Exception {
        assertAllFailWith(new IllegalStateException("no model"));
    }

    @Test
    void lookup_loaderThrowsError_failsAllWaitersWithOneFailure() throws Exception {
        assertAllFailWith(new LinkageError("no class"));
    }

    @Test
    void lookup_loaderSaysItWasInterrupted_failsAllWaitersWithOneFailure() throws Exception {
        assertAllFailWith(new InterruptedException("of its own"));
    }

    @Test
    void lookup_loaderThrowsTierUnavailable_failsAllWaitersWithOneFailure() throws Exception {
        assertAllFailWith(new TierUnavailableException("of a nested cache", null));
    }

    private void assertAllFailWith(Throwable cause) throws Exception {
        loader.holdAt(gate).failNext(cause);
        List<Caller<Lookup<String>>> waiting = callAndBlock(8);
        gate.open();

        List<Throwable> failures = new ArrayList<>();
        for (Caller<Lookup<String>> caller : waiting) {
            failures.add(caller.failure());
        }

        assertThat(failures).hasOnlyElementsOfType(LoadFailedException.class).containsOnly(failures.get(0));
        assertThat(failures.get(0)).hasCause(cause).hasMessageContaining(KEY.toString());
        assertThat(loader.calls()).as("nobody tries again on his own").isEqualTo(1);
        assertNothingKept();
        assertThat(valueOf(lookup())).as("the key is usable").isEqualTo("v2");
    }

    @Test
    void lookup_loaderReturnsNull_fails() {
        @SuppressWarnings("NullAway") // what a caller without a checker may do
        Loader<String> nothing = () -> null;

        assertThatThrownBy(() -> cache.get(KEY, nothing)).isInstanceOf(LoadFailedException.class)
                .hasCauseInstanceOf(NullPointerException.class);
        assertNothingKept();
    }

    @Test
    void lookup_deadlinePasses_interruptsTheLoaderAndFailsAllWaiters() throws Exception {
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofMillis(200))
                .concurrentLoads(64);
        loader.holdAt(gate);
        List<Caller<Lookup<String>>> waiting = List.of(call(), call(), call());

        for (Caller<Lookup<String>> caller : waiting) {
            assertThat(caller.failure()).isInstanceOf(LoadFailedException.class)
                    .hasCauseInstanceOf(TimeoutException.class).hasStackTraceContaining("200 ms");
        }

        assertNothingKept();
        loads.shutdown();
        assertThat(loads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(loader.interrupts()).isPositive().isEqualTo(loader.calls());
    }

    @Test
    void lookup_afterADeadlinePassed_loadsAnew() throws Exception {
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofMillis(200)).concurrentLoads(1);
        loader.holdAt(gate);
        assertThat(call().failure()).hasCauseInstanceOf(TimeoutException.class);
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofSeconds(20)).concurrentLoads(1);
        loader.holdAt(null);

        assertThat(valueOf(lookup())).as("its place in the bulkhead is free, too").startsWith("v");
    }

    @Test
    void lookup_valueComesAfterTheDeadline_isNotServed() throws Exception {
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofMillis(50)).concurrentLoads(64);
        Caller<Lookup<String>> late = call(() -> {
            gate.passUninterruptibly();
            return Loaded.of("late");
        }, Directives.NONE);

        assertThat(late.failure()).hasCauseInstanceOf(TimeoutException.class);
        assertNothingKept();
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false);
        assertThat(valueOf(lookup())).as("a hung load is nobody else's").isEqualTo("v1");
        gate.open();
    }

    @Test
    void lookup_loaderAsksForItsOwnKey_failsAtOnce() {
        assertThatThrownBy(() -> cache.get(KEY, () -> Loaded.of(cache.get(KEY, loader))))
                .isInstanceOf(LoadFailedException.class).rootCause().hasMessageContaining("asks for its own value");
        assertThat(loader.calls()).isZero();
    }

    @Test
    void lookup_callerInterrupted_leavesTheLoadToTheOthers() throws Exception {
        loader.holdAt(gate);
        List<Caller<Lookup<String>>> waiting = callAndBlock(3);
        gate.awaitReached();

        waiting.get(0).interrupt();

        assertThat(waiting.get(0).failure()).isInstanceOf(LoadFailedException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        gate.open();
        assertThat(valueOf(waiting.get(1).answer())).isEqualTo("v1");
        assertThat(valueOf(waiting.get(2).answer())).isEqualTo("v1");
        assertThat(loader.interrupts()).isZero();
        assertThat(valueOf(cache.peek(KEY))).isEqualTo("v1");
    }

    @Test
    void lookup_callerInterrupted_keepsItsInterrupt() throws Exception {
        loader.holdAt(gate);
        Caller<Boolean> caller = Caller.start(() -> {
            assertThatThrownBy(() -> cache.get(KEY, loader)).isInstanceOf(LoadFailedException.class);
            return Thread.currentThread().isInterrupted();
        });
        gate.awaitReached();
        caller.awaitBlocked().interrupt();

        assertThat(caller.answer()).isTrue();
        gate.open();
    }

    @Test
    void lookup_executorRefuses_failsAndLeavesTheKeyUsable() {
        boolean[] refuse = {true};
        TieredCache<String> refused = open(builder(new MapTier<>("map")).executor(task -> {
            if (refuse[0]) {
                throw new RejectedExecutionException("full");
            }
            task.run();
        }));

        assertThatThrownBy(() -> refused.get(KEY, loader)).isInstanceOf(LoadFailedException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
        refuse[0] = false;
        assertThat(refused.get(KEY, loader)).isEqualTo("v1");
    }

    @Test
    void lookup_landedBetweenNearAndFlight_findsItNear() throws Exception {
        loader.holdAt(gate);
        Caller<Lookup<String>> first = call();
        gate.awaitReached();
        Gate second = new Gate();
        near.holdReads(second);
        Caller<Lookup<String>> late = call();
        second.awaitReached();
        near.holdReads(null);
        gate.open();
        assertThat(valueOf(first.answer())).isEqualTo("v1");
        second.open();

        assertThat(steps(late.answer())).containsExactly("near HIT");
        assertThat(loader.calls()).isEqualTo(1);
    }

    private void assertNothingKept() {
        assertThat(near.get(KEY)).isNull();
        assertThat(far.get(KEY)).isNull();
        assertThat(cache.count(new Scope.All(Scope.EVERY_TENANT))).isZero();
    }

    @Test
    void lookup_manyThreadsAndKeys_loadsEachKeyOnce() throws Exception {
        List<Caller<Set<String>>> many = new ArrayList<>();
        for (int thread = 0; thread < 6; thread++) {
            many.add(Caller.start(() -> {
                Set<String> values = new TreeSet<>();
                for (int i = 0; i < 300; i++) {
                    CacheKey key = key("acme", "course", "d" + i % 30);
                    values.add(key.digest() + cache.get(key, loader));
                }
                return values;
            }));
        }

        Set<String> values = many.get(0).answer();
        assertThat(values).hasSize(30);
        for (Caller<Set<String>> one : many) {
            assertThat(one.answer()).isEqualTo(values);
        }
        assertThat(loader.calls()).isEqualTo(30);
    }
}
