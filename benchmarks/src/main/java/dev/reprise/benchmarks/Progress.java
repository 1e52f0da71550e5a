package dev.reprise.benchmarks;

import java.time.Duration;

/** Says on the standard output what is being done, and about how long the rest takes. Not thread-safe. */
final class Progress {
    private final int steps;
    private final double expected;
    private long begin = System.nanoTime();
    private int step;
    private double begun;

    /** Of so many steps, which are thought to take so many seconds together. */
    Progress(int steps, double seconds) {
        this.steps = steps;
        expected = seconds;
    }

    /** Begins a step that is thought to take so many seconds. What went before tells how right such thoughts are. */
    void step(String what, double seconds) {
        if (begun == 0) {
            // What comes before the first step that was thought of says nothing about such thoughts.
            begin = System.nanoTime();
        }
        double elapsed = (System.nanoTime() - begin) / 1e9;
        double error = begun == 0 ? 1 : Math.max(1, elapsed / begun);
        Duration left = Duration.ofSeconds(Math.round((expected - begun) * error));
        step++;
        System.out.printf("[%2d/%d] %s; about %d:%02d left%n", step, steps, what, left.toMinutes(),
                left.toSecondsPart());
        begun += seconds;
    }
}
