package dev.reprise.app.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.reprise.api.ApiJson;
import dev.reprise.api.ClearRequest;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.api.CourseRequest;
import dev.reprise.api.InvalidRequestException;
import dev.reprise.app.json.JsonSchema;

/** Reads request bodies: any bytes in, a valid request or a {@link Problem} that names each wrong field out. */
final class RequestReader {
    private final Map<ContentType, JsonSchema> schemas = new EnumMap<>(ContentType.class);
    private final JsonSchema clearSchema = new JsonSchema(ClearRequest.schema());
    private final JsonSchema courseSchema = new JsonSchema(CourseRequest.schema());

    RequestReader() {
        for (ContentType type : ContentType.values()) {
            schemas.put(type, new JsonSchema(type.requestSchema()));
        }
    }

    ContentRequest content(ContentType type, byte[] body) {
        return read(json(body), requireNonNull(schemas.get(type)), type.requestClass());
    }

    CourseRequest course(byte[] body) {
        return read(json(body), courseSchema, CourseRequest.class);
    }

    ClearRequest clear(byte[] body) {
        JsonNode json = json(body);
        if (json.isObject() && json.isEmpty()) {
            throw new Problem(Problem.Kind.NOT_JSON, "the body says nothing of what to clear");
        }
        return read(json, clearSchema, ClearRequest.class);
    }

    private static <T> T read(JsonNode json, JsonSchema schema, Class<? extends T> as) {
        List<InvalidRequestException.Violation> violations = schema.violations(json);
        if (!violations.isEmpty()) {
            throw Problem.invalid(violations);
        }
        schema.fillDefaults((ObjectNode) json);
        try {
            return ApiJson.mapper().treeToValue(json, as);
        } catch (JsonProcessingException e) {
            // The record's own rules, which a schema cannot express.
            if (e.getCause() instanceof InvalidRequestException invalid) {
                throw Problem.invalid(invalid.violations());
            }
            throw new IllegalStateException("a schema lets through what " + as.getSimpleName() + " cannot hold", e);
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode json = ApiJson.mapper().readTree(body);
            if (json == null || json.isMissingNode()) {
                throw new Problem(Problem.Kind.NOT_JSON, "the body is empty");
            }
            return json;
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            throw new Problem(Problem.Kind.NOT_JSON, "not valid JSON" + (place == null
                    ? ""
                    : " at line " + place.getLineNr() + ", column " + place.getColumnNr()));
        } catch (IOException e) {
            throw new Problem(Problem.Kind.NOT_JSON, "not valid UTF-8");
        }
    }
}
