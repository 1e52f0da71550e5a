package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.reprise.cache.Cost;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Lookup;
import dev.reprise.cache.Lookup.Absent;
import dev.reprise.cache.Lookup.Answer;
import dev.reprise.cache.Lookup.Asked;
import dev.reprise.cache.Lookup.Hit;
import dev.reprise.cache.Lookup.Leased;
import dev.reprise.cache.Lookup.Loading;
import dev.reprise.cache.Lookup.Miss;
import dev.reprise.cache.Lookup.Stale;
import dev.reprise.cache.Lookup.Step;
import dev.reprise.cache.Position;

final class CacheStatusTest {
    private static final long NOW = 1_000_000;

    static Stream<Arguments> lookups() {
        return Stream.of(
                // found
                row("\"caffeine\"; hit; ttl=7100", hit(7100_000, near(Answer.HIT))),
                row("\"caffeine\"; hit; ttl=0", hit(999, near(Answer.HIT))),
                row("\"caffeine\"; hit; ttl=1", hit(1000, near(Answer.HIT))),
                row("\"redis\"; hit; ttl=7100, \"caffeine\"; fwd=uri-miss; stored",
                        hit(7100_000, stored(near(Answer.MISS)), far(Answer.HIT))),
                row("\"redis\"; hit; ttl=60, \"caffeine\"; fwd=uri-miss; stored; collapsed",
                        hit(60_000, stored(near(Answer.MISS)), far(Answer.HIT)).asJoined()),
                row("\"redis\"; hit; ttl=60, \"caffeine\"; fwd=request; stored",
                        hit(60_000, stored(near(Answer.RULED_OUT)), far(Answer.HIT))),
                row("\"redis\"; hit; ttl=60, \"caffeine\"; fwd=stale; stored",
                        hit(60_000, stored(near(Answer.STALE)), far(Answer.HIT))),
                // made
                row("\"caffeine\"; fwd=uri-miss; stored", miss(stored(near(Answer.MISS)))),
                row("\"caffeine\"; fwd=uri-miss", miss(near(Answer.MISS))),
                row("\"caffeine\"; fwd=uri-miss; stored; collapsed", miss(stored(near(Answer.MISS))).asJoined()),
                row("\"caffeine\"; fwd=request", miss(near(Answer.RULED_OUT))),
                row("\"caffeine\"; fwd=stale; stored", miss(stored(near(Answer.STALE)))),
                row("\"redis\"; fwd=uri-miss; stored, \"caffeine\"; fwd=uri-miss; stored",
                        miss(stored(near(Answer.MISS)), stored(far(Answer.MISS)))),
                row("\"redis\"; fwd=request; stored, \"caffeine\"; fwd=request; stored",
                        miss(stored(near(Answer.RULED_OUT)), stored(far(Answer.RULED_OUT)))),
                row("\"redis\"; fwd=bypass; detail=unavailable, \"caffeine\"; fwd=uri-miss; stored",
                        miss(stored(near(Answer.MISS)), far(Answer.UNAVAILABLE))),
                row("\"redis\"; fwd=bypass; detail=unavailable, \"caffeine\"; fwd=uri-miss; stored; collapsed",
                        miss(stored(near(Answer.MISS)), far(Answer.UNAVAILABLE)).asJoined()),
                // served past its time
                row("\"caffeine\"; hit; ttl=-30; detail=stale-if-error", failed(near(Answer.STALE))),
                row("\"redis\"; fwd=uri-miss, \"caffeine\"; hit; ttl=-30; detail=stale-if-error",
                        failed(near(Answer.STALE), far(Answer.MISS))),
                row("\"redis\"; hit; ttl=-30; detail=stale-if-error, \"caffeine\"; fwd=uri-miss",
                        failed(near(Answer.MISS), far(Answer.STALE))),
                row("\"redis\"; hit; ttl=-30; detail=stale-if-error, \"caffeine\"; fwd=stale",
                        failed(near(Answer.STALE), far(Answer.STALE))),
                row("\"redis\"; fwd=bypass; detail=unavailable, \"caffeine\"; hit; ttl=-30; detail=stale-if-error",
                        failed(near(Answer.STALE), far(Answer.UNAVAILABLE))),
                row("\"redis\"; hit; ttl=-30; detail=stale-if-error, \"caffeine\"; fwd=uri-miss; collapsed",
                        failed(near(Answer.MISS), far(Answer.STALE)).asJoined()),
                row("\"caffeine\"; hit; ttl=-30; detail=stale-while-revalidate", refreshed(near(Answer.STALE))),
                row("\"redis\"; hit; ttl=-30; detail=stale-while-revalidate, \"caffeine\"; fwd=uri-miss",
                        refreshed(near(Answer.MISS), far(Answer.STALE))),
                // not there
                row("\"caffeine\"; fwd=uri-miss", new Absent<>(List.of(near(Answer.MISS)))),
                row("\"redis\"; fwd=uri-miss, \"caffeine\"; fwd=request",
                        new Absent<>(List.of(near(Answer.RULED_OUT), far(Answer.MISS)))),
                row("\"redis\"; fwd=bypass; detail=unavailable, \"caffeine\"; fwd=uri-miss",
                        new Absent<>(List.of(near(Answer.MISS), far(Answer.UNAVAILABLE)))));
    }

    @ParameterizedTest
    @MethodSource("lookups")
    void of_lookup_saysHowItWent(String header, Lookup<String> lookup) {
        assertThat(CacheStatus.of(lookup, NOW)).isEqualTo(header);
    }

    private static Arguments row(String header, Lookup<String> lookup) {
        return Arguments.of(header, lookup);
    }

    private static Hit<String> hit(long millisLeft, Step... steps) {
        return new Hit<>(entry(millisLeft), List.of(steps), false);
    }

    private static Miss<String> miss(Step... steps) {
        return new Miss<>(entry(60_000), Stream.concat(Stream.of(steps),
                Stream.of(new Leased(Duration.ofMillis(1)), new Loading(Duration.ofSeconds(2)))).toList(), false);
    }

    private static Stale<String> failed(Step... steps) {
        return new Stale<>(entry(-30_000), List.of(steps), false, Lookup.Why.IF_ERROR);
    }

    private static Stale<String> refreshed(Step... steps) {
        return new Stale<>(entry(-30_000), List.of(steps), false, Lookup.Why.WHILE_REVALIDATE);
    }

    private static Entry<String> entry(long millisLeft) {
        return new Entry<>("content", Set.of(), new byte[0], 0, NOW + millisLeft, NOW + millisLeft + 60_000,
                Position.START, Cost.NONE);
    }

    private static Asked near(Answer answer) {
        return new Asked("caffeine", answer, false, Duration.ZERO);
    }

    private static Asked far(Answer answer) {
        return new Asked("redis", answer, false, Duration.ofMillis(1));
    }

    private static Asked stored(Asked asked) {
        return new Asked(asked.tier(), asked.answer(), true, asked.took());
    }
}
