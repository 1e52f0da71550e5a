package dev.reprise.app.http;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.api.ApiJson;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.app.config.LiveConfig;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.content.Rendition;
import dev.reprise.app.http.Access.Role;
import dev.reprise.app.http.Problem.Kind;
import dev.reprise.app.job.Jobs;
import dev.reprise.app.popular.Popularity;
import dev.reprise.app.settings.Settings;
import dev.reprise.app.settings.Settings.Secret;
import dev.reprise.app.statistics.Fleet;
import dev.reprise.app.statistics.Statistics;
import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.LoadFailedException;
import dev.reprise.cache.TieredCache;

/** Every route of the server, and what a client sees of every failure. */
public final class Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    private final ContentRoutes content;
    private final CourseRoutes courses;
    private final CacheRoutes cache;
    private final ProbeRoutes probes;
    private final WarmUpRoutes warmUps;
    private final InsightRoutes insight;
    private final ConfigRoutes config;
    private final DocsRoutes docs = new DocsRoutes();
    private final Metrics metrics;
    private final Dashboard dashboard = new Dashboard();
    private final Access access;
    private final int maxBodyBytes;

    public Routes(Settings settings, Secret adminToken, ContentService service, Jobs courses, Jobs warmUps,
            Statistics statistics, Fleet fleet, Popularity popularity, TieredCache<Rendition> tiers,
            InvalidationLog log, LiveConfig live, Readiness readiness, InstantSource clock) {
        maxBodyBytes = settings.maxBodyBytes();
        RequestReader requests = new RequestReader();
        access = new Access(settings.callers(), adminToken, clock);
        content = new ContentRoutes(service, new RequestMemo(requests, service), popularity, access, maxBodyBytes,
                clock);
        this.courses = new CourseRoutes(courses, service, requests, access);
        cache = new CacheRoutes(tiers, log, service, settings, live, requests);
        // Read now, so that one that is wrong is found before the server listens.
        List<ContentRequest> common = settings.warmUpFile() == null ? null : requests.common(settings.warmUpFile());
        this.warmUps = new WarmUpRoutes(warmUps, service, requests, common, popularity, access);
        insight = new InsightRoutes(statistics, fleet, new TopRequests(popularity, access.viewersKnowTenants()), tiers,
                live, settings.ai().timeout(), clock);
        probes = new ProbeRoutes(readiness);
        metrics = new Metrics(tiers, log, service, statistics);
        config = new ConfigRoutes(live, requests);
    }

    /** Registers all of it. */
    public void register(RoutesConfig routes) {
        get(routes, "/", dashboard::page, Role.EVERYBODY);
        get(routes, "/dashboard/{file}", dashboard::file, Role.EVERYBODY);
        // One for each type: a type is taken from a path by regular expressions, which takes longer than the lookup.
        for (ContentType type : ContentType.values()) {
            post(routes, "/ai/content/" + type.segment(), ctx -> content.post(ctx, type), Role.TENANT);
        }
        post(routes, "/ai/content/{type}", ctx -> {
            throw ContentRoutes.unknownType();
        }, Role.TENANT);
        get(routes, "/ai/content/{type}/{key}", content::get, Role.TENANT);
        post(routes, "/ai/courses", courses::post, Role.TENANT);
        get(routes, "/ai/courses/{id}", courses::get, Role.TENANT);
        delete(routes, "/ai/courses/{id}", courses::delete, Role.TENANT);
        get(routes, "/livez", probes::live, Role.EVERYBODY);
        get(routes, "/readyz", probes::ready, Role.EVERYBODY);
        get(routes, "/ai/cache/health", cache::health, Role.EVERYBODY);
        get(routes, "/ai/cache/status", cache::status, Role.VIEWER);
        get(routes, "/ai/cache/performance", insight::performance, Role.VIEWER);
        get(routes, "/ai/cache/metrics", metrics::json, Role.VIEWER);
        get(routes, "/ai/cache/config", config::get, Role.VIEWER);
        post(routes, "/ai/cache/config/update", config::update, Role.ADMIN);
        post(routes, "/ai/cache/warm-up", warmUps::post, Role.ADMIN);
        get(routes, "/ai/cache/warm-up/{id}", warmUps::get, Role.ADMIN);
        delete(routes, "/ai/cache/warm-up/{id}", warmUps::delete, Role.ADMIN);
        post(routes, "/ai/cache/clear", cache::clear, Role.ADMIN);
        get(routes, "/metrics", metrics::get, Role.VIEWER);
        get(routes, "/openapi.json", docs::openApi, Role.EVERYBODY);
        get(routes, "/docs", docs::page, Role.EVERYBODY);
        get(routes, "/docs/{file}", docs::file, Role.EVERYBODY);
        routes.exception(Problem.class, (problem, ctx) -> write(ctx, problem));
        routes.exception(LoadFailedException.class, (failure, ctx) -> write(ctx, Problem.of(failure)));
        routes.exception(HttpResponseException.class, (response, ctx) -> write(ctx, problem(response, ctx)));
        routes.exception(Exception.class, (e, ctx) -> {
            LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
            write(ctx, Problem.internal());
        });
    }

    /** Begins a warm-up as {@code POST /ai/cache/warm-up} with an empty body does. */
    public void warmUp() {
        warmUps.startScheduled();
    }

    /** HEAD too: by itself Javalin answers it without asking whom the route is for. */
    private void get(RoutesConfig routes, String path, Handler handler, Role role) {
        Handler guarded = access.guarded(role, handler);
        routes.get(path, guarded);
        routes.head(path, guarded);
    }

    private void post(RoutesConfig routes, String path, Handler handler, Role role) {
        routes.post(path, access.guarded(role, handler));
    }

    private void delete(RoutesConfig routes, String path, Handler handler, Role role) {
        routes.delete(path, access.guarded(role, handler));
    }

    private void write(Context ctx, Problem problem) {
        skipBody(ctx);
        Long retryAfter = problem.retryAfterSeconds();
        if (retryAfter != null) {
            ctx.header("Retry-After", retryAfter.toString());
        }
        if (problem.kind() == Kind.UNAUTHORIZED) {
            ctx.header("WWW-Authenticate", "Bearer realm=\"reprise\"");
        }
        ctx.header("Cache-Control", "no-store");
        ctx.status(problem.kind().status()).contentType("application/problem+json");
        try {
            ctx.result(ApiJson.mapper().writeValueAsBytes(problem.document(ctx.path())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Who is refused before all was read would find the connection closed, and perhaps not the answer. */
    private void skipBody(Context ctx) {
        try {
            long _ = ctx.req().getInputStream().skip(maxBodyBytes);
        } catch (IOException e) {
            LOG.debug("{} {} sent no body after all", ctx.method(), ctx.path(), e);
        }
    }

    /** What Javalin itself refuses. */
    private Problem problem(HttpResponseException refusal, Context ctx) {
        return switch (refusal) {
            case MethodNotAllowedResponse it -> {
                String allowed = String.join(", ", it.getDetails().values());
                ctx.header("Allow", allowed);
                yield new Problem(Kind.METHOD_NOT_ALLOWED, "allowed here: " + allowed);
            }
            case HttpResponseException it when it.getStatus() == 413 -> new Problem(Kind.BODY_TOO_LARGE,
                    "the largest body that this server reads has " + maxBodyBytes + " bytes");
            case NotFoundResponse it -> new Problem(Kind.NOT_FOUND, "there is no such route");
            default -> {
                LOG.error("{} {} failed", ctx.method(), ctx.path(), refusal);
                yield Problem.internal();
            }
        };
    }
}
