package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import dev.reprise.api.ContentType;
import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.http.Access.Role;
import dev.reprise.app.http.ApiDocument.Operation;
import dev.reprise.app.http.Problem.Kind;

/** What the OpenAPI document says, beside what the server has. {@link OpenApiAnswersTest} holds it to real answers. */
final class OpenApiTest {
    private static final String OPENAPI = "https://spec.openapis.org/oas/3.1/";
    private static final String SCHEMA = OPENAPI + "schema-base/2025-09-15";

    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
    private static final Pattern PART = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"");

    /** What others are made of, by saying that there is no more. */
    private static final Set<String> OPEN = Set.of("ContentFields", "JobFields", "ConfigFields", "Rates");

    private static final TestServer SERVER = TestServer.start();
    private static final ApiDocument DOCUMENT = new ApiDocument(SERVER.get("/openapi.json").text());

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void document_routes_areThoseOfTheServer() {
        List<String> routes = new ArrayList<>();
        for (Operation operation : DOCUMENT.operations()) {
            routes.add(operation.route());
            if (operation.method().equals("GET")) {
                routes.add("HEAD " + operation.path());
            }
        }

        assertThat(SERVER.routes().stream().map(OpenApiTest::documented).distinct())
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    /** Each type of content has a route of its own besides the one of the document. */
    private static String documented(String route) {
        return Stream.of(ContentType.values()).anyMatch(it -> route.equals("POST /ai/content/" + it.segment()))
                ? "POST /ai/content/{type}"
                : route;
    }

    @Test
    void document_securityOfEachRoute_isThatOfItsRole() {
        Map<String, String> said = DOCUMENT.operations().stream()
                .collect(toMap(Operation::route, it -> it.node().path("security").toString()));

        Map<String, String> needed = new TreeMap<>();
        AccessTest.ROUTES.forEach((route, role) -> {
            if (!route.startsWith("HEAD ")) {
                needed.put(documented(route), security(role));
            }
        });
        assertThat(said).containsExactlyInAnyOrderEntriesOf(needed);
    }

    /** Where the last is empty, the route is open if its token is not set. */
    private static String security(Role role) {
        return switch (role) {
            case EVERYBODY -> "[]";
            case TENANT -> "[{\"tenant\":[]},{\"admin\":[]},{}]";
            case VIEWER -> "[{\"viewer\":[]},{\"admin\":[]},{}]";
            case ADMIN -> "[{\"admin\":[]}]";
        };
    }

    /** Against the schema that the OpenAPI Initiative gives out, and with it that of schemas. */
    @Test
    void document_itself_isOpenApi() {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(iri -> iri.startsWith(OPENAPI) ? official(iri) : null));
        Schema schema = registry.getSchema(SchemaLocation.of(SCHEMA));
        ObjectNode other = DOCUMENT.node().deepCopy();
        other.withObject("/components/schemas/Time").put("type", "date");

        assertThat(schema.validate(DOCUMENT.node())).isEmpty();
        assertThat(schema.validate(other)).isNotEmpty();
    }

    private static String official(String iri) {
        String place = "/openapi/3.1/" + iri.substring(OPENAPI.length());
        try (InputStream in = OpenApiTest.class.getResourceAsStream(place)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new AssertionError(place, e);
        }
    }

    @Test
    void document_everyReferenceAndSchema_canBeUsed() {
        for (JsonNode reference : DOCUMENT.node().findValues("$ref")) {
            assertThat(DOCUMENT.node().at(reference.textValue().substring(1)).isMissingNode())
                    .as(reference.textValue()).isFalse();
        }
        for (JsonNode schema : DOCUMENT.node().findValues("schema")) {
            DOCUMENT.schema(schema);
        }
        DOCUMENT.node().at("/components/schemas").forEach(DOCUMENT::schema);
    }

    @Test
    void document_everyExample_fitsItsSchema() {
        int examples = 0;
        for (JsonNode place : DOCUMENT.node().findParents("schema")) {
            List<JsonNode> values = new ArrayList<>();
            place.path("examples").forEach(it -> values.add(DOCUMENT.resolved(it).get("value")));
            if (place.has("example")) {
                values.add(place.get("example"));
            }
            for (JsonNode value : values) {
                assertThat(DOCUMENT.wrong(place.get("schema"), value)).as(value.toString()).isEmpty();
                examples++;
            }
        }
        assertThat(examples).isGreaterThan(15);
    }

    @Test
    void document_parametersOfEachPath_areThoseInItsName() {
        for (Operation operation : DOCUMENT.operations()) {
            List<String> named = PARAMETER.matcher(operation.path()).results().map(it -> it.group(1)).toList();
            List<String> declared = new ArrayList<>();
            operation.node().path("parameters").forEach(it -> {
                JsonNode parameter = DOCUMENT.resolved(it);
                if (parameter.get("in").textValue().equals("path")) {
                    declared.add(parameter.get("name").textValue());
                }
            });
            assertThat(declared).as(operation.route()).containsExactlyElementsOf(named);
        }
        assertThat(DOCUMENT.operations()).extracting(it -> it.node().get("operationId").textValue())
                .doesNotHaveDuplicates();
    }

    @Test
    void document_problems_areThoseOfTheServerWithTheirStatus() {
        assertThat(strings(DOCUMENT.node().at("/components/schemas/Problem/properties/type/enum")))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Kind.values()).map(Kind::type).toList());
        Set<String> answered = DOCUMENT.node().at("/components/responses").valueStream()
                .map(it -> it.at("/content/application~1problem+json/schema/properties"))
                .filter(it -> !it.isMissingNode()).flatMap(it -> {
                    List<String> types = it.get("type").has("const")
                            ? List.of(it.at("/type/const").textValue())
                            : strings(it.at("/type/enum"));
                    return types.stream().map(type -> it.at("/status/const") + " " + type);
                }).collect(toSet());
        assertThat(answered).containsExactlyInAnyOrderElementsOf(
                Arrays.stream(Kind.values()).map(it -> it.status() + " " + it.type()).toList());
    }

    /** Otherwise a field that the server adds could stay untold. */
    @Test
    void document_everyObject_allowsNoMore() {
        DOCUMENT.node().at("/components/schemas").properties().forEach(schema -> {
            for (JsonNode object : schema.getValue().findParents("properties")) {
                boolean closed = object.has("additionalProperties") || object.has("unevaluatedProperties");
                boolean narrows = object.at("/properties/content").isObject() && !object.has("required");
                if (!OPEN.contains(schema.getKey()) && !narrows) {
                    assertThat(closed).as(schema.getKey() + ' ' + object).isTrue();
                }
            }
        });
    }

    @Test
    void docs_page_loadsNothingButPartsOfThisServer() {
        Answer page = SERVER.get("/docs");
        List<String> parts = PART.matcher(page.text()).results().map((MatchResult it) -> it.group(1)).toList();

        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'; script-src 'self';")
                .doesNotContain("unsafe", "http").contains("frame-ancestors 'none'");
        assertThat(page.text()).doesNotContain("http:", "https:", "style=", "<script>");
        assertThat(parts).hasSize(4);
        for (String part : parts) {
            assertThat(SERVER.get(part).status()).as(part).isEqualTo(200);
        }
    }

    @Test
    void get_whatTheClientHas_isNotSentAgain() {
        for (String path : List.of("/openapi.json", "/docs", "/docs/swagger-ui.css")) {
            Answer first = SERVER.get(path);
            Answer second = SERVER.get(path, "If-None-Match", first.header("ETag"));

            assertThat(second.status()).as(path).isEqualTo(304);
            assertThat(second.body()).isEmpty();
        }
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::textValue).toList();
    }
}
