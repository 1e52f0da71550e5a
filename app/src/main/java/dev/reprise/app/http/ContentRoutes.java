package dev.reprise.app.http;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Stream;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;

import dev.reprise.api.ContentType;
import dev.reprise.app.content.ContentKeys;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.content.Keyed;
import dev.reprise.app.content.Rendition;
import dev.reprise.app.popular.Popularity;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Directives;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Lookup;
import dev.reprise.cache.Lookup.Served;

/** {@code /ai/content}: generated content, from the cache where it can be. */
final class ContentRoutes {
    private final ContentService content;
    private final RequestMemo requests;
    private final Popularity popularity;
    private final Access access;
    private final int maxBodyBytes;
    private final InstantSource clock;

    ContentRoutes(ContentService content, RequestMemo requests, Popularity popularity, Access access,
            int maxBodyBytes, InstantSource clock) {
        this.content = content;
        this.requests = requests;
        this.popularity = popularity;
        this.access = access;
        this.maxBodyBytes = maxBodyBytes;
        this.clock = clock;
    }

    /** Answers with content of a type, generated if need be. */
    void post(Context ctx, ContentType type) throws IOException {
        long start = System.nanoTime();
        RequestHeaders.requireJsonBody(ctx);
        boolean events = RequestHeaders.prefersEvents(ctx);
        Directives directives = access.granted(ctx, RequestHeaders.directives(ctx));
        Keyed asked = requests.read(type, access.tenant(ctx), body(ctx));
        CacheKey key = asked.key();
        popularity.asked(key, asked.request());
        if (events) {
            new ContentStream(content, clock, ctx).send(asked, directives);
            return;
        }
        long keyed = System.nanoTime();
        Lookup<Rendition> lookup = content.serve(asked, directives, Set.of(), happening -> {});
        long served = System.nanoTime();
        HttpServletResponse answer = ctx.res();
        answer.addHeader("Server-Timing", timing(keyed - start, served - keyed, lookup));
        answer.addHeader("Cache-Status", CacheStatus.of(lookup, clock.millis()));
        switch (lookup) {
            case Served<Rendition> it -> {
                answer.addHeader("Content-Location",
                        "/ai/content/" + type.segment() + '/' + ContentKeys.publicName(key));
                send(ctx, it.entry());
            }
            case Lookup.Absent<Rendition> _ -> throw Problem.notCached();
        }
    }

    /** Answers with what is cached under the key in the path. */
    void get(Context ctx) throws IOException {
        String segment = ctx.pathParam("type");
        ContentType type = ContentType.named(segment).filter(it -> it.segment().equals(segment))
                .orElseThrow(() -> unknownType());
        RequestHeaders.requireJsonAccepted(ctx);
        String name = ctx.pathParam("key");
        long start = System.nanoTime();
        Lookup<Rendition> lookup = content.find(access.tenant(ctx), type, name).orElseThrow(() -> absent());
        HttpServletResponse answer = ctx.res();
        answer.addHeader("Server-Timing", timing(0, System.nanoTime() - start, lookup));
        answer.addHeader("Cache-Status", CacheStatus.of(lookup, clock.millis()));
        switch (lookup) {
            case Served<Rendition> it -> {
                String digest = name.substring(name.indexOf(':') + 1);
                answer.addHeader("Content-Location",
                        "/ai/content/" + type.segment() + '/' + type.prefix() + ':' + digest);
                send(ctx, it.entry());
            }
            case Lookup.Absent<Rendition> it -> throw absent();
        }
    }

    /**
     * Headers are added, as to set one takes a look at all that are there; and the body is written at once, as Javalin
     * would copy it. Both take longer than the lookup.
     */
    private void send(Context ctx, Entry<Rendition> entry) throws IOException {
        Rendition rendition = entry.value();
        long now = clock.millis();
        boolean gzip = RequestHeaders.acceptsGzip(ctx);
        HttpServletResponse answer = ctx.res();
        ctx.contentType("application/json");
        answer.addHeader("Vary", access.tellsTenantsApart() ? "Accept-Encoding, Authorization" : "Accept-Encoding");
        answer.addHeader("ETag", gzip ? rendition.gzipEtag() : rendition.etag());
        answer.addHeader("Age", Long.toString(Math.max(0, (now - entry.createdMillis()) / 1000)));
        answer.addHeader("Cache-Control",
                "private, max-age=" + Math.max(0, (entry.freshUntilMillis() - now) / 1000));
        if (RequestHeaders.matches(ctx, rendition.etag(), rendition.gzipEtag())) {
            ctx.status(304);
            return;
        }
        if (gzip) {
            answer.addHeader("Content-Encoding", "gzip");
        }
        byte[] body = gzip ? rendition.gzip() : rendition.json();
        answer.setContentLength(body.length);
        answer.getOutputStream().write(body);
    }

    /** Where its length is known it is copied once at most; Javalin reads it into arrays that grow. */
    private byte[] body(Context ctx) throws IOException {
        long length = ctx.req().getContentLengthLong();
        return length < 0 || length > maxBodyBytes
                ? ctx.bodyAsBytes()
                : ctx.req().getInputStream().readNBytes((int) length);
    }

    /** There is no such type. */
    static Problem unknownType() {
        return new Problem(Problem.Kind.NOT_FOUND, "content types are "
                + Stream.of(ContentType.values()).map(ContentType::segment).collect(joining(", ")));
    }

    private static Problem absent() {
        return new Problem(Problem.Kind.NOT_FOUND, "nothing is cached here; POST the request to have it generated");
    }

    /** The near tier is asked first and not measured: its share is what the measured steps leave of the whole. */
    private static String timing(long keyNanos, long lookupNanos, Lookup<?> lookup) {
        StringBuilder steps = new StringBuilder(64);
        if (keyNanos > 0) {
            add(steps, "key", keyNanos);
        }
        long rest = lookupNanos;
        for (Lookup.Step step : lookup.steps()) {
            rest -= step.took().toNanos();
        }
        for (Lookup.Step step : lookup.steps()) {
            switch (step) {
                case Lookup.Asked it when step.equals(lookup.steps().getFirst()) -> add(steps, it.tier(), rest);
                case Lookup.Asked it -> add(steps, it.tier(), it.took().toNanos());
                case Lookup.Leased it -> add(steps, "lease", it.took().toNanos());
                case Lookup.Loading it -> add(steps, "generate", it.took().toNanos());
            }
        }
        return steps.toString();
    }

    /** In milliseconds with three decimals. By hand: a format string takes longer than the hit that it tells of. */
    private static void add(StringBuilder steps, String step, long nanos) {
        long micros = (Math.max(0, nanos) + 500) / 1000;
        steps.append(steps.isEmpty() ? "" : ", ").append(step).append(";dur=").append(micros / 1000).append('.');
        long decimals = micros % 1000;
        steps.append(decimals < 100 ? "0" : "").append(decimals < 10 ? "0" : "").append(decimals);
    }
}
