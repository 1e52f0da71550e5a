package dev.reprise.cache;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a caller demands of a lookup, after the request directives of RFC 9111, section 5.2.1.
 *
 * @param noCache load anew and store that, whatever there is
 * @param noStore load anew and store nothing
 * @param onlyIfCached never load
 * @param maxAge serve nothing made longer ago; null for no limit
 */
public record Directives(boolean noCache, boolean noStore, boolean onlyIfCached, @Nullable Duration maxAge) {
    /** No demands. */
    public static final Directives NONE = new Directives(false, false, false, null);

    /** Look, and do not load. */
    public static final Directives ONLY_IF_CACHED = new Directives(false, false, true, null);

    /** Whether nothing that a tier keeps may be served. */
    boolean ruleOutAll() {
        return noCache || noStore;
    }

    /** Whether an entry that a tier keeps may be served. */
    boolean allow(Entry<?> entry, long nowMillis) {
        return !ruleOutAll()
                && (maxAge == null || Duration.ofMillis(nowMillis - entry.createdMillis()).compareTo(maxAge) <= 0);
    }

    /** Whether the outcome of a flight that somebody else led will do. */
    boolean allow(Lookup.Served<?> outcome, long nowMillis) {
        return outcome instanceof Lookup.Miss<?> || allow(outcome.entry(), nowMillis);
    }
}
