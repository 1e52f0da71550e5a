package dev.reprise.cache;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets in as many loads at once as a type may have, in the order in which they came, and lets so many more wait. */
final class Bulkhead {
    private final Semaphore places;
    private final Semaphore queue;

    Bulkhead(Policy policy) {
        places = new Semaphore(policy.concurrentLoads(), true);
        queue = new Semaphore(policy.queuedLoads());
    }

    /** Waits for a place; {@link RejectedExecutionException} where too many wait already. */
    void enter() throws InterruptedException {
        // With a time, unlike without one, it does not overtake those who wait.
        if (places.tryAcquire(0, TimeUnit.NANOSECONDS)) {
            return;
        }
        if (!queue.tryAcquire()) {
            throw new RejectedExecutionException("too many loads wait for their turn");
        }
        try {
            places.acquire();
        } finally {
            queue.release();
        }
    }

    int waiting() {
        return places.getQueueLength();
    }

    void leave() {
        places.release();
    }
}
