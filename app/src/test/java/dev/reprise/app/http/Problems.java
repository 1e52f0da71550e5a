package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import dev.reprise.app.TestServer.Answer;

/** Asserts that an answer is a problem as the contract has it, and shows nothing of the server's inside. */
final class Problems {
    private Problems() {}

    static JsonNode assertProblem(Answer answer, int status, String kind, String instance) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        JsonNode problem = answer.json();
        List<String> members = new ArrayList<>(List.of("type", "title", "status", "detail", "instance"));
        if (problem.has("retry_after")) {
            assertThat(problem.get("retry_after").asText()).isEqualTo(answer.header("Retry-After"));
            members.add("retry_after");
        }
        if (problem.has("errors")) {
            members.add("errors");
        }
        assertThat(problem.fieldNames()).toIterable().containsExactlyElementsOf(members);
        assertThat(problem.get("type").textValue()).isEqualTo("urn:reprise:problem:" + kind);
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("title").textValue()).isNotBlank();
        assertThat(problem.get("detail").textValue()).isNotBlank();
        assertThat(problem.get("instance").textValue()).isEqualTo(instance);
        assertThat(answer.text()).doesNotContainPattern("Exception|Error\\b|\\tat |dev\\.reprise|java\\.|jackson|Jetty")
                .doesNotContain("io.javalin", ".java:");
        return problem;
    }

    /** A 422, by the pointers of what is wrong, in order. */
    static List<String> pointers(Answer answer, String instance) {
        JsonNode errors = assertProblem(answer, 422, "invalid-request", instance).get("errors");
        assertThat(errors).allSatisfy(error -> {
            assertThat(error.fieldNames()).toIterable().containsExactly("pointer", "detail");
            assertThat(error.get("detail").textValue()).isNotBlank();
        });
        return errors.valueStream().map(error -> error.get("pointer").textValue()).toList();
    }
}
