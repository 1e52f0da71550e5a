package dev.reprise.app.simulator;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** {@code /chat/completions}, as OpenAI and many others speak it. */
final class OpenAiForm implements Form {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Override
    public String whole(Message message) {
        ObjectNode completion = completion("chat.completion");
        ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
        choice.putObject("message")
                .put("role", "assistant")
                .put("content", message.text())
                .put("refusal", message.refusal());
        choice.put("finish_reason", message.finishReason());
        if (message.reportsUsage()) {
            completion.set("usage", usage());
        }
        return completion.toString();
    }

    @Override
    public Events events(Message message, Call call) {
        boolean withUsage = message.reportsUsage() && call.body().at("/stream_options/include_usage").asBoolean();
        ObjectNode role = JSON.objectNode()
                .put("role", "assistant")
                .put("content", message.text() == null ? null : "");
        String piece = message.text() == null ? "refusal" : "content";
        List<String> after = new ArrayList<>();
        after.add(chunk(JSON.objectNode(), message.finishReason(), withUsage));
        if (withUsage) {
            ObjectNode usage = completion("chat.completion.chunk");
            usage.putArray("choices");
            after.add(event(usage.set("usage", usage())));
        }
        after.add("data: [DONE]\n\n");
        return new Events(List.of(chunk(role, null, withUsage)),
                message.tokens().stream().map(it -> chunk(JSON.objectNode().put(piece, it), null, withUsage)).toList(),
                after);
    }

    @Override
    public String error(String text) {
        return errorNode(text).toString();
    }

    @Override
    public String errorEvent(String text) {
        return event(errorNode(text));
    }

    private static String chunk(ObjectNode delta, @Nullable String finishReason, boolean withUsage) {
        ObjectNode chunk = completion("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", finishReason);
        if (withUsage) {
            chunk.putNull("usage");
        }
        return event(chunk);
    }

    private static ObjectNode completion(String object) {
        return JSON.objectNode()
                .put("id", "chatcmpl-1")
                .put("object", object)
                .put("created", 1_767_225_600)
                .put("model", "simulated");
    }

    private static ObjectNode usage() {
        return JSON.objectNode()
                .put("prompt_tokens", ModelSimulator.INPUT_TOKENS)
                .put("completion_tokens", ModelSimulator.OUTPUT_TOKENS)
                .put("total_tokens", ModelSimulator.INPUT_TOKENS + ModelSimulator.OUTPUT_TOKENS);
    }

    private static ObjectNode errorNode(String text) {
        ObjectNode error = JSON.objectNode();
        error.putObject("error").put("message", text).put("type", "error");
        return error;
    }

    private static String event(ObjectNode data) {
        return "data: " + data + "\n\n";
    }
}
