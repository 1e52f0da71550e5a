package dev.reprise.app.http;

import java.util.List;

import io.javalin.http.Context;

import dev.reprise.api.ContentRequest;
import dev.reprise.api.WarmUpRequest;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.job.Job;
import dev.reprise.app.job.Jobs;
import dev.reprise.app.job.WarmUp;
import dev.reprise.app.settings.Callers;

/** {@code /ai/cache/warm-up}: content made before somebody asks for it, in the background and watched. */
final class WarmUpRoutes {
    private static final String PATH = "/ai/cache/warm-up/";

    private final Jobs warmUps;
    private final ContentService content;
    private final RequestReader requests;
    private final List<ContentRequest> common;
    private final Access access;

    /** With the queries that are made where the body names no others. */
    WarmUpRoutes(Jobs warmUps, ContentService content, RequestReader requests, List<ContentRequest> common,
            Access access) {
        this.warmUps = warmUps;
        this.content = content;
        this.requests = requests;
        this.common = common;
        this.access = access;
    }

    /** Begins to make what the body says; an empty body means the common queries. */
    void post(Context ctx) {
        boolean events = RequestHeaders.prefersEvents(ctx);
        byte[] body = ctx.bodyAsBytes();
        if (body.length > 0) {
            RequestHeaders.requireJsonBody(ctx);
        }
        JobAnswer.started(ctx, PATH, start(access.tenant(ctx), requests.warmUp(body)), events);
    }

    /** Begins to make the common queries, for the tenant of all who show no API key. */
    void startCommon() {
        Job _ = start(Callers.PUBLIC, requests.warmUp(new byte[0]));
    }

    private Job start(String tenant, WarmUpRequest asked) {
        List<ContentRequest> all = asked.source().equals("common") ? common : requests.contents(asked);
        List<ContentRequest> chosen = all.subList(0, Math.min(all.size(), asked.limit()));
        Long maxTokens = asked.maxTokens();
        WarmUp work = new WarmUp(chosen, asked.concurrency(), maxTokens == null ? Long.MAX_VALUE : maxTokens, content);
        return JobAnswer.start(warmUps, tenant, chosen.size(), work);
    }

    /** How it stands, or how it went and goes on to who accepts events. */
    void get(Context ctx) {
        boolean events = RequestHeaders.prefersEvents(ctx);
        JobAnswer.state(ctx, find(ctx), events);
    }

    /** Ends it; what was made stays. */
    void delete(Context ctx) {
        Job job = find(ctx);
        job.cancel();
        JobAnswer.state(ctx, job, false);
    }

    private Job find(Context ctx) {
        return warmUps.find(access.tenant(ctx), ctx.pathParam("id")).orElseThrow(
                () -> new Problem(Problem.Kind.NOT_FOUND, "this node has no such warm-up; it knows its own last ones"));
    }
}
