package dev.reprise.app.generation.model;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A model and where it is.
 *
 * @param protocol how it is talked to
 * @param baseUrl what stands before {@code /chat/completions} or {@code /messages}; http or https, without
 *        credentials; null for the provider's own, where the protocol has one
 * @param apiKey null where the server wants none
 * @param model as the server calls it; not blank
 * @param timeout for one whole answer, from connecting to its last byte; positive
 * @param retries how often a call is tried again that the server refused for load or failed; at least 0
 * @param maxOutputTokens what the model may write; null for what the server allows, or a default where the protocol
 *        demands a limit
 */
public record Endpoint(Protocol protocol, @Nullable URI baseUrl, @Nullable String apiKey, String model,
        Duration timeout, int retries, @Nullable Integer maxOutputTokens) {
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    /** How a model is talked to. */
    public enum Protocol {
        /** OpenAI's chat completions, which Azure, Ollama, vLLM, LM Studio and most gateways speak too. */
        OPENAI,
        /** Anthropic's messages. */
        ANTHROPIC;

        /** The name in answers and settings. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Throws {@link IllegalArgumentException}, which quotes neither the key nor the URL. */
    public Endpoint {
        if (baseUrl == null) {
            require(protocol == Protocol.ANTHROPIC, "the model's URL is missing");
        } else {
            boolean http = "http".equals(baseUrl.getScheme()) || "https".equals(baseUrl.getScheme());
            require(http && baseUrl.getHost() != null, "the model's URL must be http or https");
            require(baseUrl.getRawUserInfo() == null && baseUrl.getRawQuery() == null
                    && baseUrl.getRawFragment() == null,
                    "the model's URL must have no credentials, query or fragment");
        }
        require(apiKey == null ? protocol == Protocol.OPENAI : TOKEN.matcher(apiKey).matches(),
                "the model's key must be printable ASCII without spaces");
        require(!model.isBlank(), "the model needs a name");
        require(timeout.isPositive(), "the model's timeout must be positive");
        require(retries >= 0, "retries must be at least 0");
        require(maxOutputTokens == null || maxOutputTokens > 0, "the limit of output tokens must be positive");
    }

    /** A model behind the OpenAI protocol, with two retries. */
    public static Endpoint openAi(URI baseUrl, @Nullable String apiKey, String model, Duration timeout) {
        return new Endpoint(Protocol.OPENAI, baseUrl, apiKey, model, timeout, 2, null);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return model + " at " + (baseUrl == null ? protocol.wireName() : baseUrl);
    }
}
