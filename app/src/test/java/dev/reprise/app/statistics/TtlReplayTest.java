package dev.reprise.app.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TtlReplayTest {
    private static final List<Duration> TTLS = List.of(Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(8));

    @Test
    void hitRates_nothingAsked_areNone() {
        assertThat(new TtlReplay(TTLS).hitRates()).isEmpty();
    }

    @Test
    void hitRates_oneKeyEveryNinetyMinutes_areThoseOfItsLives() {
        TtlReplay replay = new TtlReplay(TTLS);
        for (int i = 0; i < 10; i++) {
            replay.asked(7, Duration.ofMinutes(90L * i).toMillis());
        }

        assertThat(replay.hitRates()).containsEntry(TTLS.get(0), 0.0).containsEntry(TTLS.get(1), 0.5)
                .containsEntry(TTLS.get(2), 0.8);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void hitRates_recordedPattern_equalAReplayWithThatTtl(long seed) {
        List<Request> pattern = pattern(seed, 500, 20_000);
        TtlReplay replay = new TtlReplay(TTLS);
        pattern.forEach(it -> replay.asked(it.key, it.atMillis));

        for (Duration ttl : TTLS) {
            assertThat(replay.hitRates()).containsEntry(ttl, hitRate(pattern, ttl));
        }
        assertThat(replay.requests()).isEqualTo(pattern.size());
    }

    @Test
    void hitRates_moreKeysThanAreFollowed_areThoseOfAFairSample() {
        List<Request> pattern = pattern(4, 60_000, 400_000);
        TtlReplay replay = new TtlReplay(TTLS);
        pattern.forEach(it -> replay.asked(it.key, it.atMillis));

        assertThat(replay.requests()).as("since the sample was last halved").isLessThan(pattern.size());
        for (Duration ttl : TTLS) {
            assertThat(replay.hitRates().get(ttl)).isCloseTo(hitRate(pattern, ttl), within(0.05));
        }
    }

    /** What a cache that holds everything for that long would have had. */
    private static double hitRate(List<Request> pattern, Duration ttl) {
        Map<Long, Long> made = new HashMap<>();
        int hits = 0;
        for (Request request : pattern) {
            Long at = made.get(request.key);
            if (at != null && request.atMillis - at < ttl.toMillis()) {
                hits++;
            } else {
                made.put(request.key, request.atMillis);
            }
        }
        return (double) hits / pattern.size();
    }

    /** Requests over a week; keys are asked for as unevenly as people ask. */
    private static List<Request> pattern(long seed, int keys, int requests) {
        Random random = new Random(seed);
        long[] hashes = random.longs(keys).toArray();
        List<Request> pattern = new ArrayList<>();
        long week = Duration.ofDays(7).toMillis();
        for (int i = 0; i < requests; i++) {
            int key = (int) (keys * Math.pow(random.nextDouble(), 3));
            pattern.add(new Request(hashes[key], i * week / requests));
        }
        return pattern;
    }

    private record Request(long key, long atMillis) {}
}
