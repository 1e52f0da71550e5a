package dev.reprise.app.job;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.app.job.Job.State;

/** The jobs of this node: those that go on, and the last that did. Thread-safe. */
public final class Jobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final int MOST_RUNNING = 16;
    private static final int MOST_REMEMBERED = 200;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, Job> jobs = new LinkedHashMap<>();

    /** What a job does. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does all of it.
         *
         * @param threads for parts that are made at once; interrupted, as is the calling thread, when the job is
         *        cancelled
         */
        void run(Job job, ExecutorService threads) throws InterruptedException, ExecutionException;
    }

    /**
     * Begins a job.
     *
     * @param parts how many it has, as far as is known
     * @throws RejectedExecutionException where too many go on
     */
    public synchronized Job start(String tenant, int parts, Work work) {
        long running = jobs.values().stream().filter(it -> it.progress().state() == State.RUNNING).count();
        if (running >= MOST_RUNNING) {
            throw new RejectedExecutionException(running + " jobs go on");
        }
        if (jobs.size() >= MOST_REMEMBERED) {
            jobs.values().stream().filter(it -> it.progress().state() != State.RUNNING).findFirst()
                    .ifPresent(oldest -> jobs.remove(oldest.id()));
        }
        Job job = new Job(newId(), tenant, parts);
        jobs.put(job.id(), job);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        job.whenEnded(threads::shutdownNow);
        threads.execute(() -> run(job, work, threads));
        return job;
    }

    private static void run(Job job, Work work, ExecutorService threads) {
        try {
            work.run(job, threads);
            job.end(job.isWhole() ? State.DONE : State.INCOMPLETE);
        } catch (InterruptedException e) {
            job.end(State.CANCELLED);
        } catch (RuntimeException | ExecutionException | Error e) {
            LOG.error("Job {} failed", job.id(), e);
            job.end(State.INCOMPLETE);
        }
    }

    /** A tenant's job that goes on, or did lately. */
    public synchronized Optional<Job> find(String tenant, String id) {
        return Optional.ofNullable(jobs.get(id)).filter(job -> job.tenant().equals(tenant));
    }

    /** Cancels what goes on. */
    @Override
    public synchronized void close() {
        jobs.values().forEach(Job::cancel);
    }

    private static String newId() {
        byte[] bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
