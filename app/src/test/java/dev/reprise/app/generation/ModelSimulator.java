package dev.reprise.app.generation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * A model's server for tests: speaks the OpenAI chat protocol on the loopback, answers as scripted, and keeps what it
 * was asked. Thread-safe.
 */
public final class ModelSimulator implements AutoCloseable {
    /** What {@link #content} and the like report as used. */
    public static final int INPUT_TOKENS = 1200;
    public static final int OUTPUT_TOKENS = 345;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Call> arrivals = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private ModelSimulator(HttpServer server) {
        this.server = server;
        server.createContext("/v1/chat/completions", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    /** Listening, with nothing scripted: a call that finds no answer gets status 500. */
    public static ModelSimulator start() {
        try {
            return new ModelSimulator(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a client puts before {@code /chat/completions}. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    /** Adds to the script: each call takes the next answer. */
    public ModelSimulator then(Answer... answers) {
        script.addAll(List.of(answers));
        return this;
    }

    /** Every call so far, in the order of arrival. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Waits for a call that no earlier {@code arrival()} returned, which need not have been answered yet. */
    public Call arrival() throws InterruptedException {
        return requireNonNull(arrivals.poll(10, TimeUnit.SECONDS), "no call came within 10 s");
    }

    /** A finished answer whose message is this text. */
    public static Answer content(String text) {
        return finished("stop", text);
    }

    /** An answer that ended for this reason; null leaves the message without a content. */
    public static Answer finished(String finishReason, @Nullable String text) {
        return body(completion(finishReason, text).toString());
    }

    /** The model's own refusal. */
    public static Answer refusal(String text) {
        ObjectNode completion = completion("stop", null);
        ((ObjectNode) completion.at("/choices/0/message")).put("refusal", text);
        return body(completion.toString());
    }

    /** Any body with status 200, a chat completion or not. */
    public static Answer body(String body) {
        return (exchange, _) -> send(exchange, 200, body);
    }

    /** A failure with these headers, whose body is an error as the protocol has them. */
    public static Answer status(int status, Map<String, String> headers) {
        return (exchange, _) -> {
            headers.forEach(exchange.getResponseHeaders()::set);
            send(exchange, status, "{\"error\": {\"message\": \"simulated failure\", \"type\": \"error\"}}");
        };
    }

    /** Another answer, once the gate is open; none if the simulator is closed first. */
    public static Answer after(CountDownLatch gate, Answer answer) {
        return (exchange, closed) -> {
            while (!gate.await(10, TimeUnit.MILLISECONDS)) {
                if (closed.getCount() == 0) {
                    return;
                }
            }
            answer.send(exchange, closed);
        };
    }

    /** The connection is closed without a byte. */
    public static Answer hangUp() {
        return (exchange, _) -> exchange.close();
    }

    /** Nothing, until the simulator is closed. */
    public static Answer silence() {
        return (_, closed) -> closed.await();
    }

    /** Headers and the first byte of a body, then nothing until the simulator is closed. */
    public static Answer stall() {
        return (exchange, closed) -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            closed.await();
        };
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Call call = new Call(exchange.getRequestHeaders(), JSON.readTree(exchange.getRequestBody()));
            Answer answer = requireNonNull(script.isEmpty() ? status(500, Map.of()) : script.poll());
            calls.add(call);
            arrivals.add(call);
            answer.send(exchange, closed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ObjectNode completion(String finishReason, @Nullable String text) {
        ObjectNode completion = JSON.createObjectNode()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion")
                .put("created", 1_767_225_600)
                .put("model", "simulated");
        ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
        choice.put("finish_reason", finishReason).putObject("message").put("role", "assistant").put("content", text);
        completion.putObject("usage")
                .put("prompt_tokens", INPUT_TOKENS)
                .put("completion_tokens", OUTPUT_TOKENS)
                .put("total_tokens", INPUT_TOKENS + OUTPUT_TOKENS);
        return completion;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** What is done with one call. */
    @FunctionalInterface
    public interface Answer {
        /** {@code closed} opens when the simulator is closed. The exchange is closed after this. */
        void send(HttpExchange exchange, CountDownLatch closed) throws IOException, InterruptedException;
    }

    /** One call as it came. */
    public record Call(Map<String, List<String>> headers, JsonNode body) {
        /** The text of the message with this role. */
        public String message(String role) {
            for (JsonNode message : body.get("messages")) {
                if (message.get("role").asText().equals(role)) {
                    return message.get("content").asText();
                }
            }
            throw new AssertionError("no " + role + " message in " + body);
        }
    }
}
