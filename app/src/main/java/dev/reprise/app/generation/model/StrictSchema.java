package dev.reprise.app.generation.model;

import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.reprise.api.ApiJson;
import dev.reprise.app.generation.ContentGate;

/**
 * A content schema as a model's server accepts it. With {@code strict}, OpenAI refuses a request whose schema has a
 * keyword that it does not know, and which those are differs between models, Azure and the servers that speak its
 * protocol. So only the keywords that make the shape are sent; limits, patterns and defaults are left to the prompt's
 * words and, always, to {@link ContentGate}.
 */
final class StrictSchema {
    private static final Set<String> COPIED = Set.of("type", "description", "required", "additionalProperties", "enum",
            "const");

    private StrictSchema() {}

    static String of(String schema) {
        try {
            return shape(ApiJson.mapper().readTree(schema)).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the schema is not JSON", e);
        }
    }

    private static ObjectNode shape(JsonNode schema) {
        ObjectNode shape = ApiJson.mapper().createObjectNode();
        if (schema.has("$ref")) {
            // Strict mode allows nothing beside it.
            return shape.set("$ref", schema.get("$ref"));
        }
        schema.properties().forEach(keyword -> {
            String name = keyword.getKey();
            JsonNode value = keyword.getValue();
            switch (name) {
                case "items" -> shape.set(name, shape(value));
                case "anyOf" -> {
                    ArrayNode choices = shape.putArray(name);
                    value.forEach(choice -> choices.add(shape(choice)));
                }
                case "properties", "$defs" -> {
                    ObjectNode named = shape.putObject(name);
                    value.properties().forEach(entry -> named.set(entry.getKey(), shape(entry.getValue())));
                }
                default -> {
                    if (COPIED.contains(name)) {
                        shape.set(name, value);
                    }
                }
            }
        });
        return shape;
    }
}
