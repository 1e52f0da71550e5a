package dev.reprise.cache.testkit;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/** Runs each task at once, or keeps it until a test runs it. Thread-safe. */
public final class TaskQueue implements Executor {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean holding;

    /** From now on tasks are kept. */
    public TaskQueue hold() {
        holding = true;
        return this;
    }

    /** How many tasks are kept. */
    public int size() {
        return tasks.size();
    }

    @Override
    public void execute(Runnable task) {
        if (holding) {
            tasks.add(task);
        } else {
            task.run();
        }
    }

    /** Runs the task that is kept longest; whether there was one. */
    public boolean runOne() {
        @Nullable
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** Runs all that is kept, and what that brings with it. */
    public void runAll() {
        while (runOne()) {
            // Each may add another.
        }
    }
}
