package dev.reprise.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;

/** How many loads of one type run at once. */
class TieredCacheBulkheadTest extends TieredCacheFixture {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void lookup_moreLoadsThanTheBulkheadAllows_waitTheirTurn(int allowed) throws Exception {
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofSeconds(20))
                .concurrentLoads(allowed);
        List<Gate> gates = new ArrayList<>();
        List<Caller<String>> waiting = new ArrayList<>();
        for (int i = 0; i <= allowed; i++) {
            Gate each = new Gate();
            CacheKey key = key("acme", "course", "d" + i);
            gates.add(each);
            waiting.add(Caller.start(() -> cache.get(key, () -> {
                each.pass();
                return Loaded.of(key.digest());
            })));
            if (i < allowed) {
                each.awaitReached();
            } else {
                waiting.get(i).awaitBlocked();
            }
        }

        assertThat(gates.get(allowed).isReached()).as("the last one waits").isFalse();
        assertThat(cache.get(key("acme", "lesson", "d1"), loader)).as("another type has its own").isEqualTo("v1");
        gates.get(0).open();
        gates.get(allowed).awaitReached();
        gates.forEach(Gate::open);
        for (int i = 0; i <= allowed; i++) {
            assertThat(waiting.get(i).answer()).isEqualTo("d" + i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void lookup_moreLoadsThanTheQueueHolds_areRefusedAtOnceAndNotRemembered(int queued) throws Exception {
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofSeconds(20)).concurrentLoads(1)
                .queuedLoads(queued).failureMemory(Duration.ofHours(1));
        Gate gate = new Gate();
        List<Caller<String>> waiting = new ArrayList<>();
        for (int i = 0; i <= queued; i++) {
            CacheKey key = key("acme", "course", "d" + i);
            waiting.add(Caller.start(() -> cache.get(key, () -> {
                gate.pass();
                return Loaded.of(key.digest());
            })));
            gate.awaitReached();
        }
        awaitQueued(queued);

        assertThatThrownBy(this::lookupOneMore).isInstanceOf(LoadFailedException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(cache.get(key("acme", "lesson", "d1"), loader)).as("another type has its own").isEqualTo("v1");
        gate.open();
        for (int i = 0; i <= queued; i++) {
            assertThat(waiting.get(i).answer()).isEqualTo("d" + i);
        }
        assertThat(lookupOneMore()).as("there is room again").isEqualTo("v2");
        assertThat(requireNonNull(cache.stats().get("course")).rejected()).isEqualTo(1);
    }

    private String lookupOneMore() {
        return cache.get(key("acme", "course", "one"), loader);
    }

    private void awaitQueued(int count) {
        while (cache.queued("course") < count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void lookup_failedLoad_givesItsPlaceInTheBulkheadBack() {
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofSeconds(20)).concurrentLoads(1);
        loader.failNext(new IllegalStateException()).failNext(new LinkageError());

        assertThatThrownBy(this::lookup).isInstanceOf(LoadFailedException.class);
        assertThatThrownBy(this::lookup).isInstanceOf(LoadFailedException.class);
        assertThat(valueOf(lookup())).isEqualTo("v3");
    }
}
