package dev.reprise.app.generation.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.reprise.api.InvalidRequestException.Violation;
import dev.reprise.app.generation.ContentGate;
import dev.reprise.app.generation.ContentSample;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.GenerationException.Reason;
import dev.reprise.app.generation.model.Endpoint.Protocol;
import dev.reprise.app.simulator.Answer;
import dev.reprise.app.simulator.ModelSimulator;

/** What {@link ModelGenerator} makes of an answer without content. */
@Timeout(30)
final class ModelFailuresTest {
    private static final String KEY = "sk-secret-0123456789";
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final ContentGate GATE = new ContentGate();
    private static final ContentSample SAMPLE = ContentSample.LESSON;

    private final ModelSimulator simulator = ModelSimulator.start();

    @AfterEach
    void close() {
        simulator.close();
    }

    static Stream<Arguments> failures() {
        String right = SAMPLE.json().toString();
        return Stream.of(
                Arguments.of("cut off", ModelSimulator.finished("length", right), Reason.TRUNCATED),
                Arguments.of("cut off early", ModelSimulator.finished("length", null), Reason.TRUNCATED),
                Arguments.of("filtered", ModelSimulator.finished("content_filter", null), Reason.REFUSED),
                Arguments.of("refused", ModelSimulator.refusal("leak: I will not"), Reason.REFUSED),
                Arguments.of("429", ModelSimulator.status(429, Map.of()), Reason.OVERLOADED),
                Arguments.of("500", ModelSimulator.status(500, Map.of()), Reason.UNAVAILABLE),
                Arguments.of("503", ModelSimulator.status(503, Map.of()), Reason.UNAVAILABLE),
                Arguments.of("hung up", ModelSimulator.hangUp(), Reason.UNAVAILABLE),
                Arguments.of("408", ModelSimulator.status(408, Map.of()), Reason.TIMEOUT),
                Arguments.of("307", ModelSimulator.status(307, Map.of("Location", "/v1/x")), Reason.REJECTED),
                Arguments.of("400", ModelSimulator.status(400, Map.of()), Reason.REJECTED),
                Arguments.of("401", ModelSimulator.status(401, Map.of()), Reason.REJECTED),
                Arguments.of("403", ModelSimulator.status(403, Map.of()), Reason.REJECTED),
                Arguments.of("404", ModelSimulator.status(404, Map.of()), Reason.REJECTED),
                Arguments.of("no body", ModelSimulator.body(""), Reason.UNAVAILABLE),
                Arguments.of("not the protocol", ModelSimulator.body("<html>leak</html>"), Reason.UNAVAILABLE),
                Arguments.of("no events", ModelSimulator.body("{\"leak\": 1}"), Reason.UNAVAILABLE),
                Arguments.of("no JSON in the events", ModelSimulator.events("leak"), Reason.UNAVAILABLE),
                Arguments.of("an error amid the events", ModelSimulator.events("{\"error\": {\"message\": \"leak\"}}"),
                        Reason.UNAVAILABLE),
                Arguments.of("no choice", ModelSimulator.events("{\"choices\": []}"), Reason.UNAVAILABLE),
                Arguments.of("empty choice", ModelSimulator.events("{\"choices\": [{}]}"), Reason.UNAVAILABLE),
                Arguments.of("not finished", ModelSimulator.finished("tool_calls", right), Reason.INVALID),
                Arguments.of("no content", ModelSimulator.finished("stop", null), Reason.INVALID),
                Arguments.of("empty", ModelSimulator.content(""), Reason.INVALID),
                Arguments.of("blank", ModelSimulator.content(" \n"), Reason.INVALID),
                Arguments.of("not JSON", ModelSimulator.content("leak"), Reason.INVALID),
                Arguments.of("half", ModelSimulator.content(right.substring(0, 90)), Reason.INVALID),
                Arguments.of("no object", ModelSimulator.content("[" + right + "]"), Reason.INVALID),
                Arguments.of("more after it", ModelSimulator.content(right + " leak"), Reason.INVALID),
                Arguments.of("twice", ModelSimulator.content(right + right), Reason.INVALID),
                Arguments.of("field twice", ModelSimulator.content("{\"title\":\"a\"," + right.substring(1)),
                        Reason.INVALID),
                Arguments.of("empty fence", ModelSimulator.content("```json\n\n```"), Reason.INVALID),
                Arguments.of("half a fence", ModelSimulator.content("```json\n```"), Reason.INVALID),
                Arguments.of("words and a fence", ModelSimulator.content("leak:\n```json\n" + right + "\n```"),
                        Reason.INVALID),
                Arguments.of("another fence", ModelSimulator.content("```\n" + right + "\n```"), Reason.INVALID),
                Arguments.of("not the schema", ModelSimulator.content("{\"title\": \"leak\"}"), Reason.INVALID));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void generate_failure_hasItsReason(String name, Answer answer, Reason reason) {
        simulator.then(answer, answer);

        GenerationException failure = failureOf(generator());

        assertThat(failure.reason()).as(name).isEqualTo(reason);
        assertThat(failure.violations().isEmpty()).isEqualTo(reason != Reason.INVALID);
        assertThat(failure.violations()).extracting(Violation::detail).doesNotContain("");
        assertThat(failure.getMessage()).isNotBlank();
        assertThat(failure.getMessage() + failure.violations()).doesNotContain(KEY, "leak", "simulated", "127.0.0.1",
                "Exception");
        assertThat(simulator.calls()).hasSize(reason == Reason.INVALID && !name.equals("not finished") ? 2 : 1);
    }

    @ParameterizedTest
    @CsvSource({"429,30,PT30S", "503,0,PT0S", "429,1.5,", "429,'Wed, 21 Oct 2026 07:28:00 GMT',",
            "429,99999999999999999999,", "429,-1,"})
    void generate_retryAfter_isKeptWhereItIsSeconds(int status, String header, @Nullable Duration expected) {
        simulator.then(ModelSimulator.status(status, Map.of("Retry-After", header)));

        assertThat(failureOf(generator()).retryAfter()).isEqualTo(expected);
    }

    @Test
    void generate_nobodyListens_isUnavailable() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(failureOf(generator(URI.create("http://127.0.0.1:" + port))).reason()).isEqualTo(Reason.UNAVAILABLE);
    }

    private ModelGenerator generator() {
        return generator(simulator.baseUrl());
    }

    /** Without retries. */
    private static ModelGenerator generator(URI url) {
        return new ModelGenerator(new Endpoint(Protocol.OPENAI, url, KEY, "small", PATIENT, 0, null), 2000, GATE);
    }

    private static GenerationException failureOf(ModelGenerator generator) {
        return catchThrowableOfType(GenerationException.class,
                () -> generator.generate(SAMPLE.request(), progress -> {}));
    }
}
