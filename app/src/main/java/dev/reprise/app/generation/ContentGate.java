package dev.reprise.app.generation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.reprise.api.ApiJson;
import dev.reprise.api.Content;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.api.InvalidRequestException.Violation;
import dev.reprise.app.generation.GenerationException.Reason;
import dev.reprise.app.json.JsonSchema;

/**
 * Lets through only content that fits its schema, keeps the {@linkplain ContentRules rules} that a schema cannot say,
 * and answers its request. Knows nothing of who made it. Thread-safe; each schema is compiled once, so make one.
 */
public final class ContentGate {
    /** Who reads or repairs content gains nothing from more. */
    private static final int MAX_VIOLATIONS = 20;

    private final Map<ContentType, JsonSchema> schemas = new EnumMap<>(ContentType.class);

    /** With the schemas of all types. */
    public ContentGate() {
        for (ContentType type : ContentType.values()) {
            schemas.put(type, new JsonSchema(type.contentSchema()));
        }
    }

    /**
     * Reads the candidate as what the request asked for.
     *
     * @throws GenerationException with {@link Reason#INVALID} and what is wrong with the candidate
     */
    public Content check(ContentRequest request, JsonNode candidate) {
        refuse(requireNonNull(schemas.get(request.type())).violations(candidate));
        List<Violation> unstorable = new ArrayList<>();
        unstorable(candidate, "", unstorable);
        refuse(unstorable);
        Content content = read(request.type(), candidate);
        refuse(ContentRules.broken(request, content));
        return content;
    }

    private static Content read(ContentType type, JsonNode candidate) {
        try {
            return ApiJson.mapper().treeToValue(candidate, type.contentClass());
        } catch (JsonMappingException e) {
            String pointer = e.getPath().stream()
                    .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                    .collect(joining());
            throw invalid(List.of(new Violation(pointer, "must have a value that its field can hold")));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    /** Half a surrogate pair is JSON but has no UTF-8 form. */
    private static void unstorable(JsonNode node, String pointer, List<Violation> found) {
        if (node.isTextual() && !UTF_8.newEncoder().canEncode(node.textValue())) {
            found.add(new Violation(pointer, "must not have half of a surrogate pair"));
        }
        node.properties().forEach(field -> unstorable(field.getValue(), pointer + "/" + field.getKey(), found));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            unstorable(node.get(i), pointer + "/" + i, found);
        }
    }

    private static void refuse(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw invalid(violations.subList(0, Math.min(violations.size(), MAX_VIOLATIONS)));
        }
    }

    private static GenerationException invalid(List<Violation> violations) {
        return new GenerationException(Reason.INVALID, "The content is not what was asked for.", violations);
    }
}
