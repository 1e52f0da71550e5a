package dev.reprise.app.generation.model;

import static dev.reprise.app.generation.model.FaultyModel.PATH;
import static dev.reprise.app.generation.model.FaultyModel.PATIENT;
import static dev.reprise.app.generation.model.FaultyModel.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.ContentGenerator;
import dev.reprise.app.generation.builtin.BuiltInGenerator;
import dev.reprise.app.generation.model.Endpoint.Protocol;
import dev.reprise.app.http.Taken;
import dev.reprise.app.http.Taken.Outcome;
import dev.reprise.app.simulator.Fault;

/** A model that fails, and another generator behind it. */
@Timeout(60)
final class FallbackOverHttpTest {
    private static final Map<String, String> MODEL = Map.of("provider", "openai", "model", "tiny");
    private static final Map<String, String> BUILT_IN = Map.of("provider", "builtin", "model", "rules");

    @AutoClose
    private final FaultyModel model = new FaultyModel();

    static Stream<Arguments> every() {
        return Arrays.stream(Fault.values())
                .flatMap(fault -> Arrays.stream(Taken.values()).map(taken -> Arguments.of(fault, taken)));
    }

    @ParameterizedTest
    @MethodSource("every")
    void post_modelFails_isAnsweredByTheFallbackUntilTheModelIsWellAgain(Fault fault, Taken taken) {
        model.failOnce(fault);
        try (TestServer server = start(Map.of(), model.onceFor(fault, Protocol.OPENAI))) {
            Outcome during = taken.post(server, PATH, REQUEST);

            assertThat(during.shortly()).isEqualTo("200");
            assertThat(FaultyModel.generator(during.last())).isEqualTo(BUILT_IN);
            if (taken == Taken.EVENTS) {
                assertThat(during.restarts()).isPositive();
                assertThat(during.written()).as("what the model wrote is void").isEmpty();
            }
            assertThat(server.get("/ai/cache/status").json().get("fallbacks").intValue()).isEqualTo(1);
            assertThat(server.metric("reprise_fallbacks_total")).isEqualTo(1);

            Outcome after = taken.post(server, PATH, REQUEST);
            assertThat(FaultyModel.generator(after.last())).isEqualTo(MODEL);
            assertThat(after.last().get("key")).isEqualTo(during.last().get("key"));
            assertThat(FaultyModel.entries(server)).as("each under a key of its own").isEqualTo(2);
            assertThat(FaultyModel.generator(taken.post(server, PATH, REQUEST).last())).isEqualTo(MODEL);
            assertThat(model.simulator.callCount()).isEqualTo(FaultyModel.calls(fault) + 1);
            assertThat(server.metric("reprise_fallbacks_total")).isEqualTo(1);
        }
    }

    @Test
    void post_modelKeepsFailing_servesWhatTheFallbackMadeBefore() {
        model.simulator.failEvery(1, Fault.STATUS_500);
        try (TestServer server = start(Map.of(), model.generator(Protocol.OPENAI, PATIENT, 0))) {
            Answer first = server.post(PATH, REQUEST);
            Answer second = server.post(PATH, REQUEST);

            assertThat(second.body()).isEqualTo(first.body());
            assertThat(second.header("Cache-Status")).startsWith("\"caffeine\"; hit; ttl=");
            assertThat(model.simulator.callCount()).as("the model is asked each time").isEqualTo(2);
            assertThat(server.get(second.header("Content-Location")).body()).isEqualTo(first.body());
            assertThat(server.post(PATH, REQUEST, "Cache-Control", "only-if-cached").body()).isEqualTo(first.body());
        }
    }

    @Test
    void post_failureOfTheModelIsRemembered_isLeftToTheFallbackWithoutACall() {
        model.simulator.failEvery(1, Fault.STATUS_500);
        try (TestServer server = start(Map.of("FAILURE_MEMORY", "3600"),
                model.generator(Protocol.OPENAI, PATIENT, 0))) {
            assertThat(server.post(PATH, REQUEST).status()).isEqualTo(200);
            assertThat(server.post(PATH, REQUEST).status()).isEqualTo(200);
            assertThat(model.simulator.callCount()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void post_bothFail_isTheProblemOfTheFallbackAndNothingIsStored(Taken taken) {
        try (FaultyModel second = new FaultyModel();
                TestServer server = TestServer.start(Map.of(), model.generator(Protocol.OPENAI, PATIENT, 0),
                        second.generator(Protocol.ANTHROPIC, PATIENT, 0))) {
            model.simulator.failNext(1, Fault.STATUS_500);
            second.simulator.failNext(1, Fault.TRUNCATED);

            assertThat(taken.post(server, PATH, REQUEST).shortly()).isEqualTo("502 generation-truncated");
            assertThat(FaultyModel.entries(server)).isZero();
            assertThat(FaultyModel.generator(taken.post(server, PATH, REQUEST).last())).isEqualTo(MODEL);
        }
    }

    @ParameterizedTest
    @EnumSource
    void post_modelUsesUpItsTime_leavesTheFallbackItsHalf(Taken taken) {
        model.simulator.failNext(1, Fault.SILENCE);
        Map<String, String> variables = Map.of("AI_TIMEOUT", "1.4", "AI_BASE_URL",
                model.simulator.baseUrl().toString(), "AI_MODEL", "tiny", "AI_FALLBACK_PROVIDER", "builtin");
        try (TestServer server = start(variables, model.generator(Protocol.OPENAI, PATIENT, 0))) {
            JsonNode answer = taken.post(server, PATH, REQUEST).last();

            assertThat(FaultyModel.generator(answer)).isEqualTo(BUILT_IN);
        }
    }

    private static TestServer start(Map<String, String> variables, ContentGenerator first) {
        return TestServer.start(variables, first, new BuiltInGenerator());
    }
}
