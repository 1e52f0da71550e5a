package dev.reprise.app.http;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

import dev.reprise.cache.Lookup;
import dev.reprise.cache.Lookup.Asked;
import dev.reprise.cache.Lookup.Served;

/** Tells how a lookup went in the {@code Cache-Status} header (RFC 9211), the tier nearest the origin first. */
final class CacheStatus {
    private CacheStatus() {}

    static String of(Lookup<?> lookup, long nowMillis) {
        if (lookup.steps().size() == 1 && lookup.steps().getFirst() instanceof Asked only) {
            return member(only, lookup, nowMillis, true);
        }
        List<Asked> asked = new ArrayList<>();
        for (Lookup.Step step : lookup.steps()) {
            if (step instanceof Asked it) {
                asked.addFirst(it);
            }
        }
        // Of tiers that had it stale, the one asked last is the one it was served from.
        Asked servedFrom = asked.stream().filter(it -> it.answer() == Lookup.Answer.STALE).findFirst().orElse(null);
        return asked.stream().map(it -> member(it, lookup, nowMillis, it.equals(servedFrom))).collect(joining(", "));
    }

    private static String member(Asked asked, Lookup<?> lookup, long nowMillis, boolean servedStale) {
        String name = '"' + asked.tier() + '"';
        return name + switch (asked.answer()) {
            case HIT -> "; hit" + ttl(lookup, nowMillis);
            case STALE -> lookup instanceof Lookup.Stale<?> stale && servedStale
                    ? "; hit" + ttl(lookup, nowMillis) + "; detail=" + detail(stale.why())
                    : forwarded("stale", asked, lookup);
            case MISS -> forwarded("uri-miss", asked, lookup);
            case RULED_OUT -> forwarded("request", asked, lookup);
            case UNAVAILABLE -> "; fwd=bypass; detail=unavailable";
        };
    }

    private static String detail(Lookup.Why why) {
        return switch (why) {
            case WHILE_REVALIDATE -> "stale-while-revalidate";
            case IF_ERROR -> "stale-if-error";
        };
    }

    private static String forwarded(String reason, Asked asked, Lookup<?> lookup) {
        boolean joined = lookup instanceof Served<?> served && served.joined();
        return "; fwd=" + reason + (asked.stored() ? "; stored" : "") + (joined ? "; collapsed" : "");
    }

    private static String ttl(Lookup<?> lookup, long nowMillis) {
        return lookup instanceof Served<?> served
                ? "; ttl=" + Math.floorDiv(served.entry().freshUntilMillis() - nowMillis, 1000L)
                : "";
    }
}
