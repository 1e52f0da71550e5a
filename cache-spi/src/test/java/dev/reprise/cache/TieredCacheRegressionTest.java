package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.reprise.cache.Leases.Lease;
import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;
import dev.reprise.cache.testkit.MapTier;

/** What once went wrong. */
class TieredCacheRegressionTest extends TieredCacheFixture {
    private final Gate gate = new Gate();

    @Test
    void close_loadWhoseFlightWasCleared_failsItsWaiters() throws Exception {
        loader.holdAt(gate);
        Caller<Lookup<String>> caller = call();
        gate.awaitReached();
        cache.clear(new Scope.All("acme"));

        cache.close();

        assertThat(caller.failure()).isInstanceOf(LoadFailedException.class);
    }

    @Test
    void close_loadThatMustNotBeStored_failsItsWaiter() throws Exception {
        loader.holdAt(gate);
        Caller<Lookup<String>> caller = call(NO_STORE);
        gate.awaitReached();

        cache.close();

        assertThat(caller.failure()).isInstanceOf(LoadFailedException.class);
    }

    /** Who looks up again at once must not wait seconds for the lease of the load that has just served him. */
    @Test
    void lookup_landed_hasGivenItsLeaseUpBefore() throws Exception {
        Leases slow = new Leases() {
            @Override
            public Attempt tryAcquire(CacheKey key) {
                return new Attempt.Granted(gate::passUninterruptibly, false);
            }

            @Override
            public void close() {}
        };
        TieredCache<String> node = open(builder(near).far(far).leases(slow));
        Caller<Lookup<String>> first = Caller.start(() -> node.lookup(KEY, Set.of(), NO_CACHE, loader));
        gate.awaitReached();
        Caller<Lookup<String>> second = Caller.start(() -> node.lookup(KEY, Set.of(), NO_CACHE, loader));
        second.awaitBlocked();
        gate.open();

        assertThat(valueOf(first.answer())).isEqualTo(valueOf(second.answer())).isEqualTo("v1");
    }

