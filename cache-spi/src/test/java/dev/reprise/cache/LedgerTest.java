package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.cache.testkit.MapTier;

/** What a process remembers of invalidations, and for how long. */
class LedgerTest extends TieredCacheFixture {
    private static final long LIFE = 3_600_000;
    private static final long BEGIN = 1_767_225_600_000L;

    private final Ledger ledger = new Ledger();

    private static Scope.Key scope(int i) {
        return new Scope.Key("acme", "course", "d" + i);
    }

    private boolean allows(int i, long madeAt) {
        Entry<String> entry = new Entry<>("value", Set.of(), new byte[0], madeAt, madeAt + LIFE, madeAt + LIFE,
                new Position(madeAt, 0), Cost.NONE);
        return ledger.allows(key("acme", "course", "d" + i), entry);
    }

    /** Whatever is invalid and could still be there is known to be invalid, at each moment. */
    @ParameterizedTest
    @ValueSource(longs = {1, 60_000, LIFE, 100 * LIFE})
    void record_whileItForgets_neverForgetsWhatCouldStillMatter(long life) {
        ledger.expectLife(life);
        Deque<Integer> mattering = new ArrayDeque<>();
        long step = Math.max(1, life / 500);
        for (int i = 0; i < 5000; i++) {
            long now = BEGIN + i * step;
            ledger.record(scope(i), new Position(now, 1));
            mattering.add(i);
            while (BEGIN + mattering.getFirst() * step + life < now) {
                mattering.removeFirst();
            }
            int oldest = mattering.getFirst();
            assertThat(allows(oldest, BEGIN + oldest * step)).as("made as d%d was invalidated", oldest).isFalse();
            assertThat(allows(i, now)).isFalse();
        }
    }

    @Test
    void expectLife_longerAfterwards_isWhatCounts() {
        ledger.expectLife(1000);
        ledger.expectLife(LIFE);
        ledger.expectLife(5);
        ledger.record(scope(0), new Position(BEGIN, 1));
        for (int i = 1; i < 3000; i++) {
            ledger.record(scope(i), new Position(BEGIN + LIFE, i));
        }

        assertThat(allows(0, BEGIN)).isFalse();
    }

    /** What a life is said to be no longer than may turn out longer, where a type is asked for that never was before. */
    @Test
    void allows_entryOfALongerLifeThanAnyKnown_isNotTakenForValid() {
        ledger.expectLife(1000);
        ledger.record(scope(0), new Position(BEGIN, 1));
        for (int i = 1; i < 3000; i++) {
            ledger.record(scope(i), new Position(BEGIN + LIFE, i));
        }

        assertThat(allows(0, BEGIN)).as("made before, forgotten, and still there").isFalse();
        assertThat(allows(5000, BEGIN + LIFE)).isTrue();
    }

    /** The same through the cache: far is away when the entry is invalidated, and back when that is long ago. */
    @Test
    void clear_farAwayThenManyOthers_neverServesTheInvalidEntryOfATypeNotSeenBefore() {
        TieredCache<String> node = open(TieredCache.builder(new MapTier<String>("map")).far(far).clock(clock)
                .policies(type -> type.equals("course")
                        ? Policy.of(Duration.ofDays(30)).earlyRefresh(false)
                        : Policy.of(Duration.ofMillis(1)).deadline(Duration.ofSeconds(5)).earlyRefresh(false)));
        long end = clock.millis() + Duration.ofDays(30).toMillis();
        far.put(KEY, new Entry<>("old", Set.of(), new byte[0], clock.millis(), end, end, log.position(), Cost.NONE));
        far.fail(true);
        node.clear(new Scope.Key("acme", "course", "d1"));
        node.get(key("acme", "lesson", "d1"), loader);
        for (int i = 0; i < 3000; i++) {
            clock.advance(Duration.ofSeconds(10));
            node.clear(new Scope.Key("acme", "lesson", "d" + i));
        }
        far.fail(false);

        assertThat(node.get(KEY, () -> Loaded.of("new"))).isEqualTo("new");
    }

    @Test
    void clear_longestDeadline_doesNotMakeTheLedgerForgetEarly() {
        policy = Policy.of(Duration.ofHours(1)).deadline(Duration.ofDays(36_525)).earlyRefresh(false);
        lookup();
        TieredCache<String> other = open(builder(new MapTier<>("other")));
        other.get(KEY, loader);
        cache.clear(new Scope.Key("acme", "course", "d1"));
        for (int i = 0; i < 3000; i++) {
            clock.advance(Duration.ofMillis(1));
            cache.clear(new Scope.Key("acme", "lesson", "d" + i));
        }

        assertThat(other.peek(KEY)).isInstanceOf(Lookup.Absent.class);
    }
}
