package dev.reprise.cache;

import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A value with what is needed to judge it. Immutable as far as anyone outside this package can see; safe to share. The
 * value is shared too: treat it as immutable.
 */
public final class Entry<V> {
    private final V value;
    private final Set<String> tags;
    private final byte[] requestHash;
    private final long createdMillis;
    private final Position position;
    private final Cost cost;

    /** {@link #cost}'s time, at hand for each hit; at most what fits. */
    final long loadNanos;

    // What follows is noted by the one cache that has this entry in its near tier.

    /** Only ever shortened. Who reads the old end for a moment longer serves what was right a moment ago. */
    private long freshUntilMillis;
    private long expiresMillis;

    /**
     * The {@link Ledger} version at which this entry was last found valid. A race between two readers only repeats the
     * check.
     */
    long validAt = -1;

    /** How a hit of the near tier on this entry looks, made once, because there may be millions a second. */
    Lookup.@Nullable Hit<V> nearHit;

    /** Where a hit is counted; set when it is put there. */
    @Nullable
    Counters counters;

    /** Until then a hit in the near tier needs no thought about loading it anew. Set when it is put there. */
    long refreshFromMillis;

    /** Until then it is not loaded anew behind the scenes, because that failed a moment ago. */
    volatile long refreshPausedUntilMillis;

    /**
     * An entry.
     *
     * @param value what is kept
     * @param tags what it can be invalidated by besides its key and type
     * @param requestHash the SHA-256 of the request it answers; empty where the key had none
     * @param createdMillis when it was made, in milliseconds of the epoch, as are the next two
     * @param freshUntilMillis the first instant at which it is no longer fresh
     * @param expiresMillis the first instant at which it may not be served at all
     * @param position where the invalidation log stood before the value was made
     * @param cost what making it took
     */
    public Entry(V value, Set<String> tags, byte[] requestHash, long createdMillis, long freshUntilMillis,
            long expiresMillis, Position position, Cost cost) {
        this(value, requestHash.clone(), Set.copyOf(tags), createdMillis, freshUntilMillis, expiresMillis, position,
                cost);
    }

    /** For this package, which hands over what nobody changes any more. */
    Entry(V value, byte[] requestHash, Set<String> tags, long createdMillis, long freshUntilMillis, long expiresMillis,
            Position position, Cost cost) {
        this.value = value;
        this.tags = tags;
        this.requestHash = requestHash;
        this.createdMillis = createdMillis;
        this.freshUntilMillis = freshUntilMillis;
        this.refreshFromMillis = freshUntilMillis;
        this.expiresMillis = expiresMillis;
        this.position = position;
        this.cost = cost;
        this.loadNanos = TimeUnit.NANOSECONDS.convert(cost.time());
    }

    /** What is kept. */
    public V value() {
        return value;
    }

    /** What it can be invalidated by besides its key and type. */
    public Set<String> tags() {
        return tags;
    }

    /** The SHA-256 of the request it answers; empty where the key had none. */
    public byte[] requestHash() {
        return requestHash.clone();
    }

    /** When it was made, in milliseconds of the epoch. */
    public long createdMillis() {
        return createdMillis;
    }

    /** The first instant at which it is no longer fresh, in milliseconds of the epoch. */
    public long freshUntilMillis() {
        return freshUntilMillis;
    }

    /** The first instant at which it may not be served at all, in milliseconds of the epoch. */
    public long expiresMillis() {
        return expiresMillis;
    }

    /** Where the invalidation log stood before the value was made. */
    public Position position() {
        return position;
    }

    /** What making it took. */
    public Cost cost() {
        return cost;
    }

    boolean answers(CacheKey key) {
        return key.accepts(requestHash);
    }

    /**
     * The same entry for this process alone, with no more life left than its policy grants at most, whatever clock
     * wrote it. Always a new one: what a cache notes in an entry is worth nothing to another.
     *
     * @param key what it was found by
     */
    Entry<V> clampedTo(CacheKey key, Policy policy, long nowMillis) {
        Entry<V> own = new Entry<>(value, key.ownIfSame(requestHash), tags, Math.min(createdMillis, nowMillis),
                Math.min(freshUntilMillis, nowMillis + policy.timeToLive().toMillis()), expiresMillis, position, cost);
        own.shortenTo(policy);
        return own;
    }

    /** Has this one become no older than its policy allows. Not for an entry that others may have. */
    void shortenTo(Policy policy) {
        freshUntilMillis = Math.min(freshUntilMillis, createdMillis + policy.maxAge().toMillis());
        expiresMillis = Math.min(expiresMillis, freshUntilMillis + policy.graceMillis());
    }
}
