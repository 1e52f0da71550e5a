package dev.reprise.cache;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs loads: each on a thread of its own, under a deadline, no more at once than the policy of its type allows. */
final class Loads {
    /** How a flight makes its value. */
    interface Load {
        void run() throws Exception;
    }

    private final Executor executor;
    private final Map<String, Bulkhead> bulkheads = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor deadlines;

    Loads(Executor executor) {
        this.executor = executor;
        deadlines = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "cache-deadlines"));
        deadlines.setRemoveOnCancelPolicy(true);
    }

    /** Returns at once; {@code failed} hears of everything that goes wrong from here on, perhaps more than once. */
    void start(Flight<?> flight, Duration limit, Load load, Consumer<Throwable> failed) {
        ScheduledFuture<?> deadline = deadlines.schedule(() -> {
            failed.accept(new TimeoutException("no value within " + limit.toMillis() + " ms"));
            flight.interrupt();
            // A loader that ignores its interrupt must not keep the whole fleet from loading the key.
            executor.execute(flight::giveLeaseUp);
        }, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            executor.execute(() -> {
                if (!flight.loadingBegins()) {
                    return;
                }
                try {
                    load.run();
                } catch (Throwable e) {
                    failed.accept(e);
                } finally {
                    deadline.cancel(false);
                    flight.giveLeaseUp();
                    flight.loadingEnds();
                }
            });
        } catch (RejectedExecutionException e) {
            deadline.cancel(false);
            failed.accept(e);
        }
    }

    /** Runs something that nobody waits for. */
    void background(Runnable task) {
        executor.execute(task);
    }

    /** Does something later that nobody waits for; not at all where this is closed first. */
    void after(Duration delay, Runnable task) {
        try {
            ScheduledFuture<?> unused = deadlines.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Closed.
        }
    }

    Bulkhead bulkhead(String type, Policy policy) {
        return bulkheads.computeIfAbsent(type, it -> new Bulkhead(policy));
    }

    void close() {
        deadlines.shutdownNow();
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
