package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;
import dev.reprise.cache.testkit.MapTier;

/** Loaders that ask the cache. */
class TieredCacheRecursionTest extends TieredCacheFixture {
    private static final String OWN = "asks for its own value";
    private static final CacheKey OTHER = key("acme", "lesson", "d2");

    @Test
    void loader_asksForItsOwnKey_failsAtOnceAndTheKeyIsUsable() {
        assertThatThrownBy(() -> cache.get(KEY, () -> Loaded.of(cache.get(KEY, loader))))
                .isInstanceOf(LoadFailedException.class).rootCause().hasMessageContaining(OWN)
                .hasMessageContaining(KEY.toString());

        assertUsable();
    }

    @Test
    void loader_asksForAKeyWhoseLoaderAsksForIt_failsAtOnceAndBothKeysAreUsable() {
        Loader<String> lesson = () -> Loaded.of(cache.get(KEY, loader));

        assertThatThrownBy(() -> cache.get(KEY, () -> Loaded.of(cache.get(OTHER, lesson))))
                .isInstanceOf(LoadFailedException.class).rootCause().hasMessageContaining(OWN);

        assertUsable();
    }

    /** Each is led by a caller of its own, so neither load has started the other. */
    @Test
    void loaders_waitForEachOther_failAtOnceAndBothKeysAreUsable() throws Exception {
        Gate courseLoads = new Gate();
        Gate lessonLoads = new Gate();
        Caller<String> course = Caller.start(() -> cache.get(KEY, () -> {
            courseLoads.pass();
            return Loaded.of(cache.get(OTHER, loader));
        }));
        Caller<String> lesson = Caller.start(() -> cache.get(OTHER, () -> {
            lessonLoads.pass();
            return Loaded.of(cache.get(KEY, loader));
        }));
        callers.addAll(List.of(course, lesson));
        courseLoads.awaitReached();
        lessonLoads.awaitReached();
        policy = policy.deadline(Duration.ofSeconds(20));
        courseLoads.open();
        lessonLoads.open();

        assertThat(course.failure()).rootCause().hasMessageContaining(OWN);
        assertThat(lesson.failure()).rootCause().hasMessageContaining(OWN);
        assertUsable();
    }

    @Test
    void loader_asksForItsOwnKeyAmongMany_fails() {
        assertThatThrownBy(() -> cache.get(KEY, () -> {
            cache.getAll(List.of(OTHER, KEY), key -> loader);
            return Loaded.of("never");
        })).isInstanceOf(LoadFailedException.class).rootCause().hasMessageContaining(OWN);

        assertThat(valueOf(cache.peek(OTHER))).isEqualTo("v1");
        assertUsable();
    }

    @Test
    void loader_asksForAnotherKey_isServed() {
        assertThat(cache.get(KEY, () -> Loaded.of("course with " + cache.get(OTHER, loader))))
                .isEqualTo("course with v1");
        assertThat(valueOf(cache.peek(OTHER))).isEqualTo("v1");
    }

    /** An executor may run a load on the thread that wants it, as one with a full queue and CallerRunsPolicy does. */
    @Test
    void loader_onItsCallersThreadAsksForAnotherKeyAndThenForItsOwn_failsAtOnce() {
        TieredCache<String> node = open(builder(new MapTier<>("map")).executor(Runnable::run));
        policy = policy.deadline(Duration.ofSeconds(2));

        assertThatThrownBy(() -> node.get(KEY, () -> {
            node.get(OTHER, loader);
            return Loaded.of(node.get(KEY, loader));
        })).isInstanceOf(LoadFailedException.class).rootCause().hasMessageContaining(OWN);
    }

    @Test
    void thread_hasRunALoad_remembersNothingOfIt() {
        TieredCache<String> node = open(builder(new MapTier<>("map")).executor(Runnable::run));
        assertThatThrownBy(() -> node.get(KEY, () -> Loaded.of(node.get(KEY, loader))))
                .isInstanceOf(LoadFailedException.class);

        assertThat(node.get(KEY, () -> Loaded.of(node.get(OTHER, loader)))).isEqualTo("v1");
    }

    /** What a loader finds stale is loaded anew for others; nobody who waits for it waits for that. */
    @Test
    void refresh_startedByALoader_mayAskForWhatThatMakes() throws Exception {
        policy = policy.staleWhileRevalidate(Duration.ofMinutes(10));
        cache.get(OTHER, loader);
        clock.advance(Duration.ofHours(1));
        Gate lessonIsAsked = new Gate();
        AtomicReference<Thread> refreshing = new AtomicReference<>();
        Caller<String> course = Caller.start(() -> cache.get(KEY, () -> {
            String lesson = cache.get(OTHER, () -> {
                refreshing.set(Thread.currentThread());
                return Loaded.of("lesson of " + cache.get(KEY, loader));
            });
            lessonIsAsked.pass();
            return Loaded.of("course with " + lesson);
        }));
        callers.add(course);
        while (refreshing.get() == null || refreshing.get().getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        lessonIsAsked.open();

        assertThat(course.answer()).isEqualTo("course with v1");
        loads.shutdown();
        assertThat(loads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

        assertThat(valueOf(cache.peek(OTHER))).isEqualTo("lesson of course with v1");
    }

    private void assertUsable() {
        assertThat(cache.get(KEY, () -> Loaded.of("course"))).isEqualTo("course");
        assertThat(cache.get(OTHER, () -> Loaded.of("lesson"))).isIn("lesson", "v1");
        assertThat(cache.pending()).isZero();
    }
}
