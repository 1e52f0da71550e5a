package dev.reprise.cache;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Tells a listener what happened, on a thread of its own, so that one who throws, blocks or is slow harms no lookup.
 * Who cannot keep up misses events. They are gathered for a moment: to wake a thread for each would take as long as a
 * quarter of a question to Redis.
 */
final class Events {
    /** The listener of those who have none. */
    static final Consumer<CacheEvent> NOBODY = event -> {};

    private static final int BACKLOG = 4096;
    private static final Duration GATHERING = Duration.ofMillis(5);

    private final Consumer<CacheEvent> listener;
    private final Queue<CacheEvent> gathered = new LinkedBlockingQueue<>(BACKLOG);
    private final AtomicBoolean deliveryIsDue = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread;

    Events(Consumer<CacheEvent> listener) {
        this.listener = listener;
        thread = new ScheduledThreadPoolExecutor(1, task -> Loads.daemon(task, "cache-events"));
        thread.setKeepAliveTime(10, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
    }

    void publish(CacheEvent event) {
        // A delivery that is still under way after close must find nothing newer.
        if (listener.equals(NOBODY) || thread.isShutdown() || !gathered.offer(event)
                || !deliveryIsDue.compareAndSet(false, true)) {
            return;
        }
        try {
            ScheduledFuture<?> unused = thread.schedule(this::deliver, GATHERING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Closed.
        }
    }

    private void deliver() {
        // Before the first look, so that what comes after the last one is delivered by another.
        deliveryIsDue.set(false);
        for (CacheEvent event = gathered.poll(); event != null; event = gathered.poll()) {
            try {
                listener.accept(event);
            } catch (RuntimeException | Error e) {
                // The listener's own affair: what it cannot handle, nobody here can.
            }
        }
    }

    /** A lookup that the near tier did not answer without a thought. */
    void ended(CacheKey key, Lookup<?> found) {
        if (found instanceof Lookup.Stale<?> stale) {
            publish(new CacheEvent.StaleServed(key, stale.why()));
        } else if (found instanceof Lookup.Hit<?> hit && hit.steps().size() > 1 && !hit.joined()) {
            publish(new CacheEvent.FarHit(key));
        }
    }

    /** What was published before is still delivered, and nothing else. */
    void close() {
        thread.shutdown();
    }
}
