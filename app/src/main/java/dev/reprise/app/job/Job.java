package dev.reprise.app.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.reprise.app.content.Replay;
import dev.reprise.app.job.Part.Outcome;
import dev.reprise.cache.Cost;

/** Content of many parts that is or was being made in the background, and how that goes. Thread-safe. */
public final class Job {
    private final String id;
    private final String tenant;
    private final Replay<Progress> replay = new Replay<>();
    private final long startNanos = System.nanoTime();

    /** All below is guarded by {@code this}. */
    private final List<Part> parts = new ArrayList<>();
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private final List<Runnable> atEnd = new ArrayList<>();
    private State state = State.RUNNING;
    private int total;
    private Cost cost = Cost.NONE;
    private Duration elapsed = Duration.ZERO;

    /** How a job stands. */
    public enum State {
        RUNNING,
        /** Every part is there. */
        DONE,
        /** Some part could not be made, or was skipped. */
        INCOMPLETE,
        CANCELLED
    }

    /**
     * How a job stands at one moment.
     *
     * @param part what was done last; null at the beginning and at the end
     * @param total how many parts there are; perhaps a guess at first
     * @param outcomes how many parts came to what; those that did not occur are not in it
     * @param elapsed since it began
     * @param left how long the rest may take, as the parts so far went; null where nothing is known yet
     * @param cost what was spent on the parts that were generated for it
     */
    public record Progress(State state, @Nullable Part part, int total, Map<Outcome, Integer> outcomes,
            Duration elapsed, @Nullable Duration left, Cost cost) {
        /** How many parts are done with. */
        public int done() {
            return outcomes.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    Job(String id, String tenant, int total) {
        this.id = id;
        this.tenant = tenant;
        this.total = total;
        replay.happened(progress());
    }

    /** Its name, which nobody can guess. */
    public String id() {
        return id;
    }

    /** Whose it is. */
    public String tenant() {
        return tenant;
    }

    /** The parts that were tried, in the order in which they were done with. */
    public synchronized List<Part> parts() {
        return List.copyOf(parts);
    }

    /** How it stands now. */
    public synchronized Progress progress() {
        return progress(null);
    }

    /** Tells a follower how it went and how it goes on; the last it hears is a state that is not running. */
    public void follow(Consumer<Progress> follower) {
        replay.follow(follower);
    }

    /** Tells a follower no more. */
    public void leave(Consumer<Progress> follower) {
        replay.leave(follower);
    }

    /** Begins no further part. A part that is being generated is waited for no longer. Idempotent. */
    public void cancel() {
        end(State.CANCELLED);
    }

    /** Does something once it has ended; at once where it has. */
    synchronized void whenEnded(Runnable action) {
        if (state == State.RUNNING) {
            atEnd.add(action);
        } else {
            action.run();
        }
    }

    /** Corrects how many parts there are. */
    public synchronized void expect(int parts) {
        total = parts;
    }

    /** Counts a part that was tried, and the cost of one that was generated for this. */
    synchronized void done(Part part, Cost spent) {
        if (state != State.RUNNING) {
            return;
        }
        parts.add(part);
        outcomes.merge(part.outcome(), 1, Integer::sum);
        cost = new Cost(cost.time().plus(spent.time()), cost.inputTokens() + spent.inputTokens(),
                cost.outputTokens() + spent.outputTokens(), cost.moneyMicros() + spent.moneyMicros());
        replay.happened(progress(part));
    }

    /** Counts parts that are not tried, because what they are made from could not be made. */
    public synchronized void skip(int count) {
        outcomes.merge(Outcome.SKIPPED, count, Integer::sum);
    }

    /** Whether every part is there. */
    synchronized boolean isWhole() {
        return !outcomes.containsKey(Outcome.FAILED) && !outcomes.containsKey(Outcome.SKIPPED);
    }

    /** Ends it in a state, unless it has ended. */
    synchronized void end(State as) {
        if (state == State.RUNNING) {
            elapsed = since();
            state = as;
            replay.happened(progress(null));
            atEnd.forEach(Runnable::run);
        }
    }

    private Progress progress(@Nullable Part part) {
        Duration passed = state == State.RUNNING ? since() : elapsed;
        int over = outcomes.values().stream().mapToInt(Integer::intValue).sum();
        int tried = over - outcomes.getOrDefault(Outcome.SKIPPED, 0);
        int open = total - over;
        // The work goes on in several places at once from the second part on, as it did so far.
        Duration left = state != State.RUNNING
                ? Duration.ZERO
                : tried == 0 ? null : passed.multipliedBy(open).dividedBy(tried);
        return new Progress(state, part, total, Map.copyOf(outcomes), passed, left, cost);
    }

    private Duration since() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
