package dev.reprise.cache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.SharedRanking;
import dev.reprise.cache.SharedRanking.Ranked;

/** What every shared ranking does. */
public abstract class SharedRankingContract {
    private static final String TEXT = "{\"name\": \"kurs języka: 课程 🎓\"}\n".repeat(100);

    /** A ranking that nobody has added to; always the same one in a test, as another process would have it. */
    protected abstract SharedRanking open();

    /** Lets so many half-lives pass for the ranking. */
    protected abstract void pass(int halfLives);

    @Test
    void top_nothingCounted_isEmpty() {
        assertThat(open().top(10)).isEmpty();
        assertThat(open().text("a")).isEmpty();
    }

    @Test
    void add_byTwo_areOneSumMostFirst() {
        open().add(Map.of("a", 2L, "b", 1L));
        open().add(Map.of("b", 4L, "c", 3L));

        assertThat(names(open().top(10))).containsExactly("b", "c", "a");
        assertThat(open().top(10).get(0).count()).isCloseTo(5, within(0.01));
        assertThat(names(open().top(2))).containsExactly("b", "c");
    }

    @Test
    void top_halfLivesLater_countsWeighLessAndNewOnesPass() {
        SharedRanking ranking = open();
        ranking.add(Map.of("old", 8L));
        pass(2);

        assertThat(ranking.top(1).get(0).count()).isCloseTo(2, within(0.01));
        ranking.add(Map.of("new", 3L));
        assertThat(names(ranking.top(2))).containsExactly("new", "old");
        pass(1);
        assertThat(ranking.top(2).get(0).count()).isCloseTo(1.5, within(0.01));
        assertThat(ranking.top(2).get(1).count()).isCloseTo(1, within(0.01));
    }

    @Test
    void text_described_isKeptAsLongAsTheNameIsHeld() {
        SharedRanking ranking = open();
        assertThat(ranking.add(Map.of("once", 1L, "twice", 2L))).containsExactly("twice");
        ranking.describe("twice", TEXT);
        ranking.describe("unknown", TEXT);

        assertThat(open().text("twice")).contains(TEXT);
        assertThat(ranking.text("once")).isEmpty();
        assertThat(ranking.text("unknown")).isEmpty();
        assertThat(ranking.add(Map.of("twice", 1L))).isEmpty();
        assertThat(ranking.add(Map.of("once", 1L))).containsExactly("once");
        ranking.add(counts("more", SharedRanking.MOST, 10));
        assertThat(open().text("twice")).isEmpty();
    }

    @Test
    void top_thousandsOfNamesCountedOnce_whatIsCountedSteadilyIsHeldAndTheyCountForNothing() {
        SharedRanking ranking = open();
        for (int round = 0; round < 20; round++) {
            ranking.add(counts("rare " + round + ' ', SharedRanking.MOST, 1));
            ranking.add(Map.of("steady", 2L));
        }

        List<Ranked> top = ranking.top(SharedRanking.MOST);
        assertThat(top).hasSize(SharedRanking.MOST);
        assertThat(top.get(0).name()).isEqualTo("steady");
        assertThat(top.get(0).count()).isGreaterThanOrEqualTo(20).isLessThanOrEqualTo(40);
        assertThat(top.subList(1, top.size())).allMatch(it -> it.count() < 2);
    }

    private static List<String> names(List<Ranked> ranked) {
        return ranked.stream().map(Ranked::name).toList();
    }

    private static Map<String, Long> counts(String prefix, int names, long each) {
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < names; i++) {
            counts.put(prefix + i, each);
        }
        return counts;
    }
}
