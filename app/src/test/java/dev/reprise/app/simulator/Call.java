package dev.reprise.app.simulator;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One call as it came.
 *
 * @param path where to
 * @param headers by name, in any case
 * @param body what was sent, an object
 */
public record Call(String path, Map<String, List<String>> headers, JsonNode body) {
    /** Whether the answer is to come as a stream of events. */
    public boolean isStreamed() {
        return body.path("stream").asBoolean();
    }

    /** The text of the first message with this role. */
    public String message(String role) {
        List<String> messages = messages(role);
        if (messages.isEmpty()) {
            throw new AssertionError("no " + role + " message in " + body);
        }
        return messages.getFirst();
    }

    /** The texts of the messages with this role, in their order. Anthropic's {@code system} counts as such a message. */
    public List<String> messages(String role) {
        List<String> texts = new ArrayList<>();
        if (body.has(role)) {
            texts.add(text(body.get(role)));
        }
        for (JsonNode message : body.path("messages")) {
            if (message.path("role").asText().equals(role)) {
                texts.add(text(message.path("content")));
            }
        }
        return texts;
    }

    /** Either a text or a list of blocks, of which each may have one. */
    private static String text(JsonNode content) {
        return content.isTextual()
                ? content.textValue()
                : content.valueStream().map(block -> block.path("text").asText()).collect(joining());
    }
}
