package dev.reprise.app.simulator;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

/** A message of the model, sent in the form that the call asks for. */
public final class Message implements Answer {
    private static final int TOKEN = 4;

    private final String finishReason;
    private final @Nullable String text;
    private final @Nullable String refusal;
    private final boolean reportsUsage;
    private final @Nullable Pace pace;
    private final Midway midway;

    private Message(String finishReason, @Nullable String text, @Nullable String refusal, boolean reportsUsage,
            @Nullable Pace pace, Midway midway) {
        this.finishReason = finishReason;
        this.text = text;
        this.refusal = refusal;
        this.reportsUsage = reportsUsage;
        this.pace = pace;
        this.midway = midway;
    }

    static Message of(String finishReason, @Nullable String text, @Nullable String refusal) {
        return new Message(finishReason, text, refusal, true, null, _ -> true);
    }

    /** The same, without a word of the tokens used. */
    public Message withoutUsage() {
        return new Message(finishReason, text, refusal, false, pace, midway);
    }

    /** The same at this pace, whatever the simulator's is. */
    public Message paced(Pace ofThis) {
        return new Message(finishReason, text, refusal, reportsUsage, ofThis, midway);
    }

    /** The same, but only the first half until the gate opens. */
    public Message heldBy(CountDownLatch gate) {
        return halfway(exchange -> {
            exchange.await(gate);
            return true;
        });
    }

    Message halfway(Midway then) {
        return new Message(finishReason, text, refusal, reportsUsage, pace, then);
    }

    /** As OpenAI names it. */
    String finishReason() {
        return finishReason;
    }

    /** Null where there is none, for example in a refusal. */
    @Nullable
    String text() {
        return text;
    }

    @Nullable
    String refusal() {
        return refusal;
    }

    boolean reportsUsage() {
        return reportsUsage;
    }

    /** The text, or else the refusal, token by token. */
    List<String> tokens() {
        String whole = requireNonNullElse(text, requireNonNullElse(refusal, ""));
        List<String> tokens = new ArrayList<>();
        for (int from = 0, to; from < whole.length(); from = to) {
            to = Math.min(from + TOKEN, whole.length());
            if (to < whole.length() && Character.isLowSurrogate(whole.charAt(to))) {
                to++;
            }
            tokens.add(whole.substring(from, to));
        }
        return tokens;
    }

    @Override
    public void send(Exchange exchange) throws IOException, InterruptedException {
        if (exchange.call().isStreamed()) {
            stream(exchange);
        } else {
            sendWhole(exchange);
        }
    }

    private void sendWhole(Exchange exchange) throws IOException, InterruptedException {
        String body = exchange.form().whole(this);
        exchange.awaitAge(paceIn(exchange).until(tokens().size()));
        int half = body.offsetByCodePoints(0, body.codePointCount(0, body.length()) / 2);
        exchange.begin("application/json");
        exchange.write(body.substring(0, half));
        if (midway.goesOn(exchange)) {
            exchange.write(body.substring(half));
            exchange.end();
        }
    }

    private void stream(Exchange exchange) throws IOException, InterruptedException {
        Form.Events events = exchange.form().events(this, exchange.call());
        int half = (events.tokens().size() + 1) / 2;
        exchange.awaitAge(paceIn(exchange).latency());
        exchange.begin("text/event-stream");
        events.before().forEach(exchange::write);
        writeTokens(exchange, events.tokens(), 0, half);
        if (midway.goesOn(exchange)) {
            writeTokens(exchange, events.tokens(), half, events.tokens().size());
            events.after().forEach(exchange::write);
            exchange.end();
        }
    }

    private void writeTokens(Exchange exchange, List<String> tokens, int from, int to)
            throws IOException, InterruptedException {
        for (int i = from; i < to; i++) {
            exchange.awaitAge(paceIn(exchange).until(i));
            exchange.write(tokens.get(i));
        }
    }

    private Pace paceIn(Exchange exchange) {
        return requireNonNullElse(pace, exchange.pace());
    }

    /** What happens after half of a message. */
    @FunctionalInterface
    interface Midway {
        /** Whether the other half follows. */
        boolean goesOn(Exchange exchange) throws IOException, InterruptedException;
    }
}