    @Test
    void lookup_valueComesAfterTheDeadlineAndAfterAnother_doesNotReplaceIt() throws Exception {
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofMillis(100))
                .concurrentLoads(64);
        Caller<Lookup<String>> late = call(() -> {
            gate.passUninterruptibly();
            return Loaded.of("late");
        }, Directives.NONE);
        assertThat(late.failure()).hasCauseInstanceOf(TimeoutException.class);
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofSeconds(20))
                .concurrentLoads(64);
        assertThat(valueOf(lookup())).isEqualTo("v1");
        gate.open();
        loads.shutdown();
        assertThat(loads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

        assertThat(valueOf(cache.peek(KEY))).isEqualTo("v1");
    }

    @Test
    void lookup_loadStartsAfterItsDeadline_neverRuns() {
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofMillis(50)).concurrentLoads(64);
        List<Runnable> queue = new ArrayList<>();
        TieredCache<String> queued = open(builder(new MapTier<>("map")).executor(queue::add));
        assertThatThrownBy(() -> queued.get(KEY, loader)).hasCauseInstanceOf(TimeoutException.class);

        queue.forEach(Runnable::run);

        assertThat(loader.calls()).isZero();
    }

    @Test
    void maxAge_loadFailsAndStaleEntryIsOlder_fails() {
        lookup();
        clock.advance(Duration.ofHours(1));
        loader.failNext(new IllegalStateException());

        assertThatThrownBy(() -> lookup(maxAge(Duration.ofMinutes(5)))).isInstanceOf(LoadFailedException.class);
    }

    /** Another process stores the value and frees its lease after this one has looked, before it has the lease. */
    @Test
    void lookup_storedElsewhereBeforeTheLeaseWasGranted_isServedWithoutLoading() {
        Leases granting = new Leases() {
            @Override
            public Attempt tryAcquire(CacheKey key) {
                far.put(KEY, entryMade(clock.millis(), "theirs"));
                return new Attempt.Granted(Lease.NONE, true);
            }

            @Override
            public void close() {}
        };
        TieredCache<String> node = open(builder(near).far(far).leases(granting));

        Lookup<String> lookup = node.lookup(KEY, Set.of(), Directives.NONE, loader);

        assertThat(valueOf(lookup)).isEqualTo("theirs");
        assertThat(loader.calls()).isZero();
    }

    @Test
    void lookup_replacedElsewhereWhileItWasReadFromFar_isNotKeptNear() {
        far.put(KEY, entryMade(clock.millis(), "old"));
        far.afterwards(() -> log.append(new LogRecord.Changed(KEY)));

        Lookup<String> served = lookup();

        assertThat(valueOf(served)).isEqualTo("old");
        assertThat(steps(served)).containsExactly("near MISS", "far HIT");
        assertThat(near.get(KEY)).isNull();
    }

    @Test
    void lookup_replacedElsewhereWhileItWasStored_isNotKeptNear() {
        far.afterwards(() -> log.append(new LogRecord.Changed(KEY)));

        assertThat(valueOf(lookup())).isEqualTo("v1");

        assertThat(near.get(KEY)).isNull();
        far.afterwards(() -> {});
        assertThat(steps(lookup())).containsExactly("near MISS stored", "far HIT");
    }

    @Test
    void lookup_anotherReplacedElsewhereWhileItWasStored_isKeptNear() {
        CacheKey another = CacheKey.of("course", "another");
        far.afterwards(() -> log.append(new LogRecord.Changed(another)));

        lookup();

        assertThat(near.get(KEY)).isNotNull();
    }

    @Test
    void noCache_onOneProcess_isSeenByTheOthers() {
        TieredCache<String> other = open(builder(new MapTier<>("other")).far(far));
        lookup();
        assertThat(other.get(KEY, loader)).isEqualTo("v1");

        assertThat(valueOf(lookup(NO_CACHE))).isEqualTo("v2");

        assertThat(other.get(KEY, loader)).isEqualTo("v2");
        assertThat(steps(lookup())).as("its own copy stays").containsExactly("near HIT");
    }

    @Test
    void lookup_loaderHangsBeyondItsDeadline_givesTheLeaseUp() throws Exception {
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofMillis(100))
                .concurrentLoads(64);
        CountDownLatch freed = new CountDownLatch(1);
        Leases counted = new Leases() {
            @Override
            public Attempt tryAcquire(CacheKey key) {
                return new Attempt.Granted(freed::countDown, false);
            }

            @Override
            public void close() {}
        };
        TieredCache<String> node = open(builder(near).far(far).leases(counted));
        Caller<String> hung = Caller.start(() -> node.get(KEY, () -> {
            gate.passUninterruptibly();
            return Loaded.of("late");
        }));
        assertThat(hung.failure()).hasCauseInstanceOf(TimeoutException.class);

        assertThat(freed.await(20, TimeUnit.SECONDS)).isTrue();
        gate.open();
    }

    @Test
    void lookup_deadlinePassesWhileWaitingForALease_endsTheWait() throws Exception {
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofMillis(50)).concurrentLoads(64);
        Lease held = leases.take(KEY);
        TieredCache<String> node = open(builder(near).far(far).leases(leases));
        assertThatThrownBy(() -> node.get(KEY, loader)).hasCauseInstanceOf(TimeoutException.class);

        loads.shutdown();
        assertThat(loads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        held.close();
    }

    @Test
    void maxAge_longerThanMillisecondsCanSay_isNoLimit() {
        lookup();

        assertThat(lookup(maxAge(Duration.ofSeconds(Long.MAX_VALUE)))).isInstanceOf(Lookup.Hit.class);
    }

    @Test
    void policy_longerThanACentury_isRefused() {
        assertThatThrownBy(() -> Policy.of(Duration.ofMillis(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lookup_leaseStoreUnavailable_leavesNothingBehind() {
        TieredCache<String> node = open(builder(near).far(far).leases(leases));
        leases.fail(true);
        far.fail(true);
        node.get(KEY, loader);
        cache.get(KEY, loader);

        assertThat(node.pending()).isZero();
    }

    @Test
    void loaded_null_isRefused() {
        @SuppressWarnings("NullAway") // what a caller without a checker may do
        Loader<@Nullable String> nothing = () -> Loaded.of(null);
        @SuppressWarnings({"unchecked", "rawtypes"})
        Loader<String> raw = (Loader) nothing;

        assertThatThrownBy(() -> cache.get(KEY, raw)).isInstanceOf(LoadFailedException.class);
        assertThat(near.get(KEY)).isNull();
    }

    @Test
    void lookup_loaderFailsInGrace_saysThatItRan() {
        lookup();
        clock.advance(Duration.ofHours(1));
        loader.failNext(new IllegalStateException());

        assertThat(steps(lookup())).containsExactly("near STALE", "far STALE", "lease", "load");
    }

    @Test
    void lookup_waitedForALease_saysSo() throws Exception {
        Lease held = leases.take(KEY);
        TieredCache<String> node = open(builder(near).far(far).leases(leases));
        Caller<Lookup<String>> here = Caller.start(() -> node.lookup(KEY, Set.of(), Directives.NONE, loader));
        leases.awaitRefusal();
        far.put(KEY, entryMade(clock.millis(), "theirs"));
        log.append(new LogRecord.Changed(KEY));

        assertThat(steps(here.answer())).contains("lease");
        held.close();
    }
}
