package dev.reprise.app.generation.model;

import java.util.List;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import org.jspecify.annotations.Nullable;

import dev.reprise.api.ApiJson;
import dev.reprise.api.InvalidRequestException.Violation;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.GenerationException.Reason;
import dev.reprise.app.generation.Progress;

/** One answer of a model while it comes. */
final class ModelStream implements StreamingChatResponseHandler {
    private final Consumer<Progress> progress;
    private boolean begun;
    private boolean refused;
    private @Nullable Throwable failure;
    private @Nullable ChatResponse response;

    ModelStream(Consumer<Progress> progress) {
        this.progress = progress;
    }

    @Override
    public void onPartialResponse(String text) {
        begun = true;
        progress.accept(new Progress.Wrote(text));
    }

    /** The library knows a refusal of OpenAI only where it is not streamed, and none of Anthropic. */
    @Override
    public void onUnmappedRawEvent(Object event) {
        if (event instanceof ServerSentEvent raw && raw.data().contains("\"refusal\"")) {
            try {
                JsonNode data = ApiJson.mapper().readTree(raw.data());
                refused |= !data.at("/choices/0/delta/refusal").asText("").isEmpty()
                        || data.at("/delta/stop_reason").asText().equals("refusal");
            } catch (JsonProcessingException e) {
                // The library reports it.
            }
        }
    }

    @Override
    public void onCompleteResponse(ChatResponse complete) {
        response = complete;
    }

    @Override
    public void onError(Throwable thrown) {
        failure = thrown;
    }

    /** Whether something was written. */
    boolean hasBegun() {
        return begun;
    }

    /**
     * What was written, once the stream has ended.
     *
     * @throws GenerationException where it was not finished
     */
    ModelAnswer finished() {
        if (failure != null) {
            throw failure instanceof GenerationException known ? known : brokenOff();
        }
        if (refused) {
            throw refused();
        }
        ChatResponse complete = response;
        FinishReason reason = complete == null ? null : complete.finishReason();
        if (complete == null || reason == null) {
            throw brokenOff();
        }
        if (reason == FinishReason.LENGTH) {
            throw new GenerationException(Reason.TRUNCATED, "The model's answer was cut off.", null, null);
        }
        if (reason == FinishReason.CONTENT_FILTER) {
            throw refused();
        }
        if (reason != FinishReason.STOP) {
            throw invalid("The model did not finish its answer.", "must be a finished answer");
        }
        String text = complete.aiMessage().text();
        TokenUsage usage = complete.tokenUsage();
        return new ModelAnswer(text == null ? "" : text, usage == null ? 0 : count(usage.inputTokenCount()),
                usage == null ? 0 : count(usage.outputTokenCount()));
    }

    static GenerationException refused() {
        return new GenerationException(Reason.REFUSED, "The model declined to write this.", null, null);
    }

    static GenerationException invalid(String message, String detail) {
        return new GenerationException(Reason.INVALID, message, List.of(new Violation("", detail)));
    }

    private static GenerationException brokenOff() {
        return new GenerationException(Reason.UNAVAILABLE,
                "The model's server could not be reached, or broke off its answer.", null, null);
    }

    private static long count(@Nullable Integer tokens) {
        return tokens == null ? 0 : tokens;
    }
}
