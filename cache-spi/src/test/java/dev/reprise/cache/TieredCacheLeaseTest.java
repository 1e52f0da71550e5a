package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.Leases.Lease;
import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;
import dev.reprise.cache.testkit.MapTier;
import dev.reprise.cache.testkit.ScriptedLoader;

/**
 * One load at a time on a fleet, of which this process is one and {@link #other} another. That no lease is held in the
 * end is checked after each test.
 */
class TieredCacheLeaseTest extends TieredCacheFixture {
    private final Gate gate = new Gate();
    private final TieredCache<String> node = open(builder(near).far(far).leases(leases));
    private final TieredCache<String> other = open(builder(new MapTier<>("other")).far(far).leases(leases));

    private Lookup<String> lookupHere() {
        return node.lookup(KEY, Set.of(), Directives.NONE, loader);
    }

    private Caller<Lookup<String>> callHere() {
        Caller<Lookup<String>> caller = Caller.start(this::lookupHere);
        callers.add(caller);
        return caller;
    }

    @Test
    void lookup_bothProcessesMiss_loadsOnce() throws Exception {
        ScriptedLoader theirs = new ScriptedLoader().holdAt(gate);
        Caller<String> there = Caller.start(() -> other.get(KEY, theirs));
        gate.awaitReached();
        Caller<Lookup<String>> here = callHere();
        leases.awaitRefusal();
        gate.open();

        assertThat(there.answer()).isEqualTo("v1");
        Lookup<String> served = here.answer();
        assertThat(served).isInstanceOf(Lookup.Hit.class);
        assertThat(valueOf(served)).isEqualTo("v1");
        assertThat(steps(served)).contains("near MISS stored", "far HIT");
        assertThat(joined(served)).isFalse();
        assertThat(loader.calls()).isZero();
        assertThat(theirs.calls()).isEqualTo(1);
    }

    @Test
    void lookup_leaseHeldElsewhere_waitsForTheChangeInTheLog() throws Exception {
        Lease held = leases.take(KEY);
        Caller<Lookup<String>> here = callHere();
        Caller<Lookup<String>> joining = callHere();
        leases.awaitRefusal();
        joining.awaitBlocked();

        log.append(new LogRecord.Changed(key("acme", "course", "d2")));
        here.awaitBlocked();
        far.put(KEY, entryMade(clock.millis(), "theirs"));
        log.append(new LogRecord.Changed(KEY));

        assertThat(valueOf(here.answer())).isEqualTo("theirs");
        assertThat(valueOf(joining.answer())).isEqualTo("theirs");
        assertThat(loader.calls()).isZero();
        held.close();
    }

    @Test
    void lookup_leaseHeldElsewhereAndChangeIsGoneAgain_takesItsTurn() throws Exception {
        Lease held = leases.take(KEY);
        Caller<Lookup<String>> here = callHere();
        leases.awaitRefusal();

        held.close();
        log.append(new LogRecord.Changed(KEY));

        assertThat(valueOf(here.answer())).isEqualTo("v1");
        assertThat(steps(here.answer())).containsExactly("near MISS stored", "far MISS stored", "lease", "load");
    }

    @Test
    void lookup_holderGivesUpWithoutAValue_takesItsTurnAtOnce() throws Exception {
        Lease held = leases.take(KEY);
        Caller<Lookup<String>> here = callHere();
        leases.awaitRefusal();

        held.close();
        log.append(new LogRecord.Freed(KEY));

        assertThat(valueOf(here.answer())).isEqualTo("v1");
    }

    @Test
    void lookup_holderDies_takesItsTurnWhenTheLeaseEnds() throws Exception {
        leases.life(Duration.ofMillis(50));
        Lease held = leases.take(KEY);
        Caller<Lookup<String>> here = callHere();
        leases.awaitRefusal();

        // No record tells of it.
        held.close();

        assertThat(valueOf(here.answer())).isEqualTo("v1");
    }

    @Test
    void lookup_leaseWasNeverHeld_asksTheFarTierOnce() {
        lookupHere();
        assertThat(far.reads()).isEqualTo(1);

        node.lookup(KEY, Set.of(), NO_CACHE, loader);
        other.lookup(KEY, Set.of(), NO_CACHE, loader);
        assertThat(loader.calls()).isEqualTo(3);
    }

    @Test
    void lookup_leaseStoreUnavailable_loads() {
        leases.fail(true);

        Lookup<String> lookup = lookupHere();

        assertThat(valueOf(lookup)).isEqualTo("v1");
        assertThat(steps(lookup)).containsExactly("near MISS stored", "far MISS stored", "load");
    }

    @Test
    void lookup_leaseStoreAndFarUnavailable_loads() {
        leases.fail(true);
        far.fail(true);

        assertThat(steps(lookupHere())).containsExactly("near MISS stored", "far UNAVAILABLE", "load");
    }

    @Test
    void lookup_hit_takesNoLease() throws Exception {
        lookupHere();
        leases.fail(true);

        assertThat(steps(lookupHere())).containsExactly("near HIT");
        near.remove(KEY);
        assertThat(steps(lookupHere())).containsExactly("near MISS stored", "far HIT");
    }

    @Test
    void lookup_loading_holdsTheLeaseUntilTheFarTierHasTheValue() throws Exception {
        loader.holdAt(gate);
        Gate storing = new Gate();
        far.holdWrites(storing);
        Caller<Lookup<String>> here = callHere();
        gate.awaitReached();
        assertThat(leases.held()).containsExactly(KEY);
        gate.open();
        storing.awaitReached();
        assertThat(leases.held()).containsExactly(KEY);
        storing.open();
        assertThat(valueOf(here.answer())).isEqualTo("v1");
    }

    @Test
    void lookup_loadFails_givesTheLeaseUp() {
        loader.failNext(new IllegalStateException()).failNext(new LinkageError());

        assertThatThrownBy(this::lookupHere).isInstanceOf(LoadFailedException.class);
        assertThatThrownBy(this::lookupHere).isInstanceOf(LoadFailedException.class);
        assertThat(valueOf(lookupHere())).isEqualTo("v3");
    }

    @Test
    void lookup_farWriteFails_givesTheLeaseUp() {
        far.failWrites(true);

        assertThat(valueOf(lookupHere())).isEqualTo("v1");
    }

    @Test
    void lookup_deadlinePassesWhileLoading_givesTheLeaseUp() throws Exception {
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofMillis(50)).concurrentLoads(64);
        loader.holdAt(gate);

        assertThat(callHere().failure()).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void lookup_deadlinePassesWhileWaitingForALease_fails() throws Exception {
        policy = Policy.of(Duration.ofHours(1)).earlyRefresh(false).deadline(Duration.ofMillis(50)).concurrentLoads(64);
        Lease held = leases.take(KEY);

        assertThat(callHere().failure()).hasCauseInstanceOf(TimeoutException.class);

        assertThat(loader.calls()).isZero();
        held.close();
        log.append(new LogRecord.Changed(KEY));
    }

    @Test
    void lookup_noStore_takesNoLease() throws Exception {
        Lease held = leases.take(KEY);

        assertThat(steps(node.lookup(KEY, Set.of(), NO_STORE, loader))).doesNotContain("lease").endsWith("load");

        held.close();
    }
}
