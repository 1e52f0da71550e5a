package dev.reprise.app.statistics;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.reprise.api.ContentType;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Cost;

/** What this node served, from where and how fast, and what that saved, by type of content. Thread-safe. */
public final class Statistics {
    /** Times to live whose hits are worked out beside those of the type's own. */
    private static final List<Duration> TTLS = Stream.of(15, 30, 60, 120, 240, 480, 720, 1440, 2880, 10_080)
            .map(Duration::ofMinutes).toList();

    private final InstantSource clock;
    private final Instant since;
    private final Map<ContentType, Series> series = new EnumMap<>(ContentType.class);
    private final Map<ContentType, TtlReplay> replays = new EnumMap<>(ContentType.class);
    private final Dropped dropped = new Dropped();

    /** Nothing was served yet. */
    public Statistics(InstantSource clock) {
        this.clock = clock;
        since = clock.instant();
        for (ContentType type : ContentType.values()) {
            series.put(type, new Series());
            replays.put(type, new TtlReplay(TTLS));
        }
    }

    /**
     * A request was answered, or has failed.
     *
     * @param cost what making what it was answered with had cost; {@link Cost#NONE} where there is nothing
     */
    public void ended(ContentType type, CacheKey key, Served how, Duration took, Cost cost) {
        long now = clock.millis();
        requireNonNull(series.get(type)).add(now, how, took, cost);
        requireNonNull(replays.get(type)).asked(hash(key), now);
        if (how != Served.NEAR_HIT) {
            dropped.missed(hash(key));
        }
    }

    /** The near tier has dropped an entry to make room. */
    public void evicted(CacheKey key) {
        dropped.dropped(hash(key));
    }

    /** Since the start. */
    public Measured sinceStart(ContentType type) {
        return requireNonNull(series.get(type)).sinceStart().measured();
    }

    /** All of it. */
    public Report report() {
        return Report.of(since, figures(), minutes(Instant.EPOCH));
    }

    /** When the server was started. */
    Instant since() {
        return since;
    }

    Map<ContentType, Figures> figures() {
        Map<ContentType, Figures> figures = new EnumMap<>(ContentType.class);
        series.forEach((type, it) -> figures.put(type, it.sinceStart()));
        return figures;
    }

    /** Of all types in each of the last 60 minutes from that one on that had requests, by its start. */
    SortedMap<Instant, Figures> minutes(Instant first) {
        SortedMap<Instant, Figures> sums = new TreeMap<>();
        Instant now = clock.instant();
        series.values().forEach(it -> it.addMinutes(first, now, sums));
        return sums;
    }

    /**
     * The share of the requests for a type that would have been hits had its entries lived for other times, by that
     * time: what replaying the requests against a cache without limits gives. Empty where there were none.
     */
    public SortedMap<Duration, Double> hitRatesByTtl(ContentType type) {
        return requireNonNull(replays.get(type)).hitRates();
    }

    /** How many requests {@link #hitRatesByTtl} is worked out from. */
    public long replayed(ContentType type) {
        return requireNonNull(replays.get(type)).requests();
    }

    /** How many requests the near tier could not answer. */
    public long notNear() {
        return dropped.asked();
    }

    /** How many of them were for what it had dropped to make room. */
    public long dropped() {
        return dropped.askedAgain();
    }

    /** Digests are even; no two types or tenants share one by more than chance. */
    private static long hash(CacheKey key) {
        return mix(key.tenant().hashCode() * 31L + key.digest().hashCode());
    }

    /** SplitMix64's finalizer (Steele, Lea, Flood, 2014): each bit of the result depends on all of the input. */
    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
