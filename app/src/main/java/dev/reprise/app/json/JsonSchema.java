package dev.reprise.app.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import org.jspecify.annotations.Nullable;

import dev.reprise.api.ApiJson;
import dev.reprise.api.InvalidRequestException.Violation;

/** A JSON Schema (2020-12), compiled when it is first asked: many are not until long after the start. Thread-safe. */
public final class JsonSchema {
    private static final int MAX_NAME = 100;

    private final String text;
    private volatile @Nullable Compiled compiled;

    private record Compiled(JsonNode source, Schema schema) {
        static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
                registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder().locale(Locale.ROOT).build()));

        static Compiled from(JsonNode source) {
            Compiled compiled = new Compiled(source, REGISTRY.getSchema(source));
            compiled.schema.initializeValidators();
            return compiled;
        }
    }

    /** The schema that a text holds. */
    public JsonSchema(String text) {
        this.text = text;
    }

    private Compiled compiled() {
        Compiled known = compiled;
        return known != null ? known : compile();
    }

    private synchronized Compiled compile() {
        Compiled made = compiled;
        if (made == null) {
            try {
                made = Compiled.from(ApiJson.mapper().readTree(text));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            compiled = made;
        }
        return made;
    }

    /** What about {@code json} the schema does not allow, in the order of the places; empty where all is well. */
    public List<Violation> violations(JsonNode json) {
        Violation infinite = infinite(json);
        if (infinite != null) {
            return List.of(infinite);
        }
        return compiled().schema.validate(json).stream().map(JsonSchema::violation).distinct()
                .sorted(Comparator.comparing(Violation::pointer)).toList();
    }

    /** The first number that no double can hold: it was read as infinite, on which the library fails. */
    private static @Nullable Violation infinite(JsonNode json) {
        try (JsonParser parser = json.traverse()) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_NUMBER_FLOAT && Double.isInfinite(parser.getDoubleValue())) {
                    return new Violation(parser.getParsingContext().pathAsPointer().toString(),
                            "is a number that is too large");
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the default of each top-level property that has one and is absent. */
    public void fillDefaults(ObjectNode json) {
        compiled().source.path("properties").properties().forEach(property -> {
            JsonNode value = property.getValue().get("default");
            if (value != null && !json.has(property.getKey())) {
                json.set(property.getKey(), value.deepCopy());
            }
        });
    }

    /**
     * For a property that is missing or unknown, the library points at the object; a reader wants the property. What is
     * said never quotes the value, which may be long.
     */
    private static Violation violation(Error error) {
        String pointer = error.getInstanceLocation().toString();
        return switch (error.getKeyword()) {
            case "required" -> new Violation(pointer + '/' + error.getProperty(), "is required");
            case "additionalProperties" -> new Violation(pointer + '/' + escape(error.getProperty()),
                    "is not a field here");
            case "pattern" -> new Violation(pointer, "must be text that is not blank");
            default -> new Violation(pointer, error.getMessage());
        };
    }

    /** As a JSON Pointer has it (RFC 6901); a name that somebody made up is cut, for it may be of any length. */
    private static String escape(String property) {
        // Not between the halves of a surrogate pair: half of one has no UTF-8 form.
        int end = property.offsetByCodePoints(0, Math.min(MAX_NAME, property.codePointCount(0, property.length())));
        String shown = end == property.length() ? property : property.substring(0, end) + "...";
        return shown.replace("~", "~0").replace("/", "~1");
    }
}
