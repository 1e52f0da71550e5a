package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;

/** Many keys at once. */
class TieredCacheGetAllTest extends TieredCacheFixture {
    private final Map<CacheKey, Integer> loaderCalls = Collections.synchronizedMap(new HashMap<>());

    private static List<CacheKey> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> key("acme", "course", "d" + i)).toList();
    }

    /** Makes the key's own digest. */
    private Loader<String> loaderOf(CacheKey key) {
        loaderCalls.merge(key, 1, Integer::sum);
        return () -> Loaded.of(key.digest());
    }

    private static Map<CacheKey, String> expected(List<CacheKey> keys) {
        Map<CacheKey, String> expected = new HashMap<>();
        keys.forEach(key -> expected.put(key, key.digest()));
        return expected;
    }

    @Test
    void getAll_noKeys_asksNobody() {
        assertThat(cache.getAll(List.of(), this::loaderOf)).isEmpty();
        assertThat(far.reads()).isZero();
    }

    @Test
    void getAll_manyInFar_asksFarOnceAndFillsNear() {
        List<CacheKey> keys = keys(500);
        keys.forEach(key -> far.put(key, entryMade(clock.millis(), key.digest())));

        assertThat(cache.getAll(keys, this::loaderOf)).isEqualTo(expected(keys));

        assertThat(far.reads()).isEqualTo(1);
        assertThat(cache.getAll(keys, this::loaderOf)).isEqualTo(expected(keys));
        assertThat(far.reads()).as("near has them").isEqualTo(1);
    }

    @Test
    void getAll_someNear_asksFarForTheOthersOnly() {
        List<CacheKey> keys = keys(10);
        keys.subList(0, 5).forEach(key -> cache.get(key, loaderOf(key)));
        loaderCalls.clear();
        int before = far.reads();

        cache.getAll(keys, this::loaderOf);

        assertThat(far.reads()).isEqualTo(before + 1);
        assertThat(loaderCalls).as("not asked for").containsOnlyKeys(keys.subList(5, 10));
        assertThat(cache.getAll(keys.subList(0, 5), this::loaderOf)).hasSize(5);
        assertThat(far.reads()).as("none to ask for").isEqualTo(before + 1);
    }

    @Test
    void getAll_duplicates_loadsEachOnceAndAnswersInOrder() {
        List<CacheKey> keys = keys(3);
        List<CacheKey> asked = List.of(keys.get(2), keys.get(0), keys.get(2), keys.get(1), keys.get(0));

        Map<CacheKey, String> all = cache.getAll(asked, this::loaderOf);

        assertThat(all.keySet()).containsExactly(keys.get(2), keys.get(0), keys.get(1));
        assertThat(loaderCalls).hasSize(3).allSatisfy((key, calls) -> assertThat(calls).isEqualTo(1));
        assertThat(cache.getAll(asked, this::loaderOf).keySet()).as("hits, too")
                .containsExactly(keys.get(2), keys.get(0), keys.get(1));
    }

    @Test
    void getAll_absent_loadsAsManyAtOnceAsTheBulkheadAllows() {
        policy = policy.concurrentLoads(4);
        CyclicBarrier four = new CyclicBarrier(4);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CacheKey> keys = keys(12);

        Map<CacheKey, String> all = cache.getAll(keys, key -> () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            four.await(10, TimeUnit.SECONDS);
            running.decrementAndGet();
            return Loaded.of(key.digest());
        });

        assertThat(all).isEqualTo(expected(keys));
        assertThat(most.get()).isEqualTo(4);
    }

    @Test
    void getAll_oneFails_throwsAfterTheOthersAreStored() {
        List<CacheKey> keys = keys(5);
        IllegalStateException noModel = new IllegalStateException("no model");

        assertThatThrownBy(() -> cache.getAll(keys, key -> key.digest().equals("d1") ? () -> {
            throw noModel;
        } : loaderOf(key))).isInstanceOf(LoadFailedException.class).hasCause(noModel).hasMessageContaining("d1");

        for (CacheKey key : keys) {
            assertThat(cache.peek(key) instanceof Lookup.Hit).isEqualTo(!key.digest().equals("d1"));
        }
        assertThat(cache.getAll(keys, this::loaderOf)).isEqualTo(expected(keys));
    }

    @Test
    void getAll_othersLoadSomeAlready_joinsThem() throws Exception {
        Gate gate = new Gate();
        loader.holdAt(gate);
        Caller<Lookup<String>> leader = call();
        gate.awaitReached();
        CacheKey second = key("acme", "course", "d2");
        Caller<Map<CacheKey, String>> many = Caller.start(() -> cache.getAll(List.of(KEY, second), this::loaderOf));
        callers.add(many);
        many.awaitBlocked();
        Caller<String> third = Caller.start(() -> cache.get(second, loader));
        callers.add(third);
        gate.open();

        assertThat(many.answer()).containsEntry(KEY, "v1").containsEntry(second, "d2");
        assertThat(third.answer()).isEqualTo("d2");
        assertThat(valueOf(leader.answer())).isEqualTo("v1");
        assertThat(loader.calls()).isEqualTo(1);
    }

    @Test
    void getAll_twoAtOnceInOppositeOrder_loadEachKeyOnce() throws Exception {
        List<CacheKey> keys = keys(50);
        List<CacheKey> reversed = new ArrayList<>(keys);
        Collections.reverse(reversed);
        AtomicInteger made = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(2);
        List<Caller<Map<CacheKey, String>>> both = new ArrayList<>();
        for (List<CacheKey> order : List.of(keys, reversed)) {
            both.add(Caller.start(() -> {
                start.countDown();
                start.await();
                return cache.getAll(order, key -> () -> {
                    made.incrementAndGet();
                    return Loaded.of(key.digest());
                });
            }));
        }

        for (Caller<Map<CacheKey, String>> one : both) {
            assertThat(one.answer()).isEqualTo(expected(keys));
        }
        assertThat(made.get()).isEqualTo(50);
    }

    @Test
    void getAll_farUnavailable_loadsAll() {
        far.fail(true);
        List<CacheKey> keys = keys(5);

        assertThat(cache.getAll(keys, this::loaderOf)).isEqualTo(expected(keys));
        assertThat(cache.getAll(keys, this::loaderOf)).as("near keeps them").isEqualTo(expected(keys));
        assertThat(loaderCalls).allSatisfy((key, calls) -> assertThat(calls).isEqualTo(1));
    }

    @Test
    void getAll_invalidEntriesInFar_areLoadedAnew() {
        List<CacheKey> keys = keys(3);
        keys.forEach(key -> far.put(key, entryMade(clock.millis(), "old")));
        far.failWrites(true);
        cache.clear(new Scope.Key("acme", "course", "d1"));
        far.failWrites(false);

        assertThat(cache.getAll(keys, this::loaderOf)).containsValues("old", "d1").containsEntry(keys.get(1), "d1");
    }

    /** What looks up the loaders is the caller's code, too. */
    @Test
    void getAll_noLoaderForOneKey_leavesEveryKeyUsable() throws Exception {
        List<CacheKey> keys = keys(3);
        IllegalStateException noLoader = new IllegalStateException("no loader");

        assertThatThrownBy(() -> cache.getAll(keys, key -> {
            if (key.digest().equals("d1")) {
                throw noLoader;
            }
            return loaderOf(key);
        })).isSameAs(noLoader);

        Caller<Map<CacheKey, String>> again = Caller.start(() -> cache.getAll(keys, this::loaderOf));
        assertThat(again.answer()).isEqualTo(expected(keys));
    }
}
