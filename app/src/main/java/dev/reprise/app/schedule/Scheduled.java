package dev.reprise.app.schedule;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.cache.SharedText;
import dev.reprise.cache.TierUnavailableException;

/**
 * Work that is due at the times of a schedule, and is done by one of the nodes that have it. Each knows the same times;
 * who first writes a time into a text that they share does its work. Not thread-safe: one thread looks.
 */
public final class Scheduled {
    /** How late the work may begin. To look costs a comparison. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Scheduled.class);

    private final String name;
    private final Schedule schedule;
    private final SharedText lastDone;
    private final Runnable work;
    private final InstantSource clock;
    private Instant next;

    /**
     * Work whose first time is the next one from now.
     *
     * @param name what it is called in log lines
     * @param lastDone the last time whose work was taken on
     * @param work must not take long
     */
    public Scheduled(String name, Schedule schedule, SharedText lastDone, Runnable work, InstantSource clock) {
        this.name = name;
        this.schedule = schedule;
        this.lastDone = lastDone;
        this.work = work;
        this.clock = clock;
        next = schedule.next(clock.instant());
    }

    /** Looks at the clock again and again, by a timer of one thread, until that is shut down. */
    public void start(ScheduledExecutorService timer) {
        ScheduledFuture<?> _ = timer.scheduleWithFixedDelay(this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(),
                MILLISECONDS);
    }

    /** Does the work if it is due and no other node has taken it on. Of times that went by unseen only the last counts. */
    void look() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        Instant due = next;
        for (next = schedule.next(due); !next.isAfter(now); next = schedule.next(due)) {
            due = next;
        }
        try {
            String before = lastDone.read();
            if (!before.equals(due.toString()) && lastDone.replace(before, due.toString())) {
                LOG.info("{} begins, due at {}", name, due);
                work.run();
            }
        } catch (TierUnavailableException e) {
            LOG.warn("{} due at {} is left out: which node is to do it cannot be known while Redis is away", name, due);
        } catch (RuntimeException e) {
            // A task that throws would be the last.
            LOG.error("{} due at {} failed", name, due, e);
        }
    }
}
