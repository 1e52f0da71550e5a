package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import dev.reprise.api.ApiJson;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.content.Rendition;
import dev.reprise.app.http.Events.Event;

/** The OpenAPI document of a server, and whether an answer is one that it describes. */
final class ApiDocument {
    private static final String PLACE = "https://reprise.test/openapi.json";

    /** Headers that any answer may have. */
    private static final Set<String> EVERYWHERE = Set.of("date", "content-type", "content-length", "transfer-encoding",
            "connection", "x-content-type-options", "referrer-policy", "content-security-policy",
            "cross-origin-resource-policy");

    private final JsonNode document;
    private final SchemaRegistry registry;

    ApiDocument(String json) {
        document = json(json);
        registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(Map.of(PLACE, json)));
    }

    private static JsonNode json(String text) {
        try {
            return ApiJson.mapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One method of one path. */
    record Operation(String method, String path, JsonNode node) {
        /** The method and the path, as a route has them. */
        String route() {
            return method + ' ' + path;
        }

        boolean has(String status) {
            return node.at("/responses").has(status);
        }
    }

    JsonNode node() {
        return document;
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.get("paths").properties().forEach(path -> path.getValue().properties().forEach(it -> operations
                .add(new Operation(it.getKey().toUpperCase(Locale.ROOT), path.getKey(), it.getValue()))));
        return operations;
    }

    /** Those that can be answered so. */
    List<Operation> operations(String status) {
        List<Operation> operations = operations().stream().filter(it -> it.has(status)).toList();
        assertThat(operations).as("operations that can be " + status).isNotEmpty();
        return operations;
    }

    /** What a reference refers to; the node itself where it is none. */
    JsonNode resolved(JsonNode node) {
        JsonNode found = node;
        while (found.has("$ref")) {
            String reference = found.get("$ref").textValue();
            found = document.at(reference.substring(1));
            assertThat(found.isMissingNode()).as(reference + " leads nowhere").isFalse();
        }
        return found;
    }

    /** What a schema of the document finds wrong with a value. */
    List<String> wrong(JsonNode schema, JsonNode value) {
        return schema(schema).validate(value).stream().map(Object::toString).toList();
    }

    Schema schema(JsonNode schema) {
        Schema compiled = registry.getSchema(schema.toString().replace("\"#/", '"' + PLACE + "#/"));
        compiled.initializeValidators();
        return compiled;
    }

    /** Asserts that the document describes this answer: its status, each of its headers, its form and all in it. */
    void check(String method, String path, Answer answer) {
        String what = method + ' ' + path + ' ' + answer.status();
        JsonNode response = resolved(response(method, path, answer.status(), what));
        checkHeaders(response.path("headers"), answer, what);
        JsonNode content = response.path("content");
        if (method.equals("HEAD") || content.isMissingNode()) {
            assertThat(answer.body()).as(what + " has a body").isEmpty();
            return;
        }
        String type = answer.header("Content-Type").split(";", 2)[0];
        assertThat(content.has(type)).as(what + " has the content type " + type).isTrue();
        JsonNode form = content.get(type);
        if (type.equals("text/event-stream")) {
            for (Event event : Events.in(answer.text())) {
                JsonNode schema = form.path("x-events").path(event.name());
                assertThat(schema.isMissingNode()).as(what + " sends the event " + event.name()).isFalse();
                assertThat(wrong(schema, event.data())).as(what + " event " + event.name()).isEmpty();
            }
        } else {
            String text = text(answer);
            JsonNode body = type.endsWith("json") ? json(text) : TextNode.valueOf(text);
            assertThat(wrong(form.get("schema"), body)).as(what + ' ' + text).isEmpty();
        }
    }

    private static String text(Answer answer) {
        return answer.header("Content-Encoding").equals("gzip")
                ? new String(Rendition.CODEC.decode(answer.body()).json(), UTF_8)
                : answer.text();
    }

    private JsonNode response(String method, String path, int status, String what) {
        List<Operation> here = operations().stream().filter(it -> path.matches(pattern(it.path()))).toList();
        String name = method.equals("HEAD") ? "GET" : method;
        Stream<Operation> asked = here.stream().filter(it -> it.method().equals(name));
        JsonNode responses = document.at("/components/responses");
        if (here.isEmpty()) {
            assertThat(status).as(what + " is no path of the document").isEqualTo(404);
            return responses.get("NotFound");
        }
        JsonNode described = asked.findFirst().map(it -> it.node().get("responses")).orElse(null);
        if (described == null) {
            assertThat(status).as(what + " is no method of the document").isEqualTo(405);
            return responses.get("MethodNotAllowed");
        }
        assertThat(described.has(String.valueOf(status))).as(what + " is no answer of the document").isTrue();
        return described.get(String.valueOf(status));
    }

    private static String pattern(String path) {
        return path.replace(".", "\\.").replaceAll("\\{\\w+}", "[^/]+") + "(\\?.*)?";
    }

    private void checkHeaders(JsonNode headers, Answer answer, String what) {
        List<String> described = new ArrayList<>(EVERYWHERE);
        headers.properties().forEach(it -> {
            JsonNode header = resolved(it.getValue());
            String text = answer.header(it.getKey());
            described.add(it.getKey().toLowerCase(Locale.ROOT));
            if (text.isEmpty()) {
                assertThat(header.path("required").asBoolean()).as(what + " lacks the header " + it.getKey()).isFalse();
            } else {
                boolean number = resolved(header.get("schema")).path("type").asText().equals("integer");
                assertThat(wrong(header.get("schema"), number
                        ? LongNode.valueOf(Long.parseLong(text))
                        : TextNode.valueOf(text))).as(what + ", header " + it.getKey() + ": " + text).isEmpty();
            }
        });
        assertThat(described).as(what + ": the document lacks a header").containsAll(answer.headerNames());
    }
}
