package dev.reprise.app.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.reprise.api.ContentType;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Cost;
import dev.reprise.cache.TierStatus;

/** Each piece of advice with its evidence, and none without. */
final class AdviceTest {
    private static final Duration TTL = Duration.ofHours(4);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final TierStatus NEAR = new TierStatus(true, 1L, 950L, 1000L, 0L, 0, 0, null, 0);

    private final Statistics statistics = new Statistics(() -> Instant.parse("2026-03-01T00:00:00Z"));

    @Test
    void of_nothingAsked_isNothing() {
        assertThat(advice(redis(10L, 1000L, 0))).isEmpty();
        assertThat(Advice.of(statistics.report(), TIMEOUT, Map.of("caffeine", NEAR))).isEmpty();
    }

    @Test
    void of_allWell_isNothing() {
        for (int i = 0; i < 100; i++) {
            ask(i % 10, i < 10 ? Served.GENERATED : Served.NEAR_HIT, Duration.ofMillis(100));
        }

        assertThat(advice(redis(10L, 1000L, 0))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1 | 1 time", "3 | 3 times"})
    void of_breakerOpened_saysHowOften(int trips, String times) {
        assertThat(advice(redis(10L, 1000L, trips))).containsExactly("redis stopped answering " + times
                + " since the start; each time nodes went on without it until it did again.");
    }

    @Test
    void of_redisAway_saysSo() {
        assertThat(advice(new TierStatus(false, null, null, null, null, 0, 0, "open", 0)))
                .containsExactly("redis is not available; misses are generated on each node by itself.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {"900 | 1000 | false", "901 | 1000 | true",
            "5000 | none | false", "none | 1000 | false"})
    void of_memoryOfRedis_saysHowFullFromNineTenthsOn(Long bytes, Long max, boolean said) {
        List<String> advice = advice(redis(bytes, max, 0));

        if (said) {
            assertThat(advice).singleElement().asString()
                    .startsWith("redis uses 90 % of its memory (901 of 1000 bytes)");
        } else {
            assertThat(advice).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"49, 9000, false", "50, 9000, true", "50, 4000, false"})
    void of_generationsNearTheirDeadline_saysHowLong(int count, int millis, boolean said) {
        for (int i = 0; i < count; i++) {
            ask(0, Served.GENERATED, Duration.ofMillis(millis));
        }

        List<String> advice = advice(redis(10L, 1000L, 0));

        if (said) {
            assertThat(advice).singleElement().asString().matches(
                    "exercises: one generation in twenty takes more than 9\\.[01] s, and AI_TIMEOUT is 10 s\\.");
        } else {
            assertThat(advice).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"47, 3, true", "48, 2, false", "40, 3, false"})
    void of_generationsThatFail_saysHowMany(int made, int failed, boolean said) {
        for (int i = 0; i < made; i++) {
            ask(0, Served.GENERATED, Duration.ofMillis(1));
        }
        for (int i = 0; i < failed; i++) {
            ask(0, Served.FAILED, Duration.ofMillis(1));
        }

        List<String> advice = advice(redis(10L, 1000L, 0));

        if (said) {
            assertThat(advice).containsExactly("exercises: 3 of 50 generations failed.");
        } else {
            assertThat(advice).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"49, false", "50, true"})
    void of_nothingAskedTwice_saysOfHowMany(int count, boolean said) {
        for (int i = 0; i < count; i++) {
            ask(i, Served.GENERATED, Duration.ofMillis(1));
        }

        List<String> advice = advice(redis(10L, 1000L, 0));

        if (said) {
            assertThat(advice).containsExactly("exercises: none of 50 requests was for anything asked for before;"
                    + " keeping it saves nothing yet.");
        } else {
            assertThat(advice).isEmpty();
        }
    }

    /** How many the near tier could not answer, and how many of them it had dropped. */
    @ParameterizedTest
    @CsvSource({"49, 20, false", "60, 2, false", "60, 3, true"})
    void of_askedForWhatWasDropped_saysHowManyOfHowMany(int notNear, int dropped, boolean said) {
        for (int i = 0; i < notNear; i++) {
            if (i >= notNear - dropped) {
                statistics.evicted(key(i % 10));
            }
            ask(i % 10, Served.FAR_HIT, Duration.ofMillis(1));
        }

        List<String> advice = advice(redis(10L, 1000L, 0));

        if (said) {
            assertThat(advice).containsExactly("The near tier is too small: 5 % of the 60 requests it could not answer"
                    + " were for what it had dropped to make room. Raise NEAR_CACHE_MAX_BYTES.");
        } else {
            assertThat(advice).isEmpty();
        }
    }

    private void ask(int what, Served how, Duration took) {
        statistics.ended(ContentType.EXERCISES, key(what), how, took, Cost.NONE);
    }

    private List<String> advice(TierStatus redis) {
        List<String> advice = new ArrayList<>(Advice.of(statistics.report(), TIMEOUT, Map.of("redis", redis)));
        advice.addAll(Advice.ofNode(statistics, _ -> TTL));
        return advice;
    }

    private static TierStatus redis(Long bytes, Long max, int trips) {
        return new TierStatus(true, 1L, bytes, max, 0L, 0, 0, "closed", trips);
    }

    private static CacheKey key(int what) {
        return CacheKey.of("public", "f", "exercises", "d" + what, null);
    }
}
