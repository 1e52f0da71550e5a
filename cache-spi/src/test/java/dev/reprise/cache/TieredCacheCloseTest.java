package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;
import dev.reprise.cache.testkit.MapTier;

/** What close ends, and what goes on. */
class TieredCacheCloseTest extends TieredCacheFixture {
    private final Gate gate = new Gate();

    @Test
    void close_loadsInFlight_failsTheirWaitersAndInterruptsThem() throws Exception {
        loader.holdAt(gate);
        List<Caller<Lookup<String>>> waiting = callAndBlock(3);
        gate.awaitReached();

        cache.close();

        for (Caller<Lookup<String>> caller : waiting) {
            assertThat(caller.failure()).isInstanceOf(LoadFailedException.class).isSameAs(waiting.get(0).failure())
                    .hasMessageContaining("closed").hasNoCause();
        }
        loads.shutdown();
        assertThat(loads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(loader.interrupts()).isEqualTo(1);
        assertThat(far.get(KEY)).isNull();
    }

    @Test
    void close_loaderIgnoresItsInterrupt_failsItsWaitersAllTheSame() throws Exception {
        Caller<Lookup<String>> caller = call(() -> {
            gate.passUninterruptibly();
            return Loaded.of("late");
        }, Directives.NONE);
        gate.awaitReached();

        cache.close();

        assertThat(caller.failure()).isInstanceOf(LoadFailedException.class);
        gate.open();
    }

    @Test
    void close_twice_isHarmless() {
        lookup();

        cache.close();

        assertThatCode(cache::close).doesNotThrowAnyException();
        assertThat(near.closes()).isPositive();
        assertThat(far.closes()).isPositive();
    }

    @Test
    void close_idle_closesBothTiers() {
        cache.close();

        assertThat(near.closes()).isEqualTo(1);
        assertThat(far.closes()).isEqualTo(1);
    }

    @Test
    void lookup_closedAndAbsent_failsAtOnceAndSaysWhy() {
        cache.close();

        assertThatThrownBy(this::lookup).isInstanceOf(LoadFailedException.class)
                .hasMessageContaining("closed").hasNoCause();
        assertThat(loader.calls()).isZero();
    }

    /** What the tiers still have does no harm; a real near tier has nothing once it is closed. */
    @Test
    void lookup_closedAndTiersStillAnswer_servesHits() {
        lookup();
        cache.close();

        assertThat(steps(lookup())).containsExactly("near HIT");
        assertThat(lookup(ONLY_IF_CACHED)).isInstanceOf(Lookup.Hit.class);
    }

    @Test
    void close_oneOfTwoCaches_leavesTheOther() {
        TieredCache<String> other = open(builder(new MapTier<>("other")).far(far));

        cache.close();

        assertThat(other.get(KEY, loader)).isEqualTo("v1");
    }
}
