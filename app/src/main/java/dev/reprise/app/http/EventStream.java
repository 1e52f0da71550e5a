package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.javalin.http.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.api.ApiJson;

/**
 * An answer of server-sent events (WHATWG HTML, section 9.2). Whoever has something to tell adds it, on any thread; the
 * thread of the request sends it.
 */
final class EventStream {
    /** The events after which nothing comes. */
    static final String RESULT = "result";
    static final String PROBLEM = "problem";

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final Duration QUIET = Duration.ofSeconds(15);

    private final Duration quiet;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    EventStream() {
        this(QUIET);
    }

    /** With a comment that keeps the connection open whenever nothing was sent for so long. */
    EventStream(Duration quiet) {
        this.quiet = quiet;
    }

    /** Sends a value as JSON. */
    void add(String name, Object value) {
        add(name, json(value));
    }

    /** Sends JSON that has no line breaks. */
    void add(String name, String json) {
        events.add(new Event(name, json));
    }

    /** Sends until a result or a problem was sent, or the client has gone. */
    void send(Context ctx) {
        ctx.contentType("text/event-stream");
        ctx.header("Cache-Control", "no-store");
        // Asks nginx, and those who do as it does, not to hold events back.
        ctx.header("X-Accel-Buffering", "no");
        // Javalin's own stream holds back what is flushed until the end.
        try (OutputStream out = ctx.res().getOutputStream()) {
            Event event;
            do {
                event = events.poll(quiet.toMillis(), TimeUnit.MILLISECONDS);
                String text = event == null
                        ? ": still here\n\n"
                        : "event: " + event.name + "\ndata: " + event.json + "\n\n";
                out.write(text.getBytes(UTF_8));
                out.flush();
            } while (event == null || !(event.name.equals(RESULT) || event.name.equals(PROBLEM)));
        } catch (IOException e) {
            LOG.debug("A client left its stream", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static String json(Object value) {
        try {
            return ApiJson.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event is always JSON", e);
        }
    }

    private record Event(String name, String json) {}
}
