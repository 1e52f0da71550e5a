package dev.reprise.app.simulator;

import static dev.reprise.app.simulator.ModelSimulator.content;
import static dev.reprise.app.simulator.ModelSimulator.finished;
import static dev.reprise.app.simulator.ModelSimulator.refusal;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.reprise.api.ApiJson;

/** That what is asked for plain or as a stream is the same. */
@Timeout(30)
final class FormTest {
    private static final String OPENAI = "/chat/completions";
    private static final String ANTHROPIC = "/messages";
    private static final String PLAIN = "{}";
    private static final String STREAMED = "{\"stream\": true, \"stream_options\": {\"include_usage\": true}}";
    private static final String TEXT = "{\"title\": \"Löschen \uD83E\uDDEF\uD83E\uDDEF\uD83E\uDDEF\uD83E\uDDEF\"}\n";

    private final ModelSimulator simulator = ModelSimulator.start();

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void openAi_plainAndStreamed_giveTheSameTextReasonAndUsage() throws Exception {
        simulator.then(content(TEXT), content(TEXT));

        JsonNode plain = json(post(OPENAI, PLAIN).body());
        List<JsonNode> chunks = events(post(OPENAI, STREAMED).body());

        assertThat(plain.at("/choices/0/message/content").asText()).isEqualTo(TEXT);
        assertThat(joined(chunks, "/choices/0/delta/content")).isEqualTo(TEXT);
        assertThat(chunks).hasSizeGreaterThan(5);
        assertThat(joined(chunks, "/choices/0/finish_reason"))
                .isEqualTo(plain.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(chunks.getLast().get("usage")).isEqualTo(plain.get("usage"));
        assertThat(chunks.getLast().get("choices")).isEmpty();
        assertThat(plain.at("/usage/completion_tokens").asInt()).isEqualTo(ModelSimulator.OUTPUT_TOKENS);
    }

    @Test
    void openAi_usageNotAskedFor_isNotSentAndTheStreamIsMarkedAsDone() throws Exception {
        simulator.then(content(TEXT));

        String body = post(OPENAI, "{\"stream\": true}").body();

        assertThat(body).doesNotContain("usage").endsWith("data: [DONE]\n\n");
    }

    @Test
    void openAi_refusal_isNoContentInBothForms() throws Exception {
        simulator.then(refusal("I will not."), refusal("I will not."));

        JsonNode message = json(post(OPENAI, PLAIN).body()).at("/choices/0/message");
        List<JsonNode> chunks = events(post(OPENAI, STREAMED).body());

        assertThat(message.get("refusal").asText()).isEqualTo("I will not.");
        assertThat(message.get("content").isNull()).isTrue();
        assertThat(joined(chunks, "/choices/0/delta/refusal")).isEqualTo("I will not.");
        assertThat(joined(chunks, "/choices/0/delta/content")).isEmpty();
    }

    @Test
    void anthropic_plainAndStreamed_giveTheSameTextAndUsage() throws Exception {
        simulator.then(content(TEXT), content(TEXT));

        JsonNode plain = json(post(ANTHROPIC, PLAIN).body());
        String stream = post(ANTHROPIC, STREAMED).body();
        List<JsonNode> events = events(stream);

        assertThat(plain.at("/content/0/text").asText()).isEqualTo(TEXT);
        assertThat(joined(events, "/delta/text")).isEqualTo(TEXT);
        assertThat(events.getFirst().at("/message/usage/input_tokens")).isEqualTo(plain.at("/usage/input_tokens"));
        assertThat(events.get(events.size() - 2).at("/usage/output_tokens"))
                .isEqualTo(plain.at("/usage/output_tokens"));
        assertThat(events.getLast().get("type").asText()).isEqualTo("message_stop");
        for (JsonNode event : events) {
            assertThat(stream).contains("event: " + event.get("type").asText() + "\ndata: " + event + "\n\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"stop,end_turn", "length,max_tokens", "content_filter,refusal"})
    void anthropic_reason_isInItsOwnWords(String reason, String stopReason) throws Exception {
        simulator.then(finished(reason, TEXT), finished(reason, TEXT));

        assertThat(json(post(ANTHROPIC, PLAIN).body()).get("stop_reason").asText()).isEqualTo(stopReason);
        assertThat(joined(events(post(ANTHROPIC, STREAMED).body()), "/delta/stop_reason")).isEqualTo(stopReason);
    }

    @Test
    void status_eachProtocol_hasItsErrorAndTheHeaders() throws Exception {
        simulator.writing(_ -> TEXT).failNext(2, Fault.STATUS_429);

        HttpResponse<String> openAi = post(OPENAI, STREAMED);
        HttpResponse<String> anthropic = post(ANTHROPIC, STREAMED);

        assertThat(List.of(openAi.statusCode(), anthropic.statusCode())).containsOnly(429);
        assertThat(openAi.headers().firstValue("Retry-After")).contains("1");
        assertThat(json(openAi.body()).at("/error/message").asText()).isEqualTo("simulated failure");
        assertThat(json(anthropic.body()).get("type").asText()).isEqualTo("error");
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return Client.post(simulator, path, body);
    }

    private static JsonNode json(String text) throws IOException {
        return ApiJson.mapper().readTree(text);
    }

    private static List<JsonNode> events(String stream) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : stream.split("\n", -1)) {
            if (line.startsWith("data: {")) {
                events.add(json(line.substring("data: ".length())));
            }
        }
        return events;
    }

    private static String joined(List<JsonNode> events, String pointer) {
        return events.stream().map(it -> it.at(pointer)).filter(JsonNode::isTextual).map(JsonNode::textValue)
                .collect(joining());
    }
}
