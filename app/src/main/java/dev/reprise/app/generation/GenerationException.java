package dev.reprise.app.generation;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.reprise.api.InvalidRequestException.Violation;

/** No content came of a generation. Nothing is stored. The message is fit to be shown to a client. */
public final class GenerationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why, as far as a caller can act on it. */
    public enum Reason {
        /** The provider refused for load; it may be asked again later. */
        OVERLOADED,
        /** The provider could not be reached, or failed. */
        UNAVAILABLE,
        /** The provider did not answer in time. */
        TIMEOUT,
        /** The provider refused us or our request: a wrong key, an unknown model. */
        REJECTED,
        /** The model declined to write this. */
        REFUSED,
        /** The model's answer was cut off. */
        TRUNCATED,
        /** The model's answer is not what was asked for. */
        INVALID
    }

    private final Reason reason;
    private final transient List<Violation> violations;
    private final transient @Nullable Duration retryAfter;

    /** With what is wrong with the content, for {@link Reason#INVALID}. */
    public GenerationException(Reason reason, String message, List<Violation> violations) {
        super(message);
        this.reason = reason;
        this.violations = List.copyOf(violations);
        this.retryAfter = null;
    }

    /** With how long the provider asks to be left alone, if it said so. */
    public GenerationException(Reason reason, String message, @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.violations = List.of();
        this.retryAfter = retryAfter;
    }

    /** Why there is no content. */
    public Reason reason() {
        return reason;
    }

    /** What is wrong with the content; empty unless the reason is {@link Reason#INVALID}. */
    public List<Violation> violations() {
        return violations;
    }

    /** How long the provider asks to be left alone; null where it did not say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
