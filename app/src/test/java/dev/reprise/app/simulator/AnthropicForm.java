package dev.reprise.app.simulator;

import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code /messages}, as Anthropic speaks it. */
final class AnthropicForm implements Form {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Override
    public String whole(Message message) {
        ObjectNode whole = message();
        String text = String.join("", message.tokens());
        if (!text.isEmpty()) {
            whole.withArray("content").addObject().put("type", "text").put("text", text);
        }
        whole.put("stop_reason", stopReason(message));
        if (message.reportsUsage()) {
            whole.putObject("usage")
                    .put("input_tokens", ModelSimulator.INPUT_TOKENS)
                    .put("output_tokens", ModelSimulator.OUTPUT_TOKENS);
        }
        return whole.toString();
    }

    @Override
    public Events events(Message message, Call call) {
        ObjectNode start = data("message_start");
        start.set("message", message());
        ObjectNode block = data("content_block_start").put("index", 0);
        block.putObject("content_block").put("type", "text").put("text", "");
        ObjectNode end = data("message_delta");
        end.putObject("delta").put("stop_reason", stopReason(message)).putNull("stop_sequence");
        if (message.reportsUsage()) {
            ((ObjectNode) start.get("message")).putObject("usage")
                    .put("input_tokens", ModelSimulator.INPUT_TOKENS)
                    .put("output_tokens", 1);
            end.putObject("usage").put("output_tokens", ModelSimulator.OUTPUT_TOKENS);
        }
        return new Events(List.of(event(start), event(block), event(data("ping"))),
                message.tokens().stream().map(AnthropicForm::delta).toList(),
                List.of(event(data("content_block_stop").put("index", 0)), event(end), event(data("message_stop"))));
    }

    @Override
    public String error(String text) {
        return errorNode(text).toString();
    }

    @Override
    public String errorEvent(String text) {
        return event(errorNode(text));
    }

    private static String delta(String text) {
        ObjectNode delta = data("content_block_delta").put("index", 0);
        delta.putObject("delta").put("type", "text_delta").put("text", text);
        return event(delta);
    }

    private static String stopReason(Message message) {
        return message.refusal() != null ? "refusal" : switch (message.finishReason()) {
            case "stop" -> "end_turn";
            case "length" -> "max_tokens";
            case "content_filter" -> "refusal";
            case "tool_calls" -> "tool_use";
            default -> message.finishReason();
        };
    }

    private static ObjectNode message() {
        ObjectNode message = JSON.objectNode()
                .put("id", "msg_1")
                .put("type", "message")
                .put("role", "assistant")
                .put("model", "simulated");
        message.putArray("content");
        return message.putNull("stop_reason").putNull("stop_sequence");
    }

    private static ObjectNode errorNode(String text) {
        ObjectNode error = data("error");
        error.putObject("error").put("type", "api_error").put("message", text);
        return error;
    }

    private static ObjectNode data(String type) {
        return JSON.objectNode().put("type", type);
    }

    /** Named as its data says. */
    private static String event(ObjectNode data) {
        return "event: " + data.get("type").asText() + "\ndata: " + data + "\n\n";
    }
}
