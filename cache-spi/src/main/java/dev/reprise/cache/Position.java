package dev.reprise.cache;

/**
 * A place in the {@linkplain InvalidationLog invalidation log}. Later records have greater positions; that order, and
 * no wall clock, decides what is valid.
 *
 * @param major the first half, milliseconds of the log's own clock when it was appended to
 * @param minor the second half, which tells apart what shares the first
 */
public record Position(long major, long minor) implements Comparable<Position> {
    /** Before everything. */
    public static final Position START = new Position(0, 0);

    /** Whether this place comes after {@code other}. */
    public boolean isAfter(Position other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Position other) {
        return major == other.major ? Long.compare(minor, other.minor) : Long.compare(major, other.major);
    }

    /** {@code major-minor}. */
    @Override
    public String toString() {
        return major + "-" + minor;
    }
}
