package dev.reprise.cache.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A place where threads wait until a test lets them go on, and a test waits until a thread has come. Thread-safe. */
public final class Gate {
    private static final int PATIENCE_SECONDS = 20;

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Announces that the caller is here and blocks it until the gate opens. */
    public void pass() throws InterruptedException {
        reached.countDown();
        await(opened, "no one opened the gate");
    }

    /** Does the same and goes on waiting when it is interrupted, as code does that swallows interrupts. */
    public void passUninterruptibly() {
        while (true) {
            try {
                pass();
                return;
            } catch (InterruptedException e) {
                // That is the point.
            }
        }
    }

    /** Blocks until a thread has come to the gate. */
    public void awaitReached() throws InterruptedException {
        await(reached, "no one came to the gate");
    }

    /** Whether a thread has come to the gate. */
    public boolean isReached() {
        return reached.getCount() == 0;
    }

    /** Lets all pass, now and later. */
    public void open() {
        opened.countDown();
    }

    private static void await(CountDownLatch latch, String otherwise) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(otherwise);
        }
    }
}
