package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.testkit.Gate;
import dev.reprise.cache.testkit.MapTier;
import dev.reprise.cache.testkit.OneEntryTier;

/** What a listener hears, and that it can harm nobody. */
class TieredCacheEventsTest extends TieredCacheScriptedFixture {
    private final BlockingQueue<CacheEvent> heard = new LinkedBlockingQueue<>();
    private final TieredCache<String> node = open(builder(near).far(far).listener(heard::add));

    private Lookup<String> ask(Directives directives) {
        return node.lookup(KEY, Set.of("tag"), directives, loader);
    }

    /** The next event; fails where none comes. */
    private CacheEvent next() throws InterruptedException {
        CacheEvent event = heard.poll(10, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event");
        }
        return event;
    }

    /** Nothing else was published: events come in order, and this one came next. */
    private void assertNoMore() throws InterruptedException {
        node.clear(new Scope.All("nobody"));
        assertThat(next()).isEqualTo(new CacheEvent.Invalidated(new Scope.All("nobody")));
    }

    @Test
    void events_eachKind_areHeardInOrder() throws Exception {
        policy = policy.staleWhileRevalidate(Duration.ofMinutes(5));
        IllegalStateException noModel = new IllegalStateException("no model");
        Entry<String> made = entryOf(ask(Directives.NONE));
        assertThat(next()).isEqualTo(new CacheEvent.Loaded(KEY, made.cost(), true));
        near.remove(KEY);
        ask(Directives.NONE);
        assertThat(next()).isEqualTo(new CacheEvent.FarHit(KEY));
        clock.advance(Duration.ofHours(1));
        tasks.hold();
        ask(Directives.NONE);
        assertThat(next()).isEqualTo(new CacheEvent.StaleServed(KEY, Lookup.Why.WHILE_REVALIDATE));
        loader.failNext(noModel);
        tasks.runAll();
        assertThat(next()).isInstanceOfSatisfying(CacheEvent.LoadFailed.class, it -> {
            assertThat(it.key()).isEqualTo(KEY);
            assertThat(it.failure()).hasCause(noModel);
        });
        far.fail(true);
        near.remove(KEY);
        node.peek(KEY);
        assertThat(next()).isEqualTo(new CacheEvent.TierFailed("far", KEY));
        node.clear(new Scope.Key("acme", "course", "d1"));
        assertThat(next()).isEqualTo(new CacheEvent.Invalidated(new Scope.Key("acme", "course", "d1")));
        assertNoMore();
    }

    @Test
    void events_staleAfterAFailure_followTheFailure() throws Exception {
        ask(Directives.NONE);
        next();
        clock.advance(Duration.ofHours(1));
        loader.failNext(new IllegalStateException());
        ask(Directives.NONE);

        assertThat(next()).isInstanceOf(CacheEvent.LoadFailed.class);
        assertThat(next()).isEqualTo(new CacheEvent.StaleServed(KEY, Lookup.Why.IF_ERROR));
        assertNoMore();
    }

    @Test
    void events_nearHitsAndAbsent_areNone() throws Exception {
        node.peek(KEY);
        ask(Directives.NONE);
        next();
        ask(Directives.NONE);
        node.peek(KEY);

        assertNoMore();
    }

    @Test
    void events_valueThatIsKeptNowhere_saysSo() throws Exception {
        Entry<String> made = entryOf(ask(NO_STORE));
        assertThat(next()).isEqualTo(new CacheEvent.Loaded(KEY, made.cost(), false));
        policy = policy.largestValue(1);
        made = entryOf(ask(Directives.NONE));
        assertThat(next()).isEqualTo(new CacheEvent.Loaded(KEY, made.cost(), false));
    }

    @Test
    void events_farCannotKeepTheValue_areTierFailedAndLoaded() throws Exception {
        far.failWrites(true);
        Entry<String> made = entryOf(ask(Directives.NONE));

        assertThat(next()).isEqualTo(new CacheEvent.TierFailed("far", KEY));
        assertThat(next()).isEqualTo(new CacheEvent.Loaded(KEY, made.cost(), true));
    }

