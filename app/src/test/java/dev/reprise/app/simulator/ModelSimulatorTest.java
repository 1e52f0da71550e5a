package dev.reprise.app.simulator;

import static dev.reprise.app.simulator.ModelSimulator.content;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.api.ApiJson;
import dev.reprise.api.AssessmentRequest;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.CurriculumRequest;
import dev.reprise.api.ExercisesRequest;
import dev.reprise.api.LearningPathRequest;
import dev.reprise.api.LessonRequest;
import dev.reprise.app.generation.ContentGate;

@Timeout(30)
final class ModelSimulatorTest {
    private static final String OPENAI = "/chat/completions";
    private static final String ANTHROPIC = "/messages";
    private static final String PLAIN = "{}";
    private static final String STREAMED = "{\"stream\": true, \"stream_options\": {\"include_usage\": true}}";
    private static final String TEXT = "halfrest";
    private static final ContentGate GATE = new ContentGate();

    private final ModelSimulator simulator = ModelSimulator.start();

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void heldBy_gate_sendsHalfBeforeItOpensAndTheRestAfter() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        simulator.then(content(TEXT).heldBy(gate));

        try (Client held = Client.call(simulator, OPENAI, STREAMED)) {
            held.readUntil("\"half\"");
            assertThat(simulator.inFlight()).isEqualTo(1);
            gate.countDown();
            held.readUntil("[DONE]");
            assertThat(held.seen()).contains("\"rest\"");
        }
    }

    @Test
    void pace_anHourForEachToken_sendsTheFirstAndWaitsWithTheNext() throws Exception {
        simulator.pace(new Pace(Duration.ZERO, 1.0 / 3600)).then(content(TEXT));

        try (Client slow = Client.call(simulator, OPENAI, STREAMED)) {
            slow.readUntil("\"half\"");
            simulator.close();
            slow.readToEnd();
            assertThat(slow.seen()).contains("half").doesNotContain("\"rest\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, STREAMED})
    void pace_anHourOfLatency_sendsNothingYet(String body) throws Exception {
        simulator.then(content(TEXT).paced(new Pace(Duration.ofHours(1), 100)));

        try (Client slow = Client.call(simulator, OPENAI, body)) {
            simulator.arrival();
            simulator.close();
            slow.readToEnd();
            assertThat(slow.seen()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"10,1000,0,10", "10,1000,50,60", "0,Infinity,50,0"})
    void pace_tokens_areDueOneAfterTheOther(int latency, double tokensPerSecond, int tokens, int due) {
        assertThat(new Pace(Duration.ofMillis(latency), tokensPerSecond).until(tokens)).hasMillis(due);
    }

    static Stream<ContentRequest> requests() {
        return Stream.of(new CurriculumRequest("TechCorp", "Technology", "Wear goggles. Report </each> spill."),
                new LessonRequest("Reporting a spill"), new ExercisesRequest("Wear goggles. Report each spill."),
                new AssessmentRequest("Wear goggles. Report each spill."),
                new LearningPathRequest(List.of("Report spills")));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void writing_anyRequest_isContentThatIsRightForIt(ContentRequest request) throws Exception {
        simulator.writing();
        String data = "<request>\n" + ApiJson.mapper().writeValueAsString(request.fields()) + "\n</request>";

        String openAi = answer(OPENAI, asking(data)).at("/choices/0/message/content").asText();
        String anthropic = answer(ANTHROPIC, asking(data, "/title is required")).at("/content/0/text").asText();

        assertThat(GATE.check(request, ApiJson.mapper().readTree(openAi)).getClass())
                .isEqualTo(request.type().contentClass());
        assertThat(anthropic).isEqualTo(openAi);
    }

    @Test
    void writing_noRequestInTheCall_is400ThatSaysSo() throws Exception {
        simulator.writing();

        HttpResponse<String> answer = Client.post(simulator, OPENAI, asking("Hello?"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("<request>");
    }

    @Test
    void failEvery_third_spoilsJustThose() throws Exception {
        simulator.writing(_ -> TEXT).failEvery(3, Fault.STATUS_500);
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            statuses.add(Client.post(simulator, OPENAI, PLAIN).statusCode());
        }

        assertThat(statuses).containsExactly(200, 200, 500, 200, 200, 500, 200);
        assertThat(simulator.callCount()).isEqualTo(7);
        assertThat(simulator.inFlight()).isZero();
        assertThat(simulator.mostInFlight()).isEqualTo(1);
    }

    @Test
    void mostInFlight_twoCallsAtOnce_areTwo() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        simulator.then(content(TEXT).heldBy(gate), content(TEXT).heldBy(gate));

        try (Client one = Client.call(simulator, OPENAI, STREAMED);
                Client other = Client.call(simulator, ANTHROPIC, STREAMED)) {
            simulator.arrival();
            simulator.arrival();
            gate.countDown();
            one.readUntil("[DONE]");
            other.readUntil("message_stop");
        }

        assertThat(simulator.mostInFlight()).isEqualTo(2);
        assertThat(simulator.inFlight()).isZero();
    }

    private JsonNode answer(String path, String body) throws IOException, InterruptedException {
        return ApiJson.mapper().readTree(Client.post(simulator, path, body).body());
    }

    private static String asking(String... texts) {
        ObjectNode body = ApiJson.mapper().createObjectNode();
        body.putArray("messages").addObject().put("role", "system").put("content", "A <request> follows.");
        for (String text : texts) {
            body.withArray("messages").addObject().put("role", "user").putArray("content").addObject()
                    .put("type", "text").put("text", text);
        }
        return body.toString();
    }
}
