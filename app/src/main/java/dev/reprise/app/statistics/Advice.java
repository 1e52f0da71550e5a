package dev.reprise.app.statistics;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

import dev.reprise.api.ContentType;
import dev.reprise.cache.TierStatus;

/** What the figures say should be changed, each with its number. Without evidence there is no advice. */
public final class Advice {
    /** Fewer requests prove nothing. */
    private static final int EVIDENCE = 50;
    private static final double WORTH_IT = 0.05;

    private final List<String> advice = new ArrayList<>();

    private Advice() {}

    /**
     * What should be changed by the figures of a node or a fleet, the most important first; empty where nothing is known.
     *
     * @param timeout how long a generation may take
     * @param tiers what the tiers keep, by name
     */
    public static List<String> of(Report report, Duration timeout, Map<String, TierStatus> tiers) {
        Advice it = new Advice();
        tiers.forEach(it::tier);
        for (ContentType type : ContentType.values()) {
            it.generation(type, report.type(type), timeout);
        }
        return List.copyOf(it.advice);
    }

    /**
     * What should be changed by what only this node knows: when each request came.
     *
     * @param ttl how long content of a type lives
     */
    public static List<String> ofNode(Statistics statistics, Function<ContentType, Duration> ttl) {
        Advice it = new Advice();
        for (ContentType type : ContentType.values()) {
            it.life(type, ttl.apply(type), statistics.hitRatesByTtl(type), statistics.replayed(type));
        }
        it.room(statistics.notNear(), statistics.dropped());
        return List.copyOf(it.advice);
    }

    private void tier(String name, TierStatus status) {
        if (!status.available()) {
            advice.add(String.format(Locale.ROOT, "%s is not available; misses are generated on each node by itself.",
                    name));
        }
        if (status.breakerTrips() > 0) {
            advice.add(String.format(Locale.ROOT,
                    "%s stopped answering %d %s since the start; each time nodes went on without it until it did again.",
                    name, status.breakerTrips(), status.breakerTrips() == 1 ? "time" : "times"));
        }
        Long max = status.maxBytes();
        Long bytes = status.bytes();
        if (!name.equals("caffeine") && max != null && bytes != null && max > 0 && bytes > 0.9 * max) {
            advice.add(String.format(Locale.ROOT,
                    "%s uses %s of its memory (%d of %d bytes); when it is full it keeps nothing new or drops what is in"
                            + " use.",
                    name, percent((double) bytes / max), bytes, max));
        }
    }

    private void room(long notNear, long dropped) {
        if (notNear >= EVIDENCE && dropped >= WORTH_IT * notNear) {
            advice.add(String.format(Locale.ROOT,
                    "The near tier is too small: %s of the %d requests it could not answer were for what it had dropped"
                            + " to make room. Raise NEAR_CACHE_MAX_BYTES.",
                    percent((double) dropped / notNear), notNear));
        }
    }

    private void generation(ContentType type, Measured measured, Duration timeout) {
        Latency generated = measured.latency(Served.GENERATED);
        long failed = measured.latency(Served.FAILED).count();
        if (generated.count() + failed >= EVIDENCE && failed > WORTH_IT * (generated.count() + failed)) {
            advice.add(String.format(Locale.ROOT, "%s: %d of %d generations failed.", type.segment(), failed,
                    generated.count() + failed));
        }
        if (generated.count() >= EVIDENCE && generated.p95().compareTo(timeout.dividedBy(2)) > 0) {
            advice.add(String.format(Locale.ROOT,
                    "%s: one generation in twenty takes more than %.1f s, and AI_TIMEOUT is %d s.", type.segment(),
                    generated.p95().toMillis() / 1e3, timeout.toSeconds()));
        }
    }

    /** The shortest life that gives nearly all that a longer one could. */
    private void life(ContentType type, Duration ttl, SortedMap<Duration, Double> rates, long replayed) {
        if (replayed < EVIDENCE) {
            return;
        }
        double best = requireNonNull(rates.get(rates.lastKey()));
        if (best == 0) {
            advice.add(String.format(Locale.ROOT,
                    "%s: none of %d requests was for anything asked for before; keeping it saves nothing yet.",
                    type.segment(), replayed));
            return;
        }
        SortedMap<Duration, Double> shorter = rates.headMap(ttl.plusMillis(1));
        double now = shorter.isEmpty() ? 0 : requireNonNull(shorter.get(shorter.lastKey()));
        for (Map.Entry<Duration, Double> longer : rates.tailMap(ttl.plusMillis(1)).entrySet()) {
            double turned = (longer.getValue() - now) / (1 - now);
            if (turned >= WORTH_IT && longer.getValue() - now >= 0.9 * (best - now)) {
                advice.add(String.format(Locale.ROOT,
                        "%s: a TTL of %s instead of %s would have turned %s of the misses into hits.", type.segment(),
                        hours(longer.getKey()), hours(ttl), percent(turned)));
                return;
            }
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    private static String hours(Duration duration) {
        return duration.toMinutes() % 60 == 0 ? duration.toHours() + " h" : duration.toMinutes() + " min";
    }
}
