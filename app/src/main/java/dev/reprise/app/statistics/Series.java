package dev.reprise.app.statistics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedMap;

import dev.reprise.cache.Cost;

/** The figures of one type of content: since the start, and of each of the last minutes. Thread-safe. */
final class Series {
    /** How many minutes are kept. */
    static final int MINUTES = 60;

    /** Of the minutes that are over, of all since the start. */
    private final Figures before = new Figures();
    private final Deque<Minute> minutes = new ArrayDeque<>();

    synchronized void add(long nowMillis, Served how, Duration took, Cost cost) {
        long number = minute(nowMillis);
        Minute last = minutes.peekLast();
        if (last == null || last.number < number) {
            if (last != null) {
                before.add(last.figures);
            }
            last = new Minute(number, new Figures());
            minutes.addLast(last);
            while (minutes.getFirst().number <= number - MINUTES) {
                minutes.removeFirst();
            }
        }
        last.figures.add(how, took, cost);
    }

    /** A copy, so that nobody who adds waits for what is worked out of it. */
    synchronized Figures sinceStart() {
        Figures copy = new Figures();
        copy.add(before);
        Minute last = minutes.peekLast();
        if (last != null) {
            copy.add(last.figures);
        }
        return copy;
    }

    /** Adds the figures of each minute that had any, from the first of the last minutes on, to those of that minute. */
    synchronized void addMinutes(Instant first, Instant now, SortedMap<Instant, Figures> sums) {
        long from = Math.max(minute(first.toEpochMilli()), minute(now.toEpochMilli()) - MINUTES + 1);
        for (Minute minute : minutes) {
            if (minute.number >= from) {
                sums.computeIfAbsent(Instant.ofEpochSecond(60 * minute.number), it -> new Figures())
                        .add(minute.figures);
            }
        }
    }

    private static long minute(long millis) {
        return Math.floorDiv(millis, 60_000L);
    }

    private record Minute(long number, Figures figures) {}
}
