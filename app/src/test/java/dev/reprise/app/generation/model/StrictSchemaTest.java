package dev.reprise.app.generation.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.reprise.api.ApiJson;
import dev.reprise.api.ContentType;

final class StrictSchemaTest {
    @Test
    void of_keywords_keepsTheShapeOnly() {
        String schema = """
                {"$schema": "s", "$id": "i", "title": "t", "description": "d", "type": "object",
                 "properties": {
                  "title": {"title": "t", "type": "string", "pattern": "\\\\S", "minLength": 1, "default": "x"},
                  "level": {"enum": ["A1"]},
                  "list": {"type": "array", "minItems": 1, "uniqueItems": true,
                   "items": {"$ref": "#/$defs/N", "title": "t"}},
                  "either": {"anyOf": [{"type": "null", "title": "t"}, {"const": 1}]}},
                 "required": ["title"], "additionalProperties": false,
                 "$defs": {"N": {"type": "integer", "minimum": 1}}}
                """;

        assertThat(StrictSchema.of(schema)).isEqualTo("""
                {"description":"d","type":"object","properties":{"title":{"type":"string"},"level":{"enum":["A1"]},\
                "list":{"type":"array","items":{"$ref":"#/$defs/N"}},\
                "either":{"anyOf":[{"type":"null"},{"const":1}]}},\
                "required":["title"],"additionalProperties":false,"$defs":{"N":{"type":"integer"}}}""");
    }

    /** What strict mode demands of a schema: closed objects, all of whose fields are required. */
    @ParameterizedTest
    @EnumSource
    void of_everyType_hasClosedObjectsAndNoOptionalField(ContentType type) throws JsonProcessingException {
        JsonNode schema = ApiJson.mapper().readTree(StrictSchema.of(type.contentSchema()));
        List<JsonNode> objects = new ArrayList<>();
        collect(schema, objects);

        assertThat(schema.get("type").asText()).isEqualTo("object");
        assertThat(objects).isNotEmpty().allSatisfy(object -> {
            assertThat(object.path("additionalProperties").asBoolean(true)).isFalse();
            Set<String> required = ApiJson.mapper().convertValue(object.get("required"),
                    ApiJson.mapper().getTypeFactory().constructCollectionType(Set.class, String.class));
            assertThat(object.get("properties").fieldNames()).toIterable()
                    .containsExactlyInAnyOrderElementsOf(required);
        });
    }

    private static void collect(JsonNode schema, List<JsonNode> objects) {
        if (schema.path("type").asText().equals("object")) {
            objects.add(schema);
        }
        schema.forEach(child -> collect(child, objects));
    }
}
