package dev.reprise.app.generation.model;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;

import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.GenerationException.Reason;
import dev.reprise.app.generation.Progress;

/** A model that is asked and answers with a finished text, or a {@link GenerationException}. Thread-safe. */
final class Model {
    /** Anthropic demands a limit. A curriculum of a year is about half of this. */
    private static final int ANTHROPIC_OUTPUT_TOKENS = 32_000;

    /** Who is asked to be left alone for longer should rather be told to come again. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    private final StreamingChatModel model;
    private final Retry retry;

    /**
     * Connects to nothing yet.
     *
     * @param pause before the first retry, about; it doubles with each
     */
    Model(Endpoint endpoint, Duration pause) {
        model = switch (endpoint.protocol()) {
            case OPENAI -> openAi(endpoint);
            case ANTHROPIC -> anthropic(endpoint);
        };
        IntervalFunction growing = IntervalFunction.ofExponentialRandomBackoff(pause, 2, 0.5, LONGEST_PAUSE);
        retry = Retry.of(endpoint.model(), RetryConfig.<ModelAnswer>custom()
                .maxAttempts(1 + endpoint.retries())
                .retryOnException(Model::mayPass)
                .intervalBiFunction((attempt, outcome) -> outcome.getLeft() instanceof GenerationException failure
                        && failure.retryAfter() != null ? failure.retryAfter().toMillis() : growing.apply(attempt))
                .build());
    }

    // No temperature: reasoning models refuse a request that sets one, and that the same request gives the same content
    // is the cache's promise, not the sampler's.

    private static StreamingChatModel openAi(Endpoint endpoint) {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(String.valueOf(endpoint.baseUrl()))
                .apiKey(endpoint.apiKey())
                .modelName(endpoint.model())
                .maxCompletionTokens(endpoint.maxOutputTokens())
                .httpClientBuilder(new ModelHttpClient.Builder(endpoint.timeout()))
                .strictJsonSchema(true)
                .build();
    }

    private static StreamingChatModel anthropic(Endpoint endpoint) {
        Integer limit = endpoint.maxOutputTokens();
        return AnthropicStreamingChatModel.builder()
                .baseUrl(endpoint.baseUrl() == null ? null : endpoint.baseUrl().toString())
                .apiKey(endpoint.apiKey())
                .modelName(endpoint.model())
                .maxTokens(limit == null ? ANTHROPIC_OUTPUT_TOKENS : limit)
                // The instructions are the same for all requests of a type; read from the provider's cache they cost less.
                .cacheSystemMessages(true)
                .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                .httpClientBuilder(new ModelHttpClient.Builder(endpoint.timeout()))
                .build();
    }

    /**
     * Asks, and asks again where the server is overloaded or failed.
     *
     * @param progress told what is written, as it comes
     */
    ModelAnswer ask(List<ChatMessage> messages, ResponseFormat format, Consumer<Progress> progress)
            throws InterruptedException {
        ChatRequest request = ChatRequest.builder().messages(messages).responseFormat(format).build();
        Callable<ModelAnswer> attempt = () -> attempt(request, progress);
        try {
            return retry.executeCallable(attempt);
        } catch (Exception e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw e instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        }
    }

    private ModelAnswer attempt(ChatRequest request, Consumer<Progress> progress) {
        ModelStream stream = new ModelStream(progress);
        try {
            // Returns when the stream has ended, for so does ModelHttpClient.
            model.chat(request, stream);
            return stream.finished();
        } catch (RuntimeException e) {
            if (stream.hasBegun()) {
                progress.accept(new Progress.Restarted());
            }
            throw switch (e) {
                case GenerationException failed -> failed;
                case ContentFilteredException _ -> ModelStream.refused();
                // ModelHttpClient has answered for all that can go wrong before there is a body; the library throws
                // various types, some with the body in their text, where that body is not what the protocol demands.
                default -> ModelStream.invalid("The model's server did not answer as its protocol demands.",
                        "must be a stream of the protocol's events");
            };
        }
    }

    private static boolean mayPass(Throwable failure) {
        return failure instanceof GenerationException it
                && (it.reason() == Reason.OVERLOADED || it.reason() == Reason.UNAVAILABLE)
                && (it.retryAfter() == null || it.retryAfter().compareTo(LONGEST_PAUSE) <= 0)
                && !Thread.currentThread().isInterrupted();
    }
}
