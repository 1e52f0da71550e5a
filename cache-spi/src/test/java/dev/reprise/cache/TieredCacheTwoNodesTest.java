package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.FakeClock;
import dev.reprise.cache.testkit.FakeLog;
import dev.reprise.cache.testkit.FaultyTier;
import dev.reprise.cache.testkit.MapTier;

/**
 * Two caches over one far tier and one log, whose callers, loads and refreshes are mixed at random: a load or a refresh
 * goes a step on when the test says so, and callers wait meanwhile. {@code -Dreprise.seed=} repeats a run.
 */
class TieredCacheTwoNodesTest {
    private static final int STEPS = 2000;
    private static final int MOST_WAITING = 4;
    private static final long FRESH = 100_000;
    private static final long REVALIDATE = 40_000;
    private static final long IF_ERROR = 70_000;
    private static final List<CacheKey> KEYS = Stream.of("acme", "beta")
            .flatMap(tenant -> Stream.of("course", "lesson")
                    .flatMap(type -> Stream.of("d1", "d2").map(it -> CacheKey.of(tenant, "g", type, it, null))))
            .toList();

    private final FakeClock clock = new FakeClock();
    private final FakeLog log = new FakeLog(clock);
    private final FaultyTier<Integer> far = new FaultyTier<>(new MapTier<>("far"));
    private final List<Node> nodes = List.of(new Node(), new Node());
    private Random random = new Random();
    private String seed = "";

    /** What was made, in order; a value is its index. Like the next one touched by the test's own thread alone. */
    private final List<Made> made = new ArrayList<>();

    /** For each key, how much had been made when it was last invalidated. */
    private final Map<CacheKey, Integer> invalidated = new HashMap<>();

    private record Made(CacheKey key, long atMillis) {}

    private record Question(Node node, CacheKey key, Directives directives, Caller<Lookup<Integer>> caller,
            int madeBefore, int invalidBefore, long askedMillis) {}

    private final class Node {
        final List<Runnable> tasks = new ArrayList<>();
        final Set<CacheKey> loading = new HashSet<>();
        final List<Question> waiting = new ArrayList<>();
        final TieredCache<Integer> cache = TieredCache.builder(new MapTier<Integer>("near")).far(far).log(log)
                .policies(type -> Policy.of(Duration.ofMillis(FRESH)).staleIfError(Duration.ofMillis(IF_ERROR))
                        .staleWhileRevalidate(Duration.ofMillis(REVALIDATE)).jitter(Duration.ofMillis(FRESH / 2)))
                .clock(clock).random(() -> random.nextDouble()).executor(this::enqueue).build();
        long lookups;

        private void enqueue(Runnable task) {
            synchronized (tasks) {
                tasks.add(task);
            }
        }

