package dev.reprise.cache;

/** What an entry may be used for at some instant. */
public enum Freshness {
    /** It answers requests. */
    FRESH,
    /** It may answer where nothing better can be had. */
    STALE,
    /** It is as good as absent. */
    EXPIRED;

    /** The freshness of an entry, in milliseconds of the epoch. Fresh ends at its very last instant, not after it. */
    public static Freshness of(Entry<?> entry, long nowMillis) {
        if (nowMillis < entry.freshUntilMillis()) {
            return FRESH;
        }
        return nowMillis < entry.expiresMillis() ? STALE : EXPIRED;
    }
}
