package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;

import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.FakeClock;
import dev.reprise.cache.testkit.FakeLeases;
import dev.reprise.cache.testkit.FakeLog;
import dev.reprise.cache.testkit.FaultyTier;
import dev.reprise.cache.testkit.MapTier;
import dev.reprise.cache.testkit.ScriptedLoader;

/** A cache of two maps, with everything around it under control. */
abstract class TieredCacheFixture {
    static final CacheKey KEY = key("acme", "course", "d1");
    static final Directives NO_CACHE = new Directives(true, false, false, null);
    static final Directives NO_STORE = new Directives(false, true, false, null);
    static final Directives ONLY_IF_CACHED = new Directives(false, false, true, null);

    final FakeClock clock = new FakeClock();
    final FaultyTier<String> near = new FaultyTier<>(new MapTier<>("near"));
    final FaultyTier<String> far = new FaultyTier<>(new MapTier<>("far"));
    final FakeLog log = new FakeLog(clock);
    final FakeLeases leases = new FakeLeases();
    final ScriptedLoader loader = new ScriptedLoader();
    final ExecutorService loads = Executors.newCachedThreadPool();
    final List<Caller<?>> callers = new ArrayList<>();
    final List<TieredCache<String>> opened = new ArrayList<>();

    /** Of every type. A test may set it before its first lookup. */
    volatile Policy policy = Policy.of(Duration.ofHours(1)).staleIfError(Duration.ofMinutes(30))
            .deadline(Duration.ofSeconds(20)).concurrentLoads(64).earlyRefresh(false);

    final TieredCache<String> cache = open(builder(near).far(far));

    TieredCacheBuilder<String> builder(CacheTier<String> nearTier) {
        return TieredCache.builder(nearTier).log(log).policies(type -> policy).clock(clock).executor(loads);
    }

    TieredCache<String> open(TieredCacheBuilder<String> builder) {
        TieredCache<String> built = builder.build();
        opened.add(built);
        return built;
    }

    /** Whatever a test did, nobody waits, nothing runs and nothing is held when it is over. */
    @AfterEach
    void checkInvariants() throws InterruptedException {
        assertThat(callers).as("callers").allMatch(Caller::isDone);
        opened.forEach(TieredCache::close);
        loads.shutdown();
        assertThat(loads.awaitTermination(10, TimeUnit.SECONDS)).as("every load has ended").isTrue();
        assertThat(loader.running()).as("running loaders").isZero();
        assertThat(leases.held()).as("held leases").isEmpty();
        assertThat(opened).as("open flights").allMatch(it -> it.pending() == 0);
    }

    Lookup<String> lookup() {
        return lookup(Directives.NONE);
    }

    Lookup<String> lookup(Directives directives) {
        return cache.lookup(KEY, Set.of("tag"), directives, loader);
    }

    Caller<Lookup<String>> call() {
        return call(Directives.NONE);
    }

    Caller<Lookup<String>> call(Directives directives) {
        return call(loader, directives);
    }

    Caller<Lookup<String>> call(Loader<String> by, Directives directives) {
        Caller<Lookup<String>> caller = Caller.start(() -> cache.lookup(KEY, Set.of("tag"), directives, by));
        callers.add(caller);
        return caller;
    }

    /** As many callers as that, all of whom wait. */
    List<Caller<Lookup<String>>> callAndBlock(int count) {
        List<Caller<Lookup<String>>> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(call());
        }
        started.forEach(Caller::awaitBlocked);
        return started;
    }

    static Directives maxAge(Duration age) {
        return new Directives(false, false, false, age);
    }

    static CacheKey key(String tenant, String type, String digest) {
        return CacheKey.of(tenant, "g1", type, digest, null);
    }

    /** An entry made at this instant by the policy, as another process would have. */
    Entry<String> entryMade(long createdMillis, String value) {
        long freshUntil = createdMillis + policy.timeToLive().toMillis();
        return new Entry<>(value, Set.of("tag"), new byte[0], createdMillis, freshUntil,
                freshUntil + policy.graceMillis(), log.position(), Cost.NONE);
    }

    static Entry<String> entryOf(Lookup<String> lookup) {
        assertThat(lookup).isInstanceOf(Lookup.Served.class);
        return ((Lookup.Served<String>) lookup).entry();
    }

    static String valueOf(Lookup<String> lookup) {
        return entryOf(lookup).value();
    }

    static boolean joined(Lookup<String> lookup) {
        return ((Lookup.Served<String>) lookup).joined();
    }

    /** The steps in short: {@code near MISS stored}, {@code lease}, {@code load}. */
    static List<String> steps(Lookup<String> lookup) {
        return lookup.steps().stream().map(step -> {
            if (step instanceof Lookup.Asked asked) {
                return asked.tier() + ' ' + asked.answer() + (asked.stored() ? " stored" : "");
            }
            return step instanceof Lookup.Leased ? "lease" : "load";
        }).toList();
    }
}
