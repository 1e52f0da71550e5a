package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.javalin.http.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.app.content.ContentService;
import dev.reprise.app.content.Happening;
import dev.reprise.app.content.Happening.Stage;
import dev.reprise.app.content.Keyed;
import dev.reprise.app.content.Rendition;
import dev.reprise.cache.Directives;
import dev.reprise.cache.LoadFailedException;
import dev.reprise.cache.Lookup;
import dev.reprise.cache.Lookup.Asked;

/**
 * The answer to one request as events: how it goes on, what the model writes, and at last the result or a problem. The
 * lookup has a thread of its own, so that the one of the request can tell whether the client is still there.
 */
final class ContentStream {
    private static final Logger LOG = LoggerFactory.getLogger(ContentStream.class);

    private final ContentService content;
    private final InstantSource clock;
    private final Context ctx;
    private final long startNanos = System.nanoTime();
    private final EventStream events = new EventStream();

    ContentStream(ContentService content, InstantSource clock, Context ctx) {
        this.content = content;
        this.clock = clock;
        this.ctx = ctx;
    }

    /** Sends until the end, or until the client has gone. */
    void send(Keyed asked, Directives directives) {
        String path = ctx.path();
        Thread lookup = Thread.ofVirtual().name("stream").start(() -> serve(asked, directives, path));
        try {
            events.send(ctx);
        } finally {
            lookup.interrupt();
        }
    }

    private void serve(Keyed asked, Directives directives, String path) {
        try {
            switch (content.serve(asked, directives, Set.of(), this::happened)) {
                case Lookup.Served<Rendition> served -> {
                    if (served instanceof Lookup.Miss && isStored(served)) {
                        progress(Stage.STORED, elapsed(), served.entry().cost().outputTokens(), false);
                    }
                    events.add(EventStream.RESULT, result(served));
                }
                case Lookup.Absent<Rendition> absent -> end(Problem.notCached(), path);
            }
        } catch (LoadFailedException e) {
            end(Problem.of(e), path);
        } catch (RuntimeException | Error e) {
            LOG.error("A stream of {} failed", path, e);
            end(Problem.internal(), path);
        }
    }

    private void happened(Happening happening) {
        switch (happening) {
            case Happening.At at -> progress(at.stage(), at.elapsed(), at.tokens(), false);
            case Happening.Written written -> events.add("delta", Map.of("text", written.text()));
            case Happening.Voided _ -> progress(Stage.GENERATING, elapsed(), 0, true);
        }
    }

    private void progress(Stage stage, Duration elapsed, long tokens, boolean restarted) {
        Map<String, Object> progress = new LinkedHashMap<>();
        progress.put("stage", stage.name().toLowerCase(Locale.ROOT));
        progress.put("elapsed_ms", elapsed.toMillis());
        progress.put("tokens", tokens);
        if (restarted) {
            progress.put("restarted", true);
        }
        events.add("progress", progress);
    }

    private void end(Problem problem, String path) {
        events.add(EventStream.PROBLEM, problem.document(path));
    }

    /** The answer with one member more. It stays as it is kept: a JSON object on one line. */
    private String result(Lookup.Served<Rendition> served) {
        String answer = new String(served.entry().value().json(), UTF_8);
        return answer.substring(0, answer.length() - 1) + ",\"cache_status\":"
                + EventStream.json(CacheStatus.of(served, clock.millis())) + '}';
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private static boolean isStored(Lookup<?> lookup) {
        return lookup.steps().stream().anyMatch(step -> step instanceof Asked asked && asked.stored());
    }
}
