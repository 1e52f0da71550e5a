package dev.reprise.app.http;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.reprise.api.ApiJson;
import dev.reprise.api.ClearRequest;
import dev.reprise.api.ConfigRequest;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.api.CourseRequest;
import dev.reprise.api.InvalidRequestException;
import dev.reprise.api.WarmUpRequest;
import dev.reprise.app.json.JsonSchema;
import dev.reprise.app.settings.Settings.InvalidSettingException;

/** Reads request bodies: any bytes in, a valid request or a {@link Problem} that names each wrong field out. */
final class RequestReader {
    private final Map<ContentType, JsonSchema> schemas = new EnumMap<>(ContentType.class);
    private final JsonSchema clearSchema = new JsonSchema(ClearRequest.schema());
    private final JsonSchema warmUpSchema = new JsonSchema(WarmUpRequest.schema());
    private final JsonSchema configSchema = new JsonSchema(ConfigRequest.schema());
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

    /** An empty body asks for nothing in particular. */
    WarmUpRequest warmUp(byte[] body) {
        return read(body.length == 0 ? ApiJson.mapper().createObjectNode() : json(body), warmUpSchema,
                WarmUpRequest.class);
    }

    /** The requests that a request for a warm-up lists, each checked as if it had come alone. */
    List<ContentRequest> contents(WarmUpRequest warmUp) {
        List<ContentRequest> contents = new ArrayList<>();
        List<InvalidRequestException.Violation> wrong = new ArrayList<>();
        for (int i = 0; i < warmUp.requests().size(); i++) {
            WarmUpRequest.Item item = warmUp.requests().get(i);
            ContentType type = ContentType.named(item.type()).orElseThrow();
            try {
                contents.add(read(ApiJson.mapper().valueToTree(item.request()), requireNonNull(schemas.get(type)),
                        type.requestClass()));
            } catch (Problem e) {
                String at = "/requests/" + i + "/request";
                e.errors().forEach(it -> wrong
                        .add(new InvalidRequestException.Violation(at + it.pointer(), it.detail())));
            }
        }
        if (!wrong.isEmpty()) {
            throw Problem.invalid(wrong);
        }
        return contents;
    }

    /** The queries that are common everywhere. */
    List<ContentRequest> common() {
        try (InputStream in = requireNonNull(RequestReader.class.getResourceAsStream("common-queries.json"))) {
            return listed(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The queries that are common here, as a list of items such as a warm-up request has.
     *
     * @throws InvalidSettingException where the file cannot be used, saying why
     */
    List<ContentRequest> common(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return listed(in);
        } catch (IOException e) {
            throw new InvalidSettingException("WARM_UP_FILE cannot be read");
        } catch (Problem e) {
            throw new InvalidSettingException("WARM_UP_FILE is wrong: " + e.getMessage() + e.errors().stream().limit(5)
                    .map(it -> "; " + it.pointer() + ' ' + it.detail()).collect(joining()));
        }
    }

    private List<ContentRequest> listed(InputStream items) throws IOException {
        ObjectNode body = ApiJson.mapper().createObjectNode().put("source", "requests");
        body.set("requests", json(items.readAllBytes()));
        return contents(read(body, warmUpSchema, WarmUpRequest.class));
    }

    ClearRequest clear(byte[] body) {
        JsonNode json = json(body);
        if (json.isObject() && json.isEmpty()) {
            throw new Problem(Problem.Kind.NOT_JSON, "the body says nothing of what to clear");
        }
        return read(json, clearSchema, ClearRequest.class);
    }

    ConfigRequest config(byte[] body) {
        JsonNode json = json(body);
        if (json.isObject() && json.isEmpty()) {
            throw new Problem(Problem.Kind.NOT_JSON, "the body says nothing of what to change");
        }
        return read(json, configSchema, ConfigRequest.class);
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
