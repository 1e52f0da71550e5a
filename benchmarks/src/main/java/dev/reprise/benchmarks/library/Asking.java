package dev.reprise.benchmarks.library;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** What one thread asks for, in an order of its own. */
@State(Scope.Thread)
public class Asking {
    private int[] asked = new int[0];
    private int next;

    @Setup
    public void order(ThreadParams thread) {
        asked = Workload.asked(Workload.KEYS, thread.getThreadIndex());
    }

    int next() {
        return asked[next++ & (Workload.ASKED - 1)];
    }
}
