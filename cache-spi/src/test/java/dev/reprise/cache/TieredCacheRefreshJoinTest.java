package dev.reprise.cache;

import static dev.reprise.cache.Lookup.Why.IF_ERROR;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.MapTier;

/** What one caller's demands, or a refresh, must not cost another caller who finds its flight. */
class TieredCacheRefreshJoinTest extends TieredCacheScriptedFixture {
    private final IllegalStateException noModel = new IllegalStateException("no model");

    @BeforeEach
    void servesStaleForTenMinutes() {
        policy = policy.staleWhileRevalidate(Duration.ofMinutes(10));
    }

    /** A flight that a caller who wants nothing kept has begun; it is going to fail. */
    private Caller<Lookup<String>> beginNoCache() {
        tasks.hold();
        loader.failNext(noModel);
        Caller<Lookup<String>> demanding = call(NO_CACHE);
        demanding.awaitBlocked();
        return demanding;
    }

    @Test
    void noCache_failsAndNearIsInGrace_othersAreServedStale() throws Exception {
        lookup();
        clock.advance(Duration.ofMinutes(70));
        Caller<Lookup<String>> demanding = beginNoCache();
        Caller<Lookup<String>> other = call();
        other.awaitBlocked();
        tasks.runAll();

        assertThat(demanding.failure()).hasCause(noModel);
        assertThat(why(other.answer())).isEqualTo(IF_ERROR);
        assertThat(valueOf(other.answer())).isEqualTo("v1");
    }

    @Test
    void noCache_failsAndOnlyFarIsInGrace_othersAreServedStale() throws Exception {
        far.put(KEY, entryMade(clock.millis(), "kept"));
        clock.advance(Duration.ofMinutes(70));
        Caller<Lookup<String>> demanding = beginNoCache();
        Caller<Lookup<String>> other = call();
        other.awaitBlocked();
        tasks.runAll();

        assertThat(demanding.failure()).hasCause(noModel);
        assertThat(valueOf(other.answer())).isEqualTo("kept");
    }

    @Test
    void noCache_runsAndFarIsFresh_othersDoNotWaitForIt() throws Exception {
        far.put(KEY, entryMade(clock.millis(), "kept"));
        Caller<Lookup<String>> demanding = beginNoCache();
        Caller<Lookup<String>> other = call();

        assertThat(valueOf(served(other))).isEqualTo("kept");
        tasks.runAll();
        assertThat(demanding.failure()).hasCause(noModel);
    }

    @Test
    void lookup_nearDroppedItDuringARefresh_isServedStaleFromFar() throws Exception {
        lookup();
        clock.advance(Duration.ofHours(1));
        tasks.hold();
        loader.failNext(noModel);
        lookup();
        near.remove(KEY);

        assertThat(valueOf(served(call()))).isEqualTo("v1");
        tasks.runAll();
        assertThat(stats().loadFailures()).isEqualTo(1);
    }

    @Test
    void getAll_duringARefresh_servesStaleAtOnce() throws Exception {
        lookup();
        clock.advance(Duration.ofHours(1));
        tasks.hold();
        lookup();
        Caller<Map<CacheKey, String>> many = Caller.start(() -> cache.getAll(List.of(KEY), key -> loader));
        callers.add(many);

        assertThat(served(many)).containsEntry(KEY, "v1");
        tasks.runAll();
    }

    @Test
    void getAll_joinsANoCacheFlightThatFails_isServedStale() throws Exception {
        lookup();
        clock.advance(Duration.ofMinutes(70));
        Caller<Lookup<String>> demanding = beginNoCache();
        Caller<Map<CacheKey, String>> many = Caller.start(() -> cache.getAll(List.of(KEY), key -> loader));
        callers.add(many);
        many.awaitBlocked();
        tasks.runAll();

        assertThat(demanding.failure()).hasCause(noModel);
        assertThat(many.answer()).containsEntry(KEY, "v1");
    }

    @Test
    void lookup_executorRefusesTheRefresh_isServedAllTheSame() {
        boolean[] refuse = {false};
        TieredCache<String> node = open(builder(new MapTier<>("map")).executor(task -> {
            if (refuse[0]) {
                throw new RejectedExecutionException("full");
            }
            task.run();
        }));
        node.get(KEY, loader);
        clock.advance(Duration.ofHours(1));
        refuse[0] = true;

        for (int i = 0; i < 100; i++) {
            assertThat(node.get(KEY, loader)).isEqualTo("v1");
            clock.advance(Duration.ofSeconds(5));
        }
        refuse[0] = false;
        assertThat(node.get(KEY, loader)).as("the last that is stale").isEqualTo("v1");
        assertThat(node.get(KEY, loader)).as("a refresh is possible again").isEqualTo("v2");
        assertThat(node.pending()).isZero();
    }

    @Test
    void close_refreshNotYetRunning_failsWhoJoinedIt() throws Exception {
        lookup();
        clock.advance(Duration.ofHours(1));
        tasks.hold();
        lookup();
        Caller<Lookup<String>> joining = call(NO_CACHE);
        joining.awaitBlocked();

        cache.close();

        assertThat(joining.failure()).isInstanceOf(LoadFailedException.class);
        tasks.runAll();
        assertThat(loader.calls()).isEqualTo(1);
    }

    /** The answer of a caller who must not wait for a task; where it does, the task is run so that nobody hangs. */
    private <T> T served(Caller<T> caller) throws Exception {
        if (!caller.endsWithoutWaiting()) {
            tasks.runAll();
            throw new AssertionError("waits for a task");
        }
        return caller.answer();
    }
}
