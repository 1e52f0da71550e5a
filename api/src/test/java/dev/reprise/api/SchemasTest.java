package dev.reprise.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemasTest {
    @ParameterizedTest
    @EnumSource
    void requestSchema_defaults_areThoseOfTheShortConstructor(ContentType type) throws IOException {
        JsonNode schema = ApiJson.mapper().readTree(type.requestSchema());
        ContentRequest shortest = shortest(type);
        ObjectNode fields = ApiJson.mapper().valueToTree(shortest);
        for (Map.Entry<String, JsonNode> property : schema.get("properties").properties()) {
            String name = property.getKey();
            boolean required = strings(schema.get("required")).contains(name);
            if (!required && !name.equals("target_level")) {
                assertThat(property.getValue().get("default")).as(name).isEqualTo(fields.get(name));
            } else {
                assertThat(property.getValue().has("default")).as(name).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestSchema_properties_areTheFieldsOfTheRecord(ContentType type) throws IOException {
        JsonNode schema = ApiJson.mapper().readTree(type.requestSchema());
        ObjectNode fields = ApiJson.mapper().valueToTree(shortest(type));
        assertThat(names(schema.get("properties"))).containsExactlyElementsOf(names(fields));
        assertThat(names(fields)).containsExactlyInAnyOrderElementsOf(shortest(type).fields().keySet());
        assertThat(schema.get("additionalProperties").asBoolean(true)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void contentSchema_properties_areTheFieldsOfTheRecord(ContentType type) throws IOException {
        JsonNode schema = ApiJson.mapper().readTree(type.contentSchema());
        List<String> components = Arrays.stream(type.contentClass().getRecordComponents())
                .map(component -> ApiJson.mapper().getPropertyNamingStrategy()
                        .nameForField(null, null, component.getName()))
                .toList();
        assertThat(names(schema.get("properties"))).containsExactlyElementsOf(components);
    }

    @ParameterizedTest
    @EnumSource
    void contentSchema_everyObject_requiresAllAndAllowsNoMore(ContentType type) throws IOException {
        JsonNode schema = ApiJson.mapper().readTree(type.contentSchema());
        List<JsonNode> objects = new ArrayList<>();
        collectObjects(schema, objects);
        assertThat(objects).hasSizeGreaterThan(1);
        for (JsonNode object : objects) {
            assertThat(strings(object.get("required"))).containsExactlyElementsOf(names(object.get("properties")));
            assertThat(object.get("additionalProperties").asBoolean(true)).isFalse();
        }
    }

    @Test
    void named_segmentOrPrefix_findsTheType() {
        for (ContentType type : ContentType.values()) {
            assertThat(ContentType.named(type.segment())).contains(type);
            assertThat(ContentType.named(type.prefix())).contains(type);
        }
        assertThat(ContentType.named("poem")).isEmpty();
    }

    private static ContentRequest shortest(ContentType type) {
        return switch (type) {
            case COURSE_CURRICULUM -> new CurriculumRequest("x", "x", "x");
            case LESSON_CONTENT -> new LessonRequest("x");
            case EXERCISES -> new ExercisesRequest("x");
            case ASSESSMENT -> new AssessmentRequest("x");
            case LEARNING_PATH -> new LearningPathRequest(List.of("x"));
        };
    }

    private static void collectObjects(JsonNode node, List<JsonNode> found) {
        if (node.path("type").asText().equals("object")) {
            found.add(node);
        }
        node.forEach(child -> collectObjects(child, found));
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static List<String> strings(JsonNode array) {
        List<String> values = new ArrayList<>();
        array.forEach(value -> values.add(value.asText()));
        return values;
    }
}
