package dev.reprise.app.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import dev.reprise.api.ContentType;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Cost;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Lookup;
import dev.reprise.cache.Lookup.Answer;
import dev.reprise.cache.Lookup.Asked;
import dev.reprise.cache.Position;

/** Requests of every type that are answered in every way, and what a report of them must say. */
final class Traffic {
    private static final Asked NEAR_HIT = new Asked("caffeine", Answer.HIT, false, Duration.ZERO);
    private static final Asked NEAR_MISS = new Asked("caffeine", Answer.MISS, true, Duration.ZERO);
    private static final Asked FAR_HIT = new Asked("redis", Answer.HIT, false, Duration.ZERO);

    private final Random random = new Random(7);
    private final List<Request> requests = new ArrayList<>();

    private record Request(Instant at, ContentType type, Served how, Duration took, Cost cost) {}

    /** Has a node count so many more. */
    void send(Statistics node, Instant now, int count) {
        for (int i = 0; i < count; i++) {
            Request request = new Request(now, pick(ContentType.values()), pick(Served.values()),
                    Duration.ofNanos((long) Math.pow(10, 3 + 8 * random.nextDouble())),
                    new Cost(Duration.ofNanos(random.nextLong(30_000_000_000L)), random.nextInt(9000),
                            random.nextInt(4000), random.nextInt(70_000)));
            requests.add(request);
            CacheKey key = CacheKey.of("acme", "g1", request.type.prefix(), "d" + random.nextInt(50), null);
            Served how = request.how == Served.FAILED ? Served.FAILED : Served.of(lookup(request));
            node.ended(request.type, key, how, request.took, request.cost);
        }
    }

    private <T> T pick(T[] all) {
        return all[random.nextInt(all.length)];
    }

    private static Lookup<String> lookup(Request request) {
        Entry<String> entry = new Entry<>("value", Set.of(), new byte[0], 0, 1, 2, new Position(0, 0), request.cost);
        return switch (request.how) {
            case NEAR_HIT -> new Lookup.Hit<>(entry, List.of(NEAR_HIT), false);
            case FAR_HIT -> new Lookup.Hit<>(entry, List.of(NEAR_MISS, FAR_HIT), false);
            case STALE -> new Lookup.Stale<>(entry, List.of(NEAR_HIT), false, Lookup.Why.IF_ERROR);
            case JOINED -> new Lookup.Miss<>(entry, List.of(NEAR_MISS), true);
            case GENERATED -> new Lookup.Miss<>(entry, List.of(NEAR_MISS), false);
            case ABSENT -> new Lookup.Absent<>(List.of(NEAR_MISS));
            case FAILED -> throw new IllegalArgumentException("no lookup ends so");
        };
    }

    /** Sums exactly; percentiles and means to one in a hundred. */
    void assertCountedBy(Report report) {
        for (ContentType type : ContentType.values()) {
            List<Request> mine = requests.stream().filter(it -> it.type == type).toList();
            Measured measured = report.type(type);
            assertThat(measured.requests()).isEqualTo(mine.size());
            assertThat(measured.hits()).isEqualTo(mine.stream().filter(it -> it.how.isHit()).count());
            for (Served how : Served.values()) {
                assertLatency(measured.latency(how),
                        mine.stream().filter(it -> it.how == how).map(Request::took).sorted().toList());
            }
            assertThat(measured.spent()).isEqualTo(sum(mine.stream().filter(it -> it.how == Served.GENERATED)
                    .map(Request::cost).toList()));
            assertThat(measured.saved()).isEqualTo(sum(mine.stream()
                    .filter(it -> it.how.isHit() || it.how == Served.JOINED).map(Traffic::saved).toList()));
        }
        List<Instant> minutes = requests.stream().map(it -> it.at.truncatedTo(ChronoUnit.MINUTES)).distinct().sorted()
                .toList();
        assertThat(report.minutes().keySet()).containsExactlyElementsOf(minutes);
        report.minutes().forEach((start, measured) -> {
            List<Request> mine = requests.stream()
                    .filter(it -> it.at.truncatedTo(ChronoUnit.MINUTES).equals(start)).toList();
            assertThat(measured.requests()).isEqualTo(mine.size());
            assertThat(measured.hits()).isEqualTo(mine.stream().filter(it -> it.how.isHit()).count());
            assertLatency(measured.latency(Served.NEAR_HIT), mine.stream().filter(it -> it.how == Served.NEAR_HIT)
                    .map(Request::took).sorted().toList());
        });
    }

    private static void assertLatency(Latency latency, List<Duration> sorted) {
        assertThat(latency.count()).isEqualTo(sorted.size());
        if (!sorted.isEmpty()) {
            assertClose(latency.mean(), sorted.stream().mapToLong(Duration::toNanos).average().orElseThrow());
            assertClose(latency.p50(), percentile(sorted, 0.5));
            assertClose(latency.p95(), percentile(sorted, 0.95));
            assertClose(latency.p99(), percentile(sorted, 0.99));
        }
    }

    private static double percentile(List<Duration> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1).toNanos();
    }

    private static void assertClose(Duration actual, double expected) {
        assertThat((double) actual.toNanos()).isCloseTo(expected, within(0.01 * expected));
    }

    private static Cost saved(Request request) {
        Duration left = request.cost.time().minus(request.took);
        Duration time = request.how == Served.JOINED || left.isNegative() ? Duration.ZERO : left;
        return new Cost(time, request.cost.inputTokens(), request.cost.outputTokens(), request.cost.moneyMicros());
    }

    private static Cost sum(List<Cost> costs) {
        Cost sum = Cost.NONE;
        for (Cost cost : costs) {
            sum = new Cost(sum.time().plus(cost.time()), sum.inputTokens() + cost.inputTokens(),
                    sum.outputTokens() + cost.outputTokens(), sum.moneyMicros() + cost.moneyMicros());
        }
        return sum;
    }
}
