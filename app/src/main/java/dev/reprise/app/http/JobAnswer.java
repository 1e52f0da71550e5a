package dev.reprise.app.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.javalin.http.Context;

import dev.reprise.app.job.Job;
import dev.reprise.app.job.Job.Progress;
import dev.reprise.app.job.Job.State;
import dev.reprise.app.job.Jobs;
import dev.reprise.app.job.Part;
import dev.reprise.app.job.Part.Outcome;
import dev.reprise.cache.LoadFailedException;

/** How jobs are shown to clients: as JSON, or as events while they go on. */
final class JobAnswer {
    private JobAnswer() {}

    /** Begins a job. */
    static Job start(Jobs jobs, String tenant, int parts, Jobs.Work work) {
        try {
            return jobs.start(tenant, parts, work);
        } catch (RejectedExecutionException e) {
            throw Problem.tooManyJobs();
        }
    }

    /** Answers that a job has begun, and where it can be watched; shows it at once to who wants events. */
    static void started(Context ctx, String path, Job job, boolean events) {
        ctx.header("Location", path + job.id());
        ctx.status(202);
        state(ctx, job, events);
    }

    /** Answers how a job stands, or how it went and goes on to who wants events. */
    static void state(Context ctx, Job job, boolean events) {
        if (events) {
            watch(ctx, job);
        } else {
            ctx.header("Cache-Control", "no-store").json(document(job));
        }
    }

    private static void watch(Context ctx, Job job) {
        EventStream events = new EventStream();
        Consumer<Progress> follower = progress -> {
            if (progress.state() == State.RUNNING) {
                events.add("progress", document(job.id(), progress));
            } else {
                events.add(EventStream.RESULT, document(job));
            }
        };
        job.follow(follower);
        try {
            events.send(ctx);
        } finally {
            job.leave(follower);
        }
    }

    private static Map<String, Object> document(Job job) {
        Map<String, Object> document = document(job.id(), job.progress());
        document.put("made", job.parts().stream().map(JobAnswer::document).toList());
        return document;
    }

    private static Map<String, Object> document(String id, Progress progress) {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("total", progress.total());
        parts.put("done", progress.done());
        for (Outcome outcome : Outcome.values()) {
            parts.put(name(outcome), progress.outcomes().getOrDefault(outcome, 0));
        }
        Map<String, Object> cost = new LinkedHashMap<>();
        cost.put("input_tokens", progress.cost().inputTokens());
        cost.put("output_tokens", progress.cost().outputTokens());
        cost.put("money", progress.cost().moneyMicros() / 1e6);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", id);
        document.put("state", name(progress.state()));
        document.put("parts", parts);
        document.put("elapsed_ms", progress.elapsed().toMillis());
        document.put("estimate_seconds", progress.left() == null ? null : progress.left().toSeconds());
        document.put("cost", cost);
        if (progress.part() != null) {
            document.put("part", document(progress.part()));
        }
        return document;
    }

    private static Map<String, Object> document(Part part) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", part.type().segment());
        document.putAll(part.place());
        document.put("outcome", name(part.outcome()));
        document.put("took_ms", part.took().toMillis());
        String content = "/ai/content/" + part.type().segment() + '/' + part.key();
        LoadFailedException failure = part.failure();
        if (failure != null) {
            document.put("problem", Problem.of(failure).document(content));
        } else if (part.outcome() != Outcome.SKIPPED) {
            document.put("content", content);
        }
        return document;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
