package dev.reprise.app.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.api.InvalidRequestException.Violation;
import dev.reprise.app.content.GenerationLimit;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.cache.LoadFailedException;

/**
 * Why a request was not answered, as clients see it (RFC 9457). Thrown by handlers, written by {@link Routes}.
 */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);
    private static final int MAX_ERRORS = 50;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** The kinds of problem. Their names are part of the contract. */
    enum Kind {
        BAD_REQUEST(400, "The request is malformed"),
        NOT_JSON(400, "The body is not JSON"),
        UNAUTHORIZED(401, "A token is needed"),
        FORBIDDEN(403, "Not allowed"),
        NOT_FOUND(404, "There is nothing here"),
        METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
        NOT_ACCEPTABLE(406, "No acceptable form"),
        PRECONDITION_FAILED(412, "It was changed meanwhile"),
        BODY_TOO_LARGE(413, "The body is too large"),
        UNSUPPORTED_MEDIA_TYPE(415, "The body has the wrong type"),
        INVALID_REQUEST(422, "Fields are wrong"),
        TOO_MANY_ATTEMPTS(429, "Too many wrong tokens"),
        TOO_MANY_GENERATIONS(429, "Too much was generated"),
        INTERNAL(500, "The server failed"),
        GENERATION_INVALID(502, "The model answered nonsense"),
        GENERATION_TRUNCATED(502, "The model's answer was cut off"),
        GENERATION_REFUSED(502, "The model declined"),
        GENERATION_REJECTED(502, "The model's provider rejected the request"),
        GENERATION_UNAVAILABLE(503, "The model cannot be reached"),
        GENERATION_OVERLOADED(503, "The model is overloaded"),
        GENERATION_CANCELLED(503, "The generation was cancelled"),
        GENERATIONS_QUEUED(503, "Too many generations wait"),
        UNAVAILABLE(503, "The server is stopping"),
        STORE_UNAVAILABLE(503, "Redis cannot be reached"),
        NOT_CACHED(504, "Not in the cache"),
        GENERATION_TIMEOUT(504, "The model did not answer in time");

        private final int status;
        private final String title;

        Kind(int status, String title) {
            this.status = status;
            this.title = title;
        }

        int status() {
            return status;
        }

        String type() {
            return "urn:reprise:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Kind kind;
    private final String detail;
    private final transient List<Violation> errors;
    private final transient @Nullable Duration retryAfter;

    Problem(Kind kind, String detail) {
        this(kind, detail, List.of(), null);
    }

    Problem(Kind kind, String detail, List<Violation> errors, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.kind = kind;
        this.detail = detail;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    /** Names at most {@link #MAX_ERRORS} of the fields, so that no answer is longer than what it answers. */
    static Problem invalid(List<Violation> errors) {
        return new Problem(Kind.INVALID_REQUEST, errors.size() == 1
                ? errors.getFirst().pointer() + " " + errors.getFirst().detail()
                : errors.size() + " fields are wrong", errors.subList(0, Math.min(errors.size(), MAX_ERRORS)), null);
    }

    /** Nothing is cached, and the client wants nothing generated. */
    static Problem notCached() {
        return new Problem(Kind.NOT_CACHED,
                "nothing is cached for this request, and only-if-cached forbids to generate it");
    }

    /** This node does as many jobs as it can. */
    static Problem tooManyJobs() {
        return new Problem(Kind.GENERATIONS_QUEUED, "too many jobs of this kind go on", List.of(), RETRY_AFTER);
    }

    /** Too many wrong tokens came from where this request comes from. */
    static Problem tooManyAttempts(Duration wait) {
        return new Problem(Kind.TOO_MANY_ATTEMPTS, "too many wrong tokens came from this address; no token is looked at"
                + " for " + seconds(wait) + " s", List.of(), wait);
    }

    private static Problem tooManyGenerations(Duration wait) {
        return new Problem(Kind.TOO_MANY_GENERATIONS, "the generations that a tenant may have in a minute are used up;"
                + " the next may begin in " + seconds(wait) + " s, and what is cached is served all the same",
                List.of(), wait);
    }

    /** Whole seconds after which a wait is over, one at least. */
    static long seconds(Duration wait) {
        return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
    }

    /** What was demanded of all nodes cannot be done without Redis. */
    static Problem storeUnavailable(String consequence) {
        return new Problem(Kind.STORE_UNAVAILABLE, "Redis did not answer, without which " + consequence, List.of(),
                RETRY_AFTER);
    }

    /** What a client is told of a failure that is not its own. */
    static Problem internal() {
        return new Problem(Kind.INTERNAL, "this is the server's fault; its log says more");
    }

    /** Why there is no content. */
    static Problem of(LoadFailedException failure) {
        return switch (failure.getCause()) {
            case GenerationException it -> switch (it.reason()) {
                case OVERLOADED -> generation(Kind.GENERATION_OVERLOADED, it);
                case UNAVAILABLE -> generation(Kind.GENERATION_UNAVAILABLE, it);
                case TIMEOUT -> generation(Kind.GENERATION_TIMEOUT, it);
                case REJECTED -> generation(Kind.GENERATION_REJECTED, it);
                case REFUSED -> generation(Kind.GENERATION_REFUSED, it);
                case TRUNCATED -> generation(Kind.GENERATION_TRUNCATED, it);
                case INVALID -> generation(Kind.GENERATION_INVALID, it);
            };
            case TimeoutException _ -> new Problem(Kind.GENERATION_TIMEOUT, "generating took too long");
            case GenerationLimit.ReachedException it -> tooManyGenerations(it.retryAfter());
            case RejectedExecutionException _ -> new Problem(Kind.GENERATIONS_QUEUED,
                    "too many generations of this type wait for their turn", List.of(), RETRY_AFTER);
            case InterruptedException _ -> new Problem(Kind.GENERATION_CANCELLED,
                    "the generation ended because nobody waited for it; ask again", List.of(), RETRY_AFTER);
            case null -> new Problem(Kind.UNAVAILABLE, "the server is stopping", List.of(), RETRY_AFTER);
            default -> {
                LOG.error("A generation failed", failure);
                yield internal();
            }
        };
    }

    private static Problem generation(Kind kind, GenerationException failure) {
        boolean later = kind.status() == 503;
        Duration asked = failure.retryAfter();
        return new Problem(kind, String.valueOf(failure.getMessage()), failure.violations(),
                later ? (asked == null ? RETRY_AFTER : asked) : null);
    }

    /** The fields that are wrong, if that is the problem. */
    List<Violation> errors() {
        return errors;
    }

    Kind kind() {
        return kind;
    }

    /** In how many whole seconds to ask again, at least 1; null where that is no matter of time. */
    @Nullable
    Long retryAfterSeconds() {
        return retryAfter == null ? null : Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    }

    /** The members of the problem document. */
    Map<String, Object> document(String instance) {
        return document(kind.status, instance);
    }

    Map<String, Object> document(int status, String instance) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", kind.type());
        document.put("title", kind.title);
        document.put("status", status);
        document.put("detail", detail);
        document.put("instance", instance);
        Long seconds = retryAfterSeconds();
        if (seconds != null) {
            // An answer of events has begun by then, so no header can say it.
            document.put("retry_after", seconds);
        }
        if (!errors.isEmpty()) {
            document.put("errors", errors);
        }
        return document;
    }
}
