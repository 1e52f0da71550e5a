package dev.reprise.cache;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells a listener what happened, on a thread of its own, so that one who throws, blocks or is slow harms no lookup.
 * Who cannot keep up misses events.
 */
final class Events {
    /** The listener of those who have none. */
    static final Consumer<CacheEvent> NOBODY = event -> {};

    private static final int BACKLOG = 4096;

    private final Consumer<CacheEvent> listener;
    private final ThreadPoolExecutor thread;

    Events(Consumer<CacheEvent> listener) {
        this.listener = listener;
        thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(BACKLOG),
                task -> Loads.daemon(task, "cache-events"), new ThreadPoolExecutor.DiscardPolicy());
        thread.allowCoreThreadTimeOut(true);
    }

    void publish(CacheEvent event) {
        if (listener.equals(NOBODY)) {
            return;
        }
        thread.execute(() -> {
            try {
                listener.accept(event);
            } catch (RuntimeException | Error e) {
                // The listener's own affair: what it cannot handle, nobody here can.
            }
        });
    }

    /** A lookup that the near tier did not answer without a thought. */
    void ended(CacheKey key, Lookup<?> found) {
        if (found instanceof Lookup.Stale<?> stale) {
            publish(new CacheEvent.StaleServed(key, stale.why()));
        } else if (found instanceof Lookup.Hit<?> hit && hit.steps().size() > 1 && !hit.joined()) {
            publish(new CacheEvent.FarHit(key));
        }
    }

    /** What was published before is still delivered. */
    void close() {
        thread.shutdown();
    }
}
