package dev.reprise.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.databind.JsonNode;

import dev.reprise.api.ApiJson;
import dev.reprise.app.generation.ContentGenerator;
import dev.reprise.app.generation.ScriptedGenerator;
import dev.reprise.app.settings.Settings;

/**
 * The real server on a free port of 127.0.0.1, with a {@link ScriptedGenerator}, no memory of failures, a clock that
 * stands still, and a client that sends no header it was not told to, of those that matter here.
 */
public final class TestServer implements AutoCloseable {
    public static final String ADMIN_TOKEN = "token-of-the-admin";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Starts with the real time, for Redis has a clock of its own. */
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final ScriptedGenerator generator = new ScriptedGenerator();
    private final Reprise reprise;
    private final int port;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE).build();

    private TestServer(Map<String, String> variables, List<ContentGenerator> otherGenerators) {
        Map<String, String> all = new HashMap<>(
                Map.of("PORT", "0", "ADMIN_TOKEN", ADMIN_TOKEN, "FAILURE_MEMORY", "0"));
        all.putAll(variables);
        reprise = Reprise.start(Settings.from(all::get),
                otherGenerators.isEmpty() ? List.of(generator) : otherGenerators,
                now::get);
        port = reprise.port();
    }

    /** Starts a server with the defaults. */
    public static TestServer start() {
        return start(Map.of());
    }

    /** Starts a server with these variables besides {@code PORT} and {@code ADMIN_TOKEN}. */
    public static TestServer start(Map<String, String> variables) {
        return new TestServer(variables, List.of());
    }

    /** Starts a server with the defaults and another generator than {@link #generator()}. */
    public static TestServer start(ContentGenerator generator) {
        return start(Map.of(), generator);
    }

    /** Starts a server with these variables and other generators than {@link #generator()}. */
    public static TestServer start(Map<String, String> variables, ContentGenerator... generators) {
        return new TestServer(variables, List.of(generators));
    }

    /** What it generates with. */
    public ScriptedGenerator generator() {
        return generator;
    }

    /** What the clock shows. */
    public Instant now() {
        return now.get();
    }

    /** Lets time pass. */
    public void advance(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    /** Every route that it has, as method and path. */
    public List<String> routes() {
        return reprise.routes();
    }

    /** Where it listens. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The port it listens on, or did until it stopped. */
    public int port() {
        return port;
    }

    /** Posts JSON, with these names and values of headers in turn. */
    public Answer post(String path, String json, String... headers) {
        return raw("POST", path, json.getBytes(UTF_8), withJson(headers));
    }

    /** Posts JSON as the admin. */
    public Answer postAsAdmin(String path, String json) {
        return post(path, json, "Authorization", "Bearer " + ADMIN_TOKEN);
    }

    /** Posts JSON from another thread. */
    public CompletableFuture<Answer> postLater(String path, String json, String... headers) {
        HttpRequest request = request("POST", path, BodyPublishers.ofString(json), withJson(headers));
        return client.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(Answer::new);
    }

    /** Gets, with these names and values of headers in turn. */
    public Answer get(String path, String... headers) {
        return raw("GET", path, new byte[0], headers);
    }

    /** A sample of {@code /metrics}; 0 where it has none of this name. */
    public double metric(String sample) {
        return get("/metrics").text().lines().filter(line -> line.startsWith(sample + " ")).findFirst()
                .map(line -> Double.parseDouble(line.substring(sample.length() + 1))).orElse(0.0);
    }

    /** Waits until so many requests wait for a generation, their own or another's. */
    public void awaitWaiting(int count) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (metric("reprise_waiting") < count) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no " + count + " requests came to wait");
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /** Sends just this. */
    public Answer raw(String method, String path, byte[] body, String... headers) {
        return raw(method, path, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body),
                headers);
    }

    /** Sends just this. */
    public Answer raw(String method, String path, BodyPublisher body, String... headers) {
        try {
            return new Answer(client.send(request(method, path, body, headers), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Lets go of what is held, then stops the server. */
    @Override
    public void close() {
        generator.release();
        client.shutdownNow();
        client.close();
        reprise.close();
    }

    /** Stops the server as {@code SIGTERM} does, and nothing else. */
    public void stop() {
        reprise.close();
    }

    private HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path)).timeout(PATIENCE).method(method,
                body);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    private static String[] withJson(String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = "application/json";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return all;
    }

    /** What came back. */
    public static final class Answer {
        private final HttpResponse<byte[]> response;

        private Answer(HttpResponse<byte[]> response) {
            this.response = response;
        }

        /** The status code. */
        public int status() {
            return response.statusCode();
        }

        /** The body; nobody may change it. */
        public byte[] body() {
            return response.body();
        }

        /** The value of a header that should occur once; empty where it is absent. */
        public String header(String name) {
            return String.join(" AND ", response.headers().allValues(name));
        }

        /** The names of all headers, in small letters. */
        public Set<String> headerNames() {
            return response.headers().map().keySet();
        }

        /** The body as text. */
        public String text() {
            return new String(body(), UTF_8);
        }

        /** The body as JSON. */
        public JsonNode json() {
            try {
                return ApiJson.mapper().readTree(body());
            } catch (IOException e) {
                throw new UncheckedIOException(text(), e);
            }
        }
    }
}
