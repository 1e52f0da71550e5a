package dev.reprise.cache;

import java.time.Duration;
import java.util.List;

/** How a lookup went: what it found and what each tier had to do with it. Immutable. */
public sealed interface Lookup<V> {
    /** What was done, in order: the near tier first, then as far as the lookup went. */
    List<Step> steps();

    /** A lookup that found something to serve. */
    sealed interface Served<V> extends Lookup<V> {
        /** What to serve. */
        Entry<V> entry();

        /** Whether it came from a flight that another caller led. */
        boolean joined();

        /** The same as seen by a caller who joined. */
        Served<V> asJoined();
    }

    /** A tier had it, fresh. */
    record Hit<V>(Entry<V> entry, List<Step> steps, boolean joined) implements Served<V> {
        @Override
        public Served<V> asJoined() {
            return new Hit<>(entry, steps, true);
        }
    }

    /** A tier had it, no longer fresh. */
    record Stale<V>(Entry<V> entry, List<Step> steps, boolean joined, Why why) implements Served<V> {
        @Override
        public Served<V> asJoined() {
            return new Stale<>(entry, steps, true, why);
        }
    }

    /** Why something is served that is no longer fresh. */
    enum Why {
        /** It is being loaded anew behind the scenes. */
        WHILE_REVALIDATE,
        /** Loading it anew failed. */
        IF_ERROR
    }

    /** No tier had it, or none was asked; it was loaded. */
    record Miss<V>(Entry<V> entry, List<Step> steps, boolean joined) implements Served<V> {
        @Override
        public Served<V> asJoined() {
            return new Miss<>(entry, steps, true);
        }
    }

    /** No tier had it, and the caller wanted no load. */
    record Absent<V>(List<Step> steps) implements Lookup<V> {}

    /** Something that a lookup did. */
    sealed interface Step {
        /** How long it took; zero where it was not measured. */
        Duration took();
    }

    /**
     * A tier was asked.
     *
     * @param tier its name
     * @param answer what it said
     * @param stored whether it keeps the entry now that was served
     */
    record Asked(String tier, Answer answer, boolean stored, Duration took) implements Step {
        Asked asStored() {
            return new Asked(tier, answer, true, took);
        }
    }

    /** The lease was taken, or waited for. */
    record Leased(Duration took) implements Step {}

    /** The loader ran. */
    record Loading(Duration took) implements Step {}

    /** What a tier can say. */
    enum Answer {
        /** It had an entry that was served. */
        HIT,
        /** It had none, or none that is valid. */
        MISS,
        /** It had one that is no longer fresh. */
        STALE,
        /** It may have had one; the caller's {@link Directives} ruled it out. */
        RULED_OUT,
        /** It could not be asked. */
        UNAVAILABLE
    }
}
