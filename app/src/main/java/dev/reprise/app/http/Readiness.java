package dev.reprise.app.http;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether the server is to be sent requests, and what it waits for where it is not. Thread-safe. */
public final class Readiness {
    /** Guarded by {@code this}. */
    private final Set<Condition> waitingFor = EnumSet.of(Condition.LOG, Condition.NEAR_TIER);

    /** Why a server is not to be sent requests. */
    public enum Condition {
        /** It has not seen yet what was cleared before it started. */
        LOG,
        /** Its near tier is being loaded. */
        NEAR_TIER,
        /** It is about to stop. Once so, it stays so. */
        DRAINING
    }

    /**
     * Not ready until this is done.
     *
     * @return whether it was not so before
     */
    public synchronized boolean waitFor(Condition condition) {
        return waitingFor.add(condition);
    }

    /** No longer waits for this. */
    public synchronized void done(Condition condition) {
        waitingFor.remove(condition);
    }

    /** What it waits for; empty where it is ready. */
    synchronized List<Condition> waitingFor() {
        return List.copyOf(waitingFor);
    }
}
