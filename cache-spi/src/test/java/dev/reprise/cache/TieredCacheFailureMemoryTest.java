package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;

/** A failure that answers for its key for a while. */
class TieredCacheFailureMemoryTest extends TieredCacheFixture {
    TieredCacheFailureMemoryTest() {
        policy = policy.failureMemory(Duration.ofHours(1));
    }

    @Test
    void lookup_justAfterAFailure_failsTheSameWithoutALoad() {
        LoadFailedException first = failOnce();

        assertThatThrownBy(this::lookup).isSameAs(first);
        assertThat(loader.calls()).isEqualTo(1);
        assertThat(cache.pending()).isZero();
    }

    @Test
    void lookup_memoryHasPassed_loadsAgain() {
        policy = policy.failureMemory(Duration.ofMillis(20));
        failOnce();

        assertThat(valueOf(untilItSucceeds())).isEqualTo("v2");
    }

    @Test
    void lookup_demandsANewValue_loadsAgainAndClearsTheMemory() {
        failOnce();

        assertThat(valueOf(lookup(NO_CACHE))).isEqualTo("v2");
        assertThat(valueOf(lookup())).isEqualTo("v2");
    }

    @Test
    void lookup_keyWasCleared_loadsAgain() {
        failOnce();

        cache.clear(new Scope.Key(KEY.tenant(), KEY.type(), KEY.digest()));

        assertThat(valueOf(lookup())).isEqualTo("v2");
    }

    @Test
    void lookup_anotherNodeHasMadeItMeanwhile_isServedThat() {
        failOnce();

        far.put(KEY, entryMade(clock.millis(), "theirs"));

        assertThat(valueOf(lookup())).isEqualTo("theirs");
    }

    @Test
    void lookup_otherKey_isNotHeldUp() {
        failOnce();

        assertThat(cache.get(key("acme", "course", "d2"), loader)).isEqualTo("v2");
    }

    @Test
    void lookup_loadWasInterrupted_isNotRemembered() {
        loader.failNext(new InterruptedException());
        assertThatThrownBy(this::lookup).isInstanceOf(LoadFailedException.class);

        assertThat(valueOf(lookup())).isEqualTo("v2");
    }

    @Test
    void lookup_deadlinePassedAndTheLoaderWasInterrupted_isRememberedAsTooLate() throws Exception {
        policy = policy.deadline(Duration.ofMillis(50));
        Gate gate = new Gate();
        loader.holdAt(gate);
        Throwable first = call().failure();
        List<Caller<Lookup<String>>> later = List.of(call(), call());

        for (Caller<Lookup<String>> caller : later) {
            assertThat(caller.failure()).isSameAs(first);
        }
        assertThat(loader.calls()).isEqualTo(1);
        gate.open();
    }

    private LoadFailedException failOnce() {
        loader.failNext(new IllegalStateException("no model"));
        try {
            throw new AssertionError(lookup());
        } catch (LoadFailedException e) {
            return e;
        }
    }

    private Lookup<String> untilItSucceeds() {
        while (true) {
            try {
                return lookup();
            } catch (LoadFailedException e) {
                Thread.onSpinWait();
            }
        }
    }
}
