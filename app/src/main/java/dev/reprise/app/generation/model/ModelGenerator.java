package dev.reprise.app.generation.model;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;

import dev.reprise.api.ApiJson;
import dev.reprise.api.Content;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.app.generation.ContentGate;
import dev.reprise.app.generation.ContentGenerator;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.GenerationException.Reason;
import dev.reprise.app.generation.Progress;
import dev.reprise.app.generation.excerpt.Excerpt;

/**
 * Has content written by a model. What it writes is checked; an answer that is not what was asked for is sent back once,
 * with what is wrong with it. Thread-safe.
 */
public final class ModelGenerator implements ContentGenerator {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final String FENCE = "```json\n";
    private static final String FENCE_END = "\n```";

    private final Endpoint endpoint;
    private final Model model;
    private final ContentGate gate;
    private final int documentTokens;
    private final Prompts prompts = new Prompts();
    private final Map<ContentType, ResponseFormat> formats = new EnumMap<>(ContentType.class);

    /**
     * Connects to nothing yet.
     *
     * @param documentTokens how much of a request's documents the model is given to read; positive
     */
    public ModelGenerator(Endpoint endpoint, int documentTokens, ContentGate gate) {
        this(endpoint, documentTokens, gate, FIRST_PAUSE);
    }

    ModelGenerator(Endpoint endpoint, int documentTokens, ContentGate gate, Duration firstPause) {
        this.endpoint = endpoint;
        this.documentTokens = documentTokens;
        this.gate = gate;
        model = new Model(endpoint, firstPause);
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
        return new Author(endpoint.protocol().wireName(), endpoint.model(), prompts.version(type));
    }

    @Override
    public Generated generate(ContentRequest request, Consumer<Progress> progress) throws InterruptedException {
        Excerpt excerpt = Excerpt.of(request, documentTokens);
        List<ChatMessage> conversation = new ArrayList<>(
                List.of(SystemMessage.from(prompts.instructions(request.type())),
                        UserMessage.from(prompts.data(excerpt.fields()))));
        ModelAnswer first = ask(request, conversation, progress);
        try {
            return new Generated(content(request, excerpt, first), first.inputTokens(), first.outputTokens(), false);
        } catch (GenerationException e) {
            conversation.add(AiMessage.from(first.text().isBlank() ? "(nothing)" : first.text()));
            conversation.add(UserMessage.from(repair(e)));
        }
        progress.accept(new Progress.Restarted());
        ModelAnswer second = ask(request, conversation, progress);
        return new Generated(content(request, excerpt, second), first.inputTokens() + second.inputTokens(),
                first.outputTokens() + second.outputTokens(), true);
    }

    private ModelAnswer ask(ContentRequest request, List<ChatMessage> conversation, Consumer<Progress> progress)
            throws InterruptedException {
        ModelAnswer answer = model.ask(conversation, requireNonNull(formats.get(request.type())), progress);
        progress.accept(new Progress.Validating(answer.outputTokens()));
        return answer;
    }

    /** What the model wrote, if it is right. */
    private Content content(ContentRequest request, Excerpt excerpt, ModelAnswer answer) {
        ObjectNode json = parse(answer.text());
        if (!excerpt.leftOut().isEmpty() && json.path("notes").isArray()) {
            json.withArray("/notes").add("The document was too long to be read as a whole. Left out: "
                    + String.join("; ", excerpt.leftOut()) + ".");
        }
        return gate.check(request, json);
    }

    private static ObjectNode parse(String text) {
        try {
            JsonNode json = ApiJson.mapper().readTree(unfenced(text.strip()));
            if (json instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // Its text quotes the answer.
        }
        throw ModelStream.invalid("The model's answer is not JSON.", "must be one JSON object and nothing else");
    }

    private static String unfenced(String text) {
        boolean fenced = text.length() >= FENCE.length() + FENCE_END.length() && text.startsWith(FENCE)
                && text.endsWith(FENCE_END);
        return fenced ? text.substring(FENCE.length(), text.length() - FENCE_END.length()) : text;
    }

    /** The pointers and details are our own words; nothing in them came from a client. */
    private static String repair(GenerationException failure) {
        if (failure.reason() != Reason.INVALID) {
            throw failure;
        }
        return failure.violations().stream()
                .map(violation -> "- " + (violation.pointer().isEmpty() ? "the answer" : violation.pointer()) + ' '
                        + violation.detail())
                .collect(joining("\n", "Your answer is not right yet:\n",
                        "\nAnswer again with the whole JSON object, these faults mended and the rest unchanged."));
    }
}
