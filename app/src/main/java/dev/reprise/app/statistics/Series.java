package dev.reprise.app.statistics;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

import dev.reprise.cache.Cost;

/** The figures of one type of content: since the start, and of each of the last minutes. Thread-safe. */
final class Series {
    /** Of which windows can be asked for. */
    static final int MINUTES = 60;

    private final Figures sinceStart = new Figures();
    private final Deque<Minute> minutes = new ArrayDeque<>();

    synchronized void add(long nowMillis, Served how, Duration took, Cost cost) {
        sinceStart.add(how, took, cost);
        long number = minute(nowMillis);
        Minute last = minutes.peekLast();
        if (last == null || last.number < number) {
            last = new Minute(number, new Figures());
            minutes.addLast(last);
            while (minutes.getFirst().number <= number - MINUTES) {
                minutes.removeFirst();
            }
        }
        last.figures.add(how, took, cost);
    }

    synchronized Measured sinceStart() {
        return sinceStart.measured();
    }

    /** Of the minute that goes on and those before it, that many in all. */
    synchronized Measured last(long nowMillis, int count) {
        Figures sum = new Figures();
        Iterator<Minute> newestFirst = minutes.descendingIterator();
        while (newestFirst.hasNext()) {
            Minute minute = newestFirst.next();
            if (minute.number <= minute(nowMillis) - count) {
                break;
            }
            sum.add(minute.figures);
        }
        return sum.measured();
    }

    private static long minute(long millis) {
        return Math.floorDiv(millis, 60_000L);
    }

    private record Minute(long number, Figures figures) {}
}
