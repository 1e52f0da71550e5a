package dev.reprise.app.job;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

import dev.reprise.api.ContentRequest;
import dev.reprise.app.content.ContentKeys;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.content.GenerationLimit;
import dev.reprise.app.content.Keyed;
import dev.reprise.app.content.Rendition;
import dev.reprise.app.job.Part.Outcome;
import dev.reprise.cache.Cost;
import dev.reprise.cache.Directives;
import dev.reprise.cache.LoadFailedException;
import dev.reprise.cache.Lookup;
import dev.reprise.cache.Lookup.Served;

/** Has the parts of a job made, through the cache as any request, no more than so many at once. Thread-safe. */
public final class PartMaker {
    private final Job job;
    private final ContentService content;
    private final Semaphore turns;
    private final long maxTokens;

    /**
     * For one job.
     *
     * @param atOnce how many parts are made at once; at least 1
     */
    public PartMaker(Job job, ContentService content, int atOnce) {
        this(job, content, atOnce, Long.MAX_VALUE);
    }

    /**
     * For one job whose cost is limited.
     *
     * @param maxTokens once so many were spent on parts, no further one is begun
     */
    PartMaker(Job job, ContentService content, int atOnce, long maxTokens) {
        this.maxTokens = maxTokens;
        this.job = job;
        this.content = content;
        turns = new Semaphore(atOnce, true);
    }

    /** A part that is there now, and the name under which it is kept. */
    public record Made(String name, Rendition rendition) {}

    /**
     * Has a part made when it is its turn, and counts it.
     *
     * @param tenant whose it is
     * @param place as {@link Part#place()}
     * @param tags what it can be cleared by besides the usual
     * @return empty where it could not be made, or its cost is not to be spent
     */
    public Optional<Made> make(String tenant, Map<String, Integer> place, ContentRequest request, Set<String> tags)
            throws InterruptedException {
        turns.acquire();
        if (job.progress().state() != Job.State.RUNNING) {
            // A turn that was given back when the job was cancelled, before this thread has heard of it.
            turns.release();
            throw new InterruptedException("the job has ended");
        }
        long start = System.nanoTime();
        Keyed asked = content.keyed(tenant, request);
        String name = ContentKeys.publicName(asked.key());
        try {
            Cost spent = job.progress().cost();
            if (spent.inputTokens() + spent.outputTokens() >= maxTokens) {
                job.done(new Part(request.type(), place, Outcome.SKIPPED, name, Duration.ZERO, null), Cost.NONE);
                return Optional.empty();
            }
            Served<Rendition> served = serve(asked, tags);
            Outcome outcome = outcome(served);
            job.done(new Part(request.type(), place, outcome, name, since(start), null),
                    outcome == Outcome.GENERATED ? served.entry().cost() : Cost.NONE);
            return Optional.of(new Made(name, served.entry().value()));
        } catch (LoadFailedException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            job.done(new Part(request.type(), place, Outcome.FAILED, name, since(start), e), Cost.NONE);
            return Optional.empty();
        } finally {
            turns.release();
        }
    }

    /** Where the tenant has had its generations for now, a job waits for the next: it has time. */
    private Served<Rendition> serve(Keyed asked, Set<String> tags) throws InterruptedException {
        while (true) {
            try {
                return (Served<Rendition>) content.serve(asked, Directives.NONE, tags, happening -> {});
            } catch (LoadFailedException e) {
                if (!(e.getCause() instanceof GenerationLimit.ReachedException limit)) {
                    throw e;
                }
                Thread.sleep(limit.retryAfter());
            }
        }
    }

    private static Outcome outcome(Served<?> served) {
        if (!(served instanceof Lookup.Miss)) {
            return Outcome.CACHED;
        }
        return served.joined() ? Outcome.JOINED : Outcome.GENERATED;
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