    @Test
    void events_nearTierMakesRoom_areEvicted() throws Exception {
        TieredCache<String> small = open(builder(new OneEntryTier<>()).listener(heard::add));
        small.get(KEY, loader);
        next();
        small.get(key("acme", "course", "d2"), loader);

        assertThat(next()).isEqualTo(new CacheEvent.Evicted(KEY));
        assertThat(next()).isInstanceOf(CacheEvent.Loaded.class);
    }

    @Test
    void events_invalidatedByAnotherProcess_areHeard() throws Exception {
        cache.clear(new Scope.All("acme"));

        assertThat(next()).isEqualTo(new CacheEvent.Invalidated(new Scope.All("acme")));
    }

    @Test
    void events_listenerThrows_areHeardAllTheSame() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        TieredCache<String> thrown = listening(event -> {
            all.countDown();
            if (all.getCount() == 2) {
                throw new IllegalStateException("of the listener");
            }
            throw new LinkageError("of the listener");
        });
        for (int i = 0; i < 3; i++) {
            assertThat(thrown.get(key("acme", "course", "d" + i), loader)).isNotNull();
        }

        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void events_listenerBlocksForEver_lookupsAndCloseDoNot() throws Exception {
        Gate never = new Gate();
        TieredCache<String> blocked = listening(event -> never.passUninterruptibly());
        for (int i = 0; i < 10_000; i++) {
            assertThat(blocked.get(key("acme", "course", "d" + i), () -> Loaded.of("v"))).isEqualTo("v");
        }
        never.awaitReached();

        blocked.close();
        never.open();
    }

    /** Slower than the lookups by construction: each event takes until all lookups are over. */
    @Test
    void events_listenerIsSlow_missesSomeAndHearsTheRestInOrder() throws Exception {
        Gate over = new Gate();
        AtomicInteger count = new AtomicInteger();
        TieredCache<String> slow = listening(event -> {
            over.passUninterruptibly();
            heard.add(event);
            count.incrementAndGet();
        });
        for (int i = 0; i < 5000; i++) {
            slow.clear(new Scope.Key("acme", "course", "d" + i));
        }
        over.open();
        for (int i = 0; i < 4096; i++) {
            assertThat(next()).isEqualTo(new CacheEvent.Invalidated(new Scope.Key("acme", "course", "d" + i)));
        }
        assertThat(count.get()).isLessThan(5000);
    }

    /** The cache closes while its listener still hears what came before. */
    @Test
    void events_afterClose_areNone() throws Exception {
        Gate hearing = new Gate();
        // Not what the fixture's own node hears of the log that they share.
        List<CacheEvent> events = new CopyOnWriteArrayList<>();
        AtomicReference<Thread> delivery = new AtomicReference<>();
        TieredCache<String> closing = open(builder(near).far(far).listener(event -> {
            delivery.set(Thread.currentThread());
            hearing.passUninterruptibly();
            events.add(event);
        }));
        closing.get(KEY, loader);
        hearing.awaitReached();
        closing.close();
        near.remove(KEY);
        assertThat(closing.get(KEY, loader)).isEqualTo("v1");
        assertThatThrownBy(() -> closing.get(key("acme", "course", "d2"), loader))
                .isInstanceOf(LoadFailedException.class);
        closing.clear(new Scope.All("acme"));
        hearing.open();
        delivery.get().join();

        assertThat(events).singleElement().isInstanceOf(CacheEvent.Loaded.class);
    }

    private TieredCache<String> listening(Consumer<CacheEvent> listener) {
        return open(builder(new MapTier<>("map")).log(InvalidationLog.inProcess(clock)).listener(listener));
    }

    @Test
    void events_allOfALookup_areHeardBeforeTheNextLookups() throws Exception {
        List<CacheKey> keys = List.of(KEY, key("acme", "course", "d2"), key("acme", "course", "d3"));
        node.getAll(keys, key -> loader);

        for (CacheKey key : keys) {
            assertThat(next()).isInstanceOfSatisfying(CacheEvent.Loaded.class,
                    it -> assertThat(it.key()).isEqualTo(key));
        }
    }
}
