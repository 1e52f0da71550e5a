package dev.reprise.app.generation.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.ContentGate;
import dev.reprise.app.generation.ContentSample;
import dev.reprise.app.simulator.ModelSimulator;

/** From a client through the server to a model and back. */
class ModelOverHttpTest {
    private static final String LESSON = "/ai/content/lesson-content";
    private static final String REQUEST = "{\"lesson_title\": \"Reporting a spill\"}";

    private final ModelSimulator model = ModelSimulator.start();
    private final TestServer server = TestServer.start(new ModelGenerator(
            Endpoint.openAi(model.baseUrl(), "a-secret-key", "tiny", Duration.ofSeconds(2)), 2000, new ContentGate()));

    @AfterEach
    void stop() {
        server.close();
        model.close();
    }

    @Test
    void post_modelWritesWhatWasAsked_servesJustThatAndAsksOnce() {
        model.then(ModelSimulator.content(ContentSample.LESSON.json().toString()));

        Answer first = server.post(LESSON, REQUEST);
        Answer second = server.post(LESSON, REQUEST);

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().get("content")).isEqualTo(ContentSample.LESSON.json());
        assertThat(first.json().get("generator").get("model").textValue()).isEqualTo("tiny");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(model.calls()).hasSize(1);
    }

    @Test
    void post_modelWritesNonsense_is502ThatNamesItAndNothingIsKept() {
        ObjectNode wrong = ContentSample.LESSON.json();
        wrong.remove("stages");
        model.then(ModelSimulator.content(wrong.toString()), ModelSimulator.content(wrong.toString()));

        Answer answer = assertProblem(502, "generation-invalid");

        assertThat(answer.json().get("errors").get(0).get("pointer").textValue()).isEqualTo("/stages");
    }

    @Test
    void post_modelIsCutOff_is502() {
        model.then(ModelSimulator.finished("length", "{"));
        assertProblem(502, "generation-truncated");
    }

    @Test
    void post_modelRefuses_is502() {
        model.then(ModelSimulator.refusal("No."));
        assertProblem(502, "generation-refused");
    }

    @Test
    void post_modelIsOverloaded_is503WithItsRetryAfter() {
        model.then(ModelSimulator.status(429, Map.of("Retry-After", "60")));
        assertThat(assertProblem(503, "generation-overloaded").header("Retry-After")).isEqualTo("60");
    }

    @Test
    void post_modelFails_is503() {
        model.then(ModelSimulator.status(500, Map.of()));
        assertProblem(503, "generation-unavailable");
    }

    @Test
    void post_modelHangsUp_is503() {
        model.then(ModelSimulator.hangUp());
        assertProblem(503, "generation-unavailable");
    }

    @Test
    void post_modelIsSilent_is504() {
        model.then(ModelSimulator.silence());
        assertProblem(504, "generation-timeout");
    }

    /** A clear problem without secrets, nothing kept, and the next request works. */
    private Answer assertProblem(int status, String kind) {
        Answer answer = server.post(LESSON, REQUEST);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("type").textValue()).isEqualTo("urn:reprise:problem:" + kind);
        assertThat(answer.text()).doesNotContain("a-secret-key", "Exception");
        assertThat(server.post(LESSON, REQUEST, "Cache-Control", "only-if-cached").status()).isEqualTo(504);
        model.then(ModelSimulator.content(ContentSample.LESSON.json().toString()));
        assertThat(server.post(LESSON, REQUEST).status()).isEqualTo(200);
        return answer;
    }
}
