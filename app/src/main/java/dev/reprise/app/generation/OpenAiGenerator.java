package dev.reprise.app.generation;

import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import org.jspecify.annotations.Nullable;

import dev.reprise.api.ApiJson;
import dev.reprise.api.Content;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.api.InvalidRequestException.Violation;
import dev.reprise.app.generation.GenerationException.Reason;

/**
 * Asks a model behind the OpenAI chat protocol (OpenAI, Ollama, vLLM and others). One generation is one HTTP request:
 * nothing is retried and nothing is repaired here. Thread-safe.
 */
public final class OpenAiGenerator implements ContentGenerator {
    private static final String FENCE = "```json\n";
    private static final String FENCE_END = "\n```";

    private final String modelName;
    private final ChatModel model;
    private final ContentGate gate;
    private final Prompts prompts = new Prompts();
    private final Map<ContentType, ResponseFormat> formats = new EnumMap<>(ContentType.class);

    /** For the model at this endpoint; connects to nothing yet. */
    public OpenAiGenerator(Endpoint endpoint, ContentGate gate) {
        this.modelName = endpoint.model();
        this.gate = gate;
        // No temperature: reasoning models refuse a request that sets one, and that the same request gives the same
        // content is the cache's promise, not the sampler's.
        this.model = OpenAiChatModel.builder()
                .baseUrl(endpoint.baseUrl().toString())
                .apiKey(endpoint.apiKey())
                .modelName(endpoint.model())
                .httpClientBuilder(new ModelHttpClient.Builder(endpoint.timeout()))
                .strictJsonSchema(true)
                .maxRetries(0)
                .build();
        for (ContentType type : ContentType.values()) {
            JsonSchema schema = JsonSchema.builder()
                    .name(type.prefix())
                    .rootElement(JsonRawSchema.from(StrictSchema.of(type.contentSchema())))
                    .build();
            formats.put(type, ResponseFormat.builder().type(ResponseFormatType.JSON).jsonSchema(schema).build());
        }
    }

    @Override
    public Author author(ContentType type) {
        return new Author("openai", modelName, prompts.version(type));
    }

    @Override
    public Generated generate(ContentRequest request) throws InterruptedException {
        ChatResponse response = ask(request);
        Content content = gate.check(request, parse(finishedText(response)));
        TokenUsage usage = response.tokenUsage();
        return usage == null
                ? new Generated(content, 0, 0)
                : new Generated(content, count(usage.inputTokenCount()), count(usage.outputTokenCount()));
    }

    private ChatResponse ask(ContentRequest request) throws InterruptedException {
        try {
            return model.chat(ChatRequest.builder()
                    .messages(SystemMessage.from(prompts.instructions(request.type())),
                            UserMessage.from(prompts.data(request)))
                    .responseFormat(formats.get(request.type()))
                    .build());
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw switch (e) {
                case GenerationException failed -> failed;
                case ContentFilteredException _ -> refused();
                // ModelHttpClient has answered for all that can go wrong before there is a body; the library throws
                // various types, some with the body in their text, where that body is not a chat completion.
                default -> invalid("The model's server did not answer with a chat completion.",
                        "must be a chat completion");
            };
        }
    }

    private static String finishedText(ChatResponse response) {
        FinishReason reason = response.finishReason();
        if (reason == FinishReason.LENGTH) {
            throw new GenerationException(Reason.TRUNCATED, "The model's answer was cut off.", null, null);
        }
        if (reason == FinishReason.CONTENT_FILTER) {
            throw refused();
        }
        if (reason != FinishReason.STOP) {
            throw invalid("The model did not finish its answer.", "must be a finished answer");
        }
        String text = response.aiMessage().text();
        if (text == null || text.isBlank()) {
            throw invalid("The model's answer is empty.", "must not be empty");
        }
        return text;
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode json = ApiJson.mapper().readTree(unfenced(text.strip()));
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // Its text quotes the answer.
        }
        throw invalid("The model's answer is not JSON.", "must be one JSON object and nothing else");
    }

    private static String unfenced(String text) {
        boolean fenced = text.length() >= FENCE.length() + FENCE_END.length() && text.startsWith(FENCE)
                && text.endsWith(FENCE_END);
        return fenced ? text.substring(FENCE.length(), text.length() - FENCE_END.length()) : text;
    }

    private static GenerationException refused() {
        return new GenerationException(Reason.REFUSED, "The model declined to write this.", null, null);
    }

    private static GenerationException invalid(String message, String detail) {
        return new GenerationException(Reason.INVALID, message, List.of(new Violation("", detail)));
    }

    private static long count(@Nullable Integer tokens) {
        return tokens == null ? 0 : tokens;
    }

    /**
     * Where the model is.
     *
     * @param baseUrl what stands before {@code /chat/completions}; http or https, without credentials
     * @param apiKey sent as a bearer token; null where the server wants none
     * @param model as the server calls it; not blank
     * @param timeout for one whole answer, from connecting to its last byte; positive
     */
    public record Endpoint(URI baseUrl, @Nullable String apiKey, String model, Duration timeout) {
        private static final Pattern TOKEN = Pattern.compile("[!-~]+");

        /** Throws {@link IllegalArgumentException}, which quotes neither the key nor the URL. */
        public Endpoint {
            boolean http = "http".equals(baseUrl.getScheme()) || "https".equals(baseUrl.getScheme());
            require(http && baseUrl.getHost() != null, "the model's URL must be http or https");
            require(baseUrl.getRawUserInfo() == null && baseUrl.getRawQuery() == null
                    && baseUrl.getRawFragment() == null,
                    "the model's URL must have no credentials, query or fragment");
            require(apiKey == null || TOKEN.matcher(apiKey).matches(),
                    "the model's key must be printable ASCII without spaces");
            require(!model.isBlank(), "the model needs a name");
            require(timeout.isPositive(), "the model's timeout must be positive");
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }

        /** Without the key. */
        @Override
        public String toString() {
            return model + " at " + baseUrl;
        }
    }
}
