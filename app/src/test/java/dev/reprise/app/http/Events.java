package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import dev.reprise.api.ApiJson;
import dev.reprise.app.TestServer;

/** A client that reads an answer of events as they come. For one thread. */
public final class Events implements AutoCloseable {
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    private Events(HttpRequest.Builder request) throws IOException, InterruptedException {
        response = client.send(request.header("Accept", "text/event-stream").timeout(Duration.ofSeconds(60)).build(),
                BodyHandlers.ofInputStream());
        lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    /** Posts JSON and wants events. */
    public static Events post(TestServer server, String path, String json) throws IOException, InterruptedException {
        return new Events(HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /** Gets events, with these names and values of headers in turn. */
    public static Events get(TestServer server, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
        return new Events(headers.length == 0 ? request : request.headers(headers));
    }

    /** What the answer began with. */
    public HttpResponse<InputStream> response() {
        return response;
    }

    /** All events of an answer that has come as a whole. */
    public static List<Event> in(String answer) {
        try (BufferedReader lines = new BufferedReader(new StringReader(answer))) {
            return rest(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next event, waited for; an {@link AssertionError} where the stream ends. */
    public Event next() throws IOException {
        return next(lines);
    }

    private static Event next(BufferedReader lines) throws IOException {
        String name = null;
        JsonNode data = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                name = line.substring("event: ".length());
            } else if (line.startsWith("data: ")) {
                data = ApiJson.mapper().readTree(line.substring("data: ".length()));
            } else if (line.isEmpty() && name != null) {
                return new Event(name, requireNonNull(data));
            }
        }
        throw new AssertionError("the stream has ended");
    }

    /** All events from here to the last one, which is a result or a problem; nothing comes after it. */
    public List<Event> rest() throws IOException {
        return rest(lines);
    }

    private static List<Event> rest(BufferedReader lines) throws IOException {
        List<Event> events = new ArrayList<>();
        do {
            events.add(next(lines));
        } while (!events.getLast().isLast());
        String after = lines.readLine();
        if (after != null) {
            throw new AssertionError("something comes after the end: " + after);
        }
        return events;
    }

    /** Skips to the next event of this name. */
    public Event next(String name) throws IOException {
        Event event = next();
        while (!event.name().equals(name)) {
            event = next();
        }
        return event;
    }

    /** Goes away. */
    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    /** One event. */
    public record Event(String name, JsonNode data) {
        boolean isLast() {
            return name.equals("result") || name.equals("problem");
        }

        /** The stage of a progress event, the text of a delta, else the name. */
        public String shortly() {
            return switch (name) {
                case "progress" -> data.path("stage").asText() + (data.has("restarted") ? " restarted" : "");
                case "delta" -> '"' + data.path("text").asText() + '"';
                default -> name;
            };
        }
    }
}
