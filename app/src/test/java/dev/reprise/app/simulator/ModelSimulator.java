package dev.reprise.app.simulator;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.jspecify.annotations.Nullable;

import dev.reprise.app.simulator.Connection.Request;

/**
 * A model's server on the loopback: speaks the protocols of OpenAI and Anthropic, plain and as a stream, answers as
 * scripted or as each call asks, and keeps what it was asked. Thread-safe.
 */
public final class ModelSimulator implements AutoCloseable {
    /** What every {@link Message} reports as used. */
    public static final int INPUT_TOKENS = 1200;
    public static final int OUTPUT_TOKENS = 345;

    /** So that a simulator may serve for days. */
    private static final int KEPT_CALLS = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Form OPENAI = new OpenAiForm();
    private static final Map<String, Form> FORMS = Map.of("/v1/chat/completions", OPENAI, "/v1/messages",
            new AnthropicForm());

    private final Listener listener;
    private final Script script = new Script();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Call> arrivals = new LinkedBlockingQueue<>();
    private final AtomicInteger callCount = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private volatile Pace pace = Pace.AT_ONCE;

    private ModelSimulator(int port) throws IOException {
        this.listener = new Listener(port, this::serve);
        listener.start();
    }

    /** Listening, with nothing scripted: a call that finds no answer gets status 500. */
    public static ModelSimulator start() {
        return start(0);
    }

    /** The same on this port; {@link UncheckedIOException} where it is taken. */
    public static ModelSimulator start(int port) {
        try {
            return new ModelSimulator(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a client puts before {@code /chat/completions} or {@code /messages}. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + listener.port() + "/v1");
    }

    /** From now on, messages come at this pace if they have none of their own; {@link Pace#AT_ONCE} at first. */
    public ModelSimulator pace(Pace ofAll) {
        this.pace = ofAll;
        return this;
    }

    /** Adds to the script: each call takes the next answer. */
    public ModelSimulator then(Answer... answers) {
        script.add(List.of(answers));
        return this;
    }

    /** From now on, a call that finds no answer in the script gets content that is right for the request in it. */
    public ModelSimulator writing() {
        return writing(new BuiltInWriter()::write);
    }

    /** The same with the text that the writer makes; a call for which it throws IllegalArgumentException gets status 400. */
    public ModelSimulator writing(Function<Call, String> writer) {
        script.write(writer);
        return this;
    }

    /** Spoils what is written for every n-th call from now on; this replaces an earlier such rule. */
    public ModelSimulator failEvery(int nth, Fault fault) {
        script.failEvery(nth, fault);
        return this;
    }

    /** Adds to the script: what is written for the next calls, spoiled. */
    public ModelSimulator failNext(int howMany, Fault fault) {
        script.failNext(howMany, fault);
        return this;
    }

    /** The first 1000 calls, in the order of arrival. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Waits for a call that no earlier {@code arrival()} returned, which need not have been answered yet. */
    public Call arrival() throws InterruptedException {
        return requireNonNull(arrivals.poll(10, TimeUnit.SECONDS), "no call came within 10 s");
    }

    /** How many calls have come so far. */
    public int callCount() {
        return callCount.get();
    }

    /** How many calls are being answered. One whose client has gone counts until that is noticed. */
    public int inFlight() {
        return inFlight.get();
    }

    /** How many calls were ever answered at once. */
    public int mostInFlight() {
        return mostInFlight.get();
    }

    /** Ends all that is going on. */
    @Override
    public void close() {
        listener.close();
    }

    /** A finished answer whose message is this text. */
    public static Message content(String text) {
        return finished("stop", text);
    }

    /** An answer that ended for this reason, in OpenAI's words; null leaves the message without a content. */
    public static Message finished(String finishReason, @Nullable String text) {
        return Message.of(finishReason, text, null);
    }

    /** The model's own refusal. */
    public static Message refusal(String text) {
        return Message.of("stop", null, text);
    }

    /** Any body with status 200, a chat completion or not, whether a stream was asked for or not. */
    public static Answer body(String body) {
        return exchange -> exchange.send(200, Map.of(), body);
    }

    /** A stream of events with these data and nothing else, whether a stream was asked for or not. */
    public static Answer events(String... data) {
        return exchange -> {
            exchange.begin("text/event-stream");
            for (String event : data) {
                exchange.write("data: " + event + "\n\n");
            }
            exchange.end();
        };
    }

    /** A failure with these headers, whose body is an error as the protocol has them. */
    public static Answer status(int status, Map<String, String> headers) {
        return exchange -> exchange.send(status, headers, exchange.form().error("simulated failure"));
    }

    /** Another answer, once the gate is open; none if the simulator is closed first. */
    public static Answer after(CountDownLatch gate, Answer answer) {
        return exchange -> {
            exchange.await(gate);
            answer.send(exchange);
        };
    }

    /** The connection is closed without a byte. */
    public static Answer hangUp() {
        return Exchange::cut;
    }

    /** Nothing, until the simulator is closed. */
    public static Answer silence() {
        return Exchange::awaitInVain;
    }

    /** Headers and the first byte of a body, then nothing until the simulator is closed. */
    public static Answer stall() {
        return exchange -> {
            exchange.begin(exchange.call().isStreamed() ? "text/event-stream" : "application/json");
            exchange.write(exchange.call().isStreamed() ? "d" : "{");
            exchange.awaitInVain();
        };
    }

    /** A failure whose body says why. */
    static Answer refused(int status, String why) {
        return exchange -> exchange.send(status, Map.of(), exchange.form().error(why));
    }

    private void serve(Connection connection, Request request) {
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        Call call = new Call(request.path(), request.headers(), json(request.body()));
        Form form = FORMS.getOrDefault(call.path(), OPENAI);
        try (Exchange exchange = new Exchange(connection, call, form, pace, inFlight::decrementAndGet)) {
            answerTo(call).send(exchange);
        } catch (IOException | InterruptedException e) {
            // The client or the simulator has gone.
        }
    }

    private Answer answerTo(Call call) {
        if (!FORMS.containsKey(call.path())) {
            return refused(404, "there is nothing at " + call.path());
        }
        if (!call.body().isObject()) {
            return refused(400, "the body must be a JSON object, sent with a Content-Length");
        }
        if (callCount.incrementAndGet() <= KEPT_CALLS) {
            calls.add(call);
            arrivals.add(call);
        }
        return script.next(call);
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
