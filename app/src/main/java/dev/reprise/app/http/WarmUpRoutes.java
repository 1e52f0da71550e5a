package dev.reprise.app.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.api.ContentRequest;
import dev.reprise.api.WarmUpRequest;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.job.Job;
import dev.reprise.app.job.Jobs;
import dev.reprise.app.job.WarmUp;
import dev.reprise.app.job.WarmUp.Item;
import dev.reprise.app.popular.Popularity;
import dev.reprise.app.settings.Callers;
import dev.reprise.cache.SharedRanking;
import dev.reprise.cache.TierUnavailableException;

/** {@code /ai/cache/warm-up}: content made before somebody asks for it, in the background and watched. */
final class WarmUpRoutes {
    private static final String PATH = "/ai/cache/warm-up/";
    private static final Logger LOG = LoggerFactory.getLogger(WarmUpRoutes.class);

    private final Jobs warmUps;
    private final ContentService content;
    private final RequestReader requests;
    private final @Nullable List<ContentRequest> common;
    private final Popularity popularity;
    private final Access access;

    /** With the queries that are made where the body names no others; null for those of our own. */
    WarmUpRoutes(Jobs warmUps, ContentService content, RequestReader requests, @Nullable List<ContentRequest> common,
            Popularity popularity, Access access) {
        this.warmUps = warmUps;
        this.content = content;
        this.requests = requests;
        this.common = common;
        this.popularity = popularity;
        this.access = access;
    }

    /** Begins to make what the body says; an empty body means the common queries. */
    void post(Context ctx) {
        boolean events = RequestHeaders.prefersEvents(ctx);
        byte[] body = ctx.bodyAsBytes();
        if (body.length > 0) {
            RequestHeaders.requireJsonBody(ctx);
        }
        WarmUpRequest asked = requests.warmUp(body);
        JobAnswer.started(ctx, PATH, start(access.tenant(ctx), asked, items(access.tenant(ctx), asked)), events);
    }

    /**
     * Begins to make the common queries, for the tenant of all who show no API key, and what is asked for most, for
     * those who ask.
     */
    void startScheduled() {
        WarmUpRequest asked = requests.warmUp(new byte[0]);
        List<Item> items = new ArrayList<>(common(Callers.PUBLIC));
        try {
            items.addAll(popular());
        } catch (TierUnavailableException e) {
            LOG.debug("What is popular cannot be known", e);
        }
        Job _ = start(Callers.PUBLIC, asked, List.copyOf(new LinkedHashSet<>(items)));
    }

    private List<Item> items(String tenant, WarmUpRequest asked) {
        return switch (asked.source()) {
            case "common" -> common(tenant);
            case "requests" -> items(tenant, requests.contents(asked));
            default -> popularOrProblem();
        };
    }

    private List<Item> common(String tenant) {
        return items(tenant, common == null ? requests.common() : common);
    }

    private static List<Item> items(String tenant, List<ContentRequest> requests) {
        return requests.stream().map(request -> new Item(tenant, request)).toList();
    }

    private List<Item> popularOrProblem() {
        try {
            return popular();
        } catch (TierUnavailableException e) {
            throw Problem.storeUnavailable("what is asked for most is not known; source common works without it");
        }
    }

    /** What is asked for most of all types, that first, for whoever asks for it. */
    private List<Item> popular() {
        return popularity.top(SharedRanking.MOST).stream().flatMap(it -> popularity.request(it)
                .map(request -> new Item(it.tenant(), request)).stream()).toList();
    }

    private Job start(String tenant, WarmUpRequest asked, List<Item> all) {
        List<Item> chosen = all.subList(0, Math.min(all.size(), asked.limit()));
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
