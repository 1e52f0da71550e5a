package dev.reprise.app.simulator;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** What may go wrong with an answer. Where an answer breaks off, half of it has been sent. */
public enum Fault {
    /** The right answer, ten seconds late. */
    SLOW,
    /** Breaks off; the connection stays open. */
    STALL,
    /** Breaks off with a proper end of the HTTP body, so only what is missing shows it. */
    END_EARLY,
    /** Breaks off as the connection is closed. */
    CUT_OFF,
    /** Breaks off as the connection is reset. */
    RESET,
    /** Breaks off with an event that tells of a failure; as there are no events in a plain answer, status 500 there. */
    ERROR_EVENT,
    /** A finished message that is not JSON. */
    INVALID_JSON,
    /** A finished message that is JSON and fits no schema. */
    WRONG_SCHEMA,
    /** The model declines. */
    REFUSAL,
    /** The model stops after half of its text, as too long. */
    TRUNCATED,
    /** Status 200 and no body. */
    EMPTY,
    /** Status 429 with {@code Retry-After: 1}. */
    STATUS_429,
    /** Status 500. */
    STATUS_500,
    /** The connection is closed without a byte. */
    HANG_UP,
    /** Not a byte; the connection stays open. */
    SILENCE;

    private static final Duration LATE = Duration.ofSeconds(10);

    /** The fault with this name, for example {@code cut-off}; throws {@link IllegalArgumentException}, naming all. */
    public static Fault named(String name) {
        return Arrays.stream(values()).filter(it -> it.wireName().equals(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("a fault must be one of "
                        + String.join(", ", Arrays.stream(values()).map(Fault::wireName).toList())));
    }

    /** For example {@code cut-off}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What becomes of the right answer. */
    public Answer of(Message right) {
        return switch (this) {
            case SLOW -> exchange -> {
                exchange.awaitAge(LATE);
                right.send(exchange);
            };
            case STALL -> right.halfway(exchange -> {
                exchange.awaitInVain();
                return false;
            });
            case END_EARLY -> right.halfway(exchange -> {
                exchange.end();
                return false;
            });
            case CUT_OFF -> right.halfway(exchange -> {
                exchange.cut();
                return false;
            });
            case RESET -> right.halfway(exchange -> {
                exchange.reset();
                return false;
            });
            case ERROR_EVENT -> exchange -> {
                Answer answer = exchange.call().isStreamed()
                        ? right.halfway(Fault::sendErrorEvent)
                        : STATUS_500.of(right);
                answer.send(exchange);
            };
            case INVALID_JSON -> ModelSimulator.content("Here is your lesson: {\"title\": ");
            case WRONG_SCHEMA -> ModelSimulator.content("{\"simulated\": \"fits no schema\"}");
            case REFUSAL -> ModelSimulator.refusal("I will not write this.");
            case TRUNCATED -> ModelSimulator.finished("length",
                    String.join("", right.tokens().subList(0, right.tokens().size() / 2)));
            case EMPTY -> exchange -> {
                exchange.begin(exchange.call().isStreamed() ? "text/event-stream" : "application/json");
                exchange.end();
            };
            case STATUS_429 -> ModelSimulator.status(429, Map.of("Retry-After", "1"));
            case STATUS_500 -> ModelSimulator.status(500, Map.of());
            case HANG_UP -> ModelSimulator.hangUp();
            case SILENCE -> ModelSimulator.silence();
        };
    }

    private static boolean sendErrorEvent(Exchange exchange) throws IOException {
        exchange.write(exchange.form().errorEvent("simulated failure"));
        exchange.end();
        return false;
    }
}
