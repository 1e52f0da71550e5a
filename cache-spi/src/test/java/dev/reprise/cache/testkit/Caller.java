package dev.reprise.cache.testkit;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Someone who asks for something on a thread of his own. Thread-safe. */
public final class Caller<T> {
    private static final long PATIENCE_SECONDS = 20;

    private final FutureTask<T> task;
    private final Thread thread;

    private Caller(Callable<T> question) {
        task = new FutureTask<>(question);
        thread = new Thread(task, "caller");
        thread.setDaemon(true);
    }

    /** Asks at once. */
    public static <T> Caller<T> start(Callable<T> question) {
        Caller<T> caller = new Caller<>(question);
        caller.thread.start();
        return caller;
    }

    /** Returns once the caller waits for something. */
    public Caller<T> awaitBlocked() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            if (System.nanoTime() > end || thread.getState() == Thread.State.TERMINATED) {
                throw new AssertionError("the caller did not wait, is " + thread.getState());
            }
            Thread.onSpinWait();
        }
        return this;
    }

    /** Whether the caller gets an answer or a failure without having to wait for something. */
    public boolean endsWithoutWaiting() {
        while (!isDone()) {
            Thread.State state = thread.getState();
            if (!isDone() && (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    public void interrupt() {
        thread.interrupt();
    }

    /** Whether the caller has an answer or a failure. */
    public boolean isDone() {
        return task.isDone();
    }

    /** The answer, waited for. */
    public T answer() throws Exception {
        try {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the caller got a failure", e.getCause());
        }
    }

    /** What the question threw, waited for. */
    public Throwable failure() throws Exception {
        try {
            throw new AssertionError("the caller got an answer: " + task.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }
}