        /** Runs any of the tasks; whether there was one. */
        boolean runOne() {
            Runnable task;
            synchronized (tasks) {
                if (tasks.isEmpty()) {
                    return false;
                }
                task = tasks.remove(random.nextInt(tasks.size()));
            }
            task.run();
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyHistory_knownSeed_servesNothingInvalidOrExpired(long known) {
        run(known);
    }

    @Test
    void anyHistory_newSeed_servesNothingInvalidOrExpired() {
        run(Long.getLong("reprise.seed", System.nanoTime()));
    }

    private void run(long known) {
        seed = "-Dreprise.seed=" + known;
        random = new Random(known);
        boolean farMayFail = random.nextBoolean();
        for (int step = 0; step < STEPS; step++) {
            Node node = nodes.get(random.nextInt(2));
            int dice = random.nextInt(100);
            if (dice < 55) {
                ask(node, KEYS.get(random.nextInt(KEYS.size())), random.nextInt(10) == 0);
            } else if (dice < 85) {
                boolean unused = node.runOne();
            } else if (dice < 92) {
                clock.advance(Duration.ofMillis(random.nextInt((int) FRESH / 2)));
            } else if (dice < 98) {
                clear(node);
            } else if (farMayFail) {
                far.failReads(random.nextBoolean());
                far.failWrites(random.nextBoolean());
            }
            nodes.forEach(this::checkAnswers);
        }
        far.fail(false);
        nodes.forEach(this::settle);
        for (Node node : nodes) {
            KEYS.forEach(key -> ask(node, key, false));
            settle(node);
            long counted = node.cache.stats().values().stream().mapToLong(CacheStats::lookups).sum();
            assertThat(counted).as("%s: each lookup is counted once", seed).isEqualTo(node.lookups);
            assertThat(node.cache.pending()).as("%s: open flights", seed).isZero();
            node.cache.close();
        }
    }

    /** Asks on a thread of its own and returns once that has an answer or waits for a task. */
    private void ask(Node node, CacheKey key, boolean noCache) {
        advance(node, MOST_WAITING - 1);
        Directives directives = noCache ? new Directives(true, false, false, null) : Directives.NONE;
        node.lookups++;
        node.waiting.add(new Question(node, key, directives,
                Caller.start(() -> node.cache.lookup(key, tags(key), directives, () -> load(node, key))), made.size(),
                invalidated.getOrDefault(key, 0), clock.millis()));
        checkAnswers(node);
    }

    /** Runs on the test's thread, inside a task. What is invalidated meanwhile is older than that. */
    private Loaded<Integer> load(Node node, CacheKey key) {
        assertThat(node.loading.add(key)).as("%s: one load of %s at a time", seed, key).isTrue();
        try {
            int value = made.size();
            made.add(new Made(key, clock.millis()));
            int dice = random.nextInt(10);
            if (dice == 0) {
                throw new IllegalStateException("scripted");
            } else if (dice == 1) {
                clear(nodes.get(random.nextInt(2)));
                if (node.waiting.size() < MOST_WAITING) {
                    ask(node, key, false);
                }
            } else if (dice == 2) {
                clock.advance(Duration.ofMillis(random.nextInt(1000)));
            }
            return Loaded.of(value);
        } finally {
            node.loading.remove(key);
        }
    }

    private void settle(Node node) {
        advance(node, 0);
        while (node.runOne()) {
            checkAnswers(node);
        }
    }

    /** Runs tasks until no more callers than that wait. One who was woken may still look as if he slept. */
    private void advance(Node node, int mostWaiting) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (node.waiting.size() > mostWaiting) {
            if (!node.runOne()) {
                assertThat(System.nanoTime()).as("%s: waiting for nothing", seed).isLessThan(end);
                Thread.onSpinWait();
            }
            checkAnswers(node);
        }
    }

    private void checkAnswers(Node node) {
        for (Iterator<Question> each = node.waiting.iterator(); each.hasNext();) {
            Question question = each.next();
            if (question.caller.endsWithoutWaiting()) {
                each.remove();
                check(question);
            }
        }
    }

    private void check(Question asked) {
        Lookup<Integer> lookup;
        try {
            lookup = asked.caller.answer();
        } catch (Exception | AssertionError e) {
            assertThat(e.getCause()).as(seed).isInstanceOf(LoadFailedException.class)
                    .hasRootCauseMessage("scripted");
            return;
        }
        int value = ((Lookup.Served<Integer>) lookup).entry().value();
        Made it = made.get(value);
        assertThat(it.key).as(seed).isEqualTo(asked.key);
        assertThat(value).as("%s: made after what was invalidated before it was asked for", seed)
                .isGreaterThanOrEqualTo(asked.invalidBefore);
        long life = lookup instanceof Lookup.Stale<Integer> stale
                ? FRESH + (stale.why() == Lookup.Why.WHILE_REVALIDATE ? REVALIDATE : IF_ERROR)
                : FRESH;
        assertThat(asked.askedMillis - it.atMillis).as("%s: life left, %s", seed, lookup).isLessThan(life);
        if (asked.directives.noCache()) {
            assertThat(lookup).as(seed).isInstanceOf(Lookup.Miss.class);
            assertThat(value).as("%s: made anew", seed).isGreaterThanOrEqualTo(asked.madeBefore);
        }
    }

    private void clear(Node node) {
        Scope scope = scope();
        node.cache.clear(scope);
        KEYS.stream().filter(key -> scope.covers(key, tags(key))).forEach(key -> invalidated.put(key, made.size()));
    }

    private Scope scope() {
        CacheKey key = KEYS.get(random.nextInt(KEYS.size()));
        String tenant = random.nextInt(4) == 0 ? Scope.EVERY_TENANT : key.tenant();
        return switch (random.nextInt(5)) {
            case 0, 1 -> new Scope.Key(tenant, key.type(), key.digest());
            case 2 -> new Scope.Tag(tenant, random.nextBoolean() ? "red" : "lesson");
            case 3 -> new Scope.Type(tenant, key.type());
            default -> new Scope.Matching(tenant, random.nextBoolean() ? "course*" : "*:d2");
        };
    }

    private static Set<String> tags(CacheKey key) {
        return key.digest().equals("d1") ? Set.of("red", key.type()) : Set.of("blue");
    }
}
