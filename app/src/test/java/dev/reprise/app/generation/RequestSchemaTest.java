package dev.reprise.app.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.reprise.api.ApiJson;
import dev.reprise.api.ContentType;
import dev.reprise.api.InvalidRequestException;

/** Schema and record must draw the same line: a client checks with the one, the server ends with the other. */
class RequestSchemaTest {
    private static final SchemaRegistry REGISTRY = SchemaRegistry
            .withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "course-curriculum | {'company_name':'A','industry':'B','sop_content':'C'} | true",
            "course-curriculum | {'company_name':'A','industry':'B','sop_content':'C','duration_weeks':1} | true",
            "course-curriculum | {'company_name':'A','industry':'B','sop_content':'C','duration_weeks':52} | true",
            "course-curriculum | {'company_name':'A','industry':'B','sop_content':'C','duration_weeks':0} | false",
            "course-curriculum | {'company_name':'A','industry':'B','sop_content':'C','duration_weeks':53} | false",
            "course-curriculum | {'company_name':'A','industry':'B','sop_content':'C','duration_weeks':'8'} | false",
            "course-curriculum | {'company_name':'A','industry':'B','sop_content':'C','cefr_level':'C2'} | true",
            "course-curriculum | {'company_name':'A','industry':'B','sop_content':'C','cefr_level':'c2'} | false",
            "course-curriculum | {'company_name':'A','industry':'B','sop_content':'C','extra':1} | false",
            "course-curriculum | {'company_name':'A','industry':'B'} | false",
            "course-curriculum | {'company_name':' ','industry':'B','sop_content':'C'} | false",
            "course-curriculum | {'company_name':null,'industry':'B','sop_content':'C'} | false",
            "lesson-content | {'lesson_title':'A'} | true",
            "lesson-content | {'lesson_title':'A','module_context':'','vocabulary_themes':[],'grammar_focus':[]} | true",
            "lesson-content | {'lesson_title':'A','vocabulary_themes':['a','a'],'grammar_focus':['b']} | true",
            "lesson-content | {'lesson_title':'A','vocabulary_themes':[' ']} | false",
            "lesson-content | {'lesson_title':'A','grammar_focus':'b'} | false",
            "lesson-content | {'lesson_title':'A','duration_minutes':5} | true",
            "lesson-content | {'lesson_title':'A','duration_minutes':480} | true",
            "lesson-content | {'lesson_title':'A','duration_minutes':4} | false",
            "lesson-content | {'lesson_title':'A','duration_minutes':481} | false",
            "lesson-content | {} | false",
            "exercises | {'lesson_context':'A'} | true",
            "exercises | {'lesson_context':'A','exercise_types':['gap-fill','short-answer']} | true",
            "exercises | {'lesson_context':'A','exercise_types':['gap-fill','gap-fill']} | false",
            "exercises | {'lesson_context':'A','exercise_types':['essay']} | false",
            "exercises | {'lesson_context':'A','exercise_types':[]} | false",
            "exercises | {'lesson_context':'A','count':1} | true",
            "exercises | {'lesson_context':'A','count':50} | true",
            "exercises | {'lesson_context':'A','count':0} | false",
            "exercises | {'lesson_context':'A','count':51} | false",
            "exercises | {'lesson_context':'A','count':true} | false",
            "assessment | {'course_context':'A'} | true",
            "assessment | {'course_context':'A','assessment_type':'final exam','duration_minutes':480} | true",
            "assessment | {'course_context':'A','assessment_type':''} | false",
            "assessment | {'course_context':'\\n','assessment_type':'quiz'} | false",
            "assessment | {'course_context':'A','duration_minutes':481} | false",
            "learning-path | {'goals':['A']} | true",
            "learning-path | {'goals':['A'],'current_level':'C2'} | true",
            "learning-path | {'goals':['A'],'current_level':'A1','target_level':'C2','hours_per_week':40} | true",
            "learning-path | {'goals':['A'],'hours_per_week':41} | false",
            "learning-path | {'goals':['A'],'hours_per_week':0} | false", "learning-path | {'goals':[]} | false",
            "learning-path | {'goals':['A','']} | false", "learning-path | {'goals':'A'} | false",
            "learning-path | {'goals':['1','2','3','4','5','6','7','8','9','10','11','12','13','14','15','16','17','18','19','20']} | true",
            "learning-path | {'goals':['1','2','3','4','5','6','7','8','9','10','11','12','13','14','15','16','17','18','19','20','21']} | false"})
    void schemaAndRecord_sameBody_agree(String segment, String body, boolean valid) throws JsonProcessingException {
        ContentType type = ContentType.named(segment).orElseThrow();
        JsonNode json = ApiJson.mapper().readTree(body.replace('\'', '"'));
        Schema schema = REGISTRY.getSchema(type.requestSchema());
        assertThat(schema.validate(json).isEmpty()).as("schema").isEqualTo(valid);
        assertThat(recordAccepts(type, (ObjectNode) json)).as("record").isEqualTo(valid);
    }

    private static boolean recordAccepts(ContentType type, ObjectNode body) throws JsonProcessingException {
        JsonNode properties = ApiJson.mapper().readTree(type.requestSchema()).get("properties");
        ObjectNode complete = body.deepCopy();
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            if (property.getValue().has("default") && !complete.has(property.getKey())) {
                complete.set(property.getKey(), property.getValue().get("default"));
            }
        }
        try {
            return List.of(ApiJson.mapper().treeToValue(complete, type.requestClass())).size() == 1;
        } catch (JsonProcessingException | InvalidRequestException e) {
            return false;
        }
    }
}
