package dev.reprise.app.simulator;

import java.util.EnumMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.reprise.api.ApiJson;
import dev.reprise.api.Content;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.app.generation.builtin.BuiltInGenerator;
import dev.reprise.app.json.JsonSchema;

/** Has the built-in generator write what a call asks for. Thread-safe. */
public final class BuiltInWriter {
    private static final String BEGIN = "<request>";
    private static final String END = "</request>";

    private final BuiltInGenerator generator = new BuiltInGenerator();
    private final Map<ContentType, JsonSchema> schemas = new EnumMap<>(ContentType.class);

    /** Compiles the schemas of all requests. */
    public BuiltInWriter() {
        for (ContentType type : ContentType.values()) {
            schemas.put(type, new JsonSchema(type.requestSchema()));
        }
    }

    /** Content for the request in the last message that has one; {@link IllegalArgumentException} where there is none. */
    public String write(Call call) {
        try {
            return ApiJson.mapper().writeValueAsString(content(read(requestIn(call))));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what stands between <request> and </request> is not JSON", e);
        }
    }

    private Content content(ContentRequest request) {
        try {
            return generator.generate(request, progress -> {}).content();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String requestIn(Call call) {
        for (String text : call.messages("user").reversed()) {
            int begin = text.indexOf(BEGIN);
            int end = text.indexOf(END, begin + 1);
            if (begin >= 0 && end >= 0) {
                return text.substring(begin + BEGIN.length(), end);
            }
        }
        throw new IllegalArgumentException("no user message has a <request>...</request>");
    }

    /** No two types have requests that fit the schemas of both, so it need not be known where a protocol names the type. */
    private ContentRequest read(String json) throws JsonProcessingException {
        JsonNode request = ApiJson.mapper().readTree(json);
        for (Map.Entry<ContentType, JsonSchema> entry : schemas.entrySet()) {
            if (entry.getValue().violations(request).isEmpty()) {
                entry.getValue().fillDefaults((ObjectNode) request);
                return ApiJson.mapper().treeToValue(request, entry.getKey().requestClass());
            }
        }
        throw new IllegalArgumentException("what stands between <request> and </request> is no request of any type");
    }
}
