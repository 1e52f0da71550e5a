package dev.reprise.app.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import dev.reprise.api.ApiJson;
import dev.reprise.api.ClearRequest;
import dev.reprise.api.ConfigRequest;
import dev.reprise.api.ContentType;
import dev.reprise.api.CourseRequest;
import dev.reprise.api.WarmUpRequest;

/**
 * The OpenAPI document: what is written in {@code openapi.yaml}, and the schemas of requests and content, which are
 * those that the server itself checks with.
 */
final class OpenApi {
    private static final String SCHEMAS = "/components/schemas";

    private OpenApi() {}

    /** As JSON. */
    static byte[] json() {
        try (InputStream in = OpenApi.class.getResourceAsStream("openapi.yaml")) {
            ObjectNode document = (ObjectNode) new ObjectMapper(new YAMLFactory()).readTree(in);
            ObjectNode schemas = (ObjectNode) document.at(SCHEMAS);
            for (ContentType type : ContentType.values()) {
                add(schemas, type.segment() + ".request", type.requestSchema());
                add(schemas, type.segment() + ".content", type.contentSchema());
            }
            add(schemas, "course.request", CourseRequest.schema());
            add(schemas, "cache-clear.request", ClearRequest.schema());
            add(schemas, "cache-config.request", ConfigRequest.schema());
            add(schemas, "warm-up.request", WarmUpRequest.schema());
            return ApiJson.mapper().writeValueAsBytes(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a document of many schemas, what one refers to in itself has another place. */
    private static void add(ObjectNode schemas, String name, String text) throws IOException {
        String placed = text.replace("\"#/$defs/", "\"#" + SCHEMAS + '/' + name + "/$defs/");
        ObjectNode schema = (ObjectNode) ApiJson.mapper().readTree(placed);
        schema.remove("$schema");
        schemas.set(name, schema);
    }
}
