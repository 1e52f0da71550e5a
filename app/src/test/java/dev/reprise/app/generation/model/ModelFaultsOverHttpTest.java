package dev.reprise.app.generation.model;

import static dev.reprise.app.generation.model.FaultyModel.IMPATIENT;
import static dev.reprise.app.generation.model.FaultyModel.KEY;
import static dev.reprise.app.generation.model.FaultyModel.PATH;
import static dev.reprise.app.generation.model.FaultyModel.PATIENT;
import static dev.reprise.app.generation.model.FaultyModel.REQUEST;
import static dev.reprise.app.generation.model.FaultyModel.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.ContentSample;
import dev.reprise.app.generation.model.Endpoint.Protocol;
import dev.reprise.app.http.Taken;
import dev.reprise.app.http.Taken.Outcome;
import dev.reprise.app.simulator.Fault;
import dev.reprise.app.simulator.ModelSimulator;

/** From a client through the server to a model that fails, and back. */
@Timeout(60)
final class ModelFaultsOverHttpTest {
    /** Those after which a model is asked again. */
    private static final Set<Fault> PASSING = EnumSet.of(Fault.END_EARLY, Fault.CUT_OFF, Fault.RESET, Fault.ERROR_EVENT,
            Fault.EMPTY, Fault.STATUS_429, Fault.STATUS_500, Fault.HANG_UP, Fault.INVALID_JSON, Fault.WRONG_SCHEMA);

    @AutoClose
    private final FaultyModel model = new FaultyModel();

    /** The first answer of a process takes longer than those that are timed here. */
    @BeforeAll
    static void warmUp() {
        try (FaultyModel model = new FaultyModel();
                TestServer server = TestServer.start(model.generator(Protocol.OPENAI, PATIENT, 0))) {
            assertThat(server.post(PATH, REQUEST).status()).isEqualTo(200);
        }
    }

    static Stream<Arguments> every() {
        return each(EnumSet.allOf(Fault.class));
    }

    static Stream<Arguments> passing() {
        return each(PASSING);
    }

    private static Stream<Arguments> each(Set<Fault> faults) {
        return faults.stream().flatMap(fault -> Arrays.stream(Protocol.values()).flatMap(
                protocol -> Arrays.stream(Taken.values()).map(taken -> Arguments.of(fault, protocol, taken))));
    }

    @ParameterizedTest
    @MethodSource("every")
    void post_faultThatStays_isItsProblemAndNothingIsStoredAndTheNextRequestWorks(Fault fault, Protocol protocol,
            Taken taken) {
        model.failOnce(fault);
        try (TestServer server = TestServer.start(model.onceFor(fault, protocol))) {
            Outcome outcome = taken.post(server, PATH, REQUEST);

            assertThat(outcome.shortly()).isEqualTo(FaultyModel.problem(fault));
            assertThat(outcome.last().get("instance").textValue()).isEqualTo(PATH);
            assertThat(outcome.last().has("retry_after")).isEqualTo(outcome.status() == 503);
            assertThat(!outcome.last().path("errors").isEmpty()).isEqualTo(FaultyModel.isMended(fault));
            assertThat(outcome.last().path("errors")).extracting(error -> error.get("detail").textValue())
                    .doesNotContain("");
            assertShowsNothingInside(outcome);
            assertThat(model.simulator.callCount()).isEqualTo(FaultyModel.calls(fault));
            assertThat(FaultyModel.entries(server)).isZero();
            assertThat(taken.post(server, PATH, REQUEST, "Cache-Control", "only-if-cached").shortly())
                    .isEqualTo("504 not-cached");

            assertThat(taken.post(server, PATH, REQUEST).shortly()).isEqualTo("200");
            assertThat(FaultyModel.entries(server)).isEqualTo(1);
            assertThat(model.simulator.callCount()).isEqualTo(FaultyModel.calls(fault) + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("passing")
    void post_faultThatPasses_isAnsweredAndStoredOnceAndWhatWasWrittenBeforeIsVoid(Fault fault, Protocol protocol,
            Taken taken) {
        model.simulator.failNext(1, fault);
        try (TestServer server = TestServer
                .start(model.generator(protocol, PATIENT, FaultyModel.isMended(fault) ? 0 : 2))) {
            Outcome outcome = taken.post(server, PATH, REQUEST);

            assertThat(outcome.shortly()).isEqualTo("200");
            assertThat(outcome.last().get("content")).isEqualTo(ContentSample.LESSON.json());
            assertThat(FaultyModel.generator(outcome.last()))
                    .isEqualTo(Map.of("provider", protocol.wireName(), "model", "tiny"));
            if (taken == Taken.EVENTS) {
                assertThat(outcome.written()).isEqualTo(RIGHT);
            }
            assertShowsNothingInside(outcome);
            assertThat(model.simulator.callCount()).isEqualTo(2);
            assertThat(FaultyModel.entries(server)).isEqualTo(1);
            assertThat(taken.post(server, PATH, REQUEST, "Cache-Control", "only-if-cached").shortly())
                    .isEqualTo("200");
            assertThat(server.metric("reprise_loads_total{outcome=\"made\",type=\"lesson_content\"}"))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSAL", "TRUNCATED", "STALL"})
    void post_faultThatAskingAgainDoesNotMend_isNotTriedAgain(Fault fault) {
        model.simulator.failNext(1, fault);
        try (TestServer server = TestServer.start(model.generator(Protocol.OPENAI, IMPATIENT, 2))) {
            assertThat(Taken.JSON.post(server, PATH, REQUEST).shortly()).isEqualTo(FaultyModel.problem(fault));
            assertThat(model.simulator.callCount()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void post_modelIsLateButInTime_isWaitedFor(Taken taken) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        model.simulator.then(ModelSimulator.after(gate, ModelSimulator.content(RIGHT)));
        try (TestServer server = TestServer.start(model.generator(Protocol.OPENAI, PATIENT, 0))) {
            CompletableFuture<Outcome> outcome = taken.postLater(server, PATH, REQUEST);
            model.simulator.arrival();
            assertThat(outcome).isNotDone();
            gate.countDown();

            assertThat(outcome.get().shortly()).isEqualTo("200");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SLOW", "STALL", "SILENCE"})
    void post_deadlineOfTheServerPasses_isGivenUpAndTheModelIsLetGo(Fault fault) {
        model.simulator.failNext(1, fault);
        try (TestServer server = TestServer.start(Map.of("AI_TIMEOUT", "0.7"),
                model.generator(Protocol.OPENAI, PATIENT, 2))) {
            Outcome outcome = Taken.EVENTS.post(server, PATH, REQUEST);

            assertThat(outcome.shortly()).isEqualTo("504 generation-timeout");
            assertShowsNothingInside(outcome);
            while (model.simulator.inFlight() > 0) {
                Thread.onSpinWait();
            }
            assertThat(Taken.EVENTS.post(server, PATH, REQUEST).shortly()).isEqualTo("200");
            assertThat(model.simulator.callCount()).as("asked once and once").isEqualTo(2);
        }
    }

    @Test
    void post_modelWritesWhatWasAsked_servesJustThatAndAsksOnce() {
        try (TestServer server = TestServer.start(model.generator(Protocol.OPENAI, PATIENT, 2))) {
            Answer first = server.post(PATH, REQUEST);
            Answer second = server.post(PATH, REQUEST);

            assertThat(first.status()).isEqualTo(200);
            assertThat(first.json().get("content")).isEqualTo(ContentSample.LESSON.json());
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(model.simulator.callCount()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void post_modelLeavesAFieldOutTwice_isToldWhich(Taken taken) {
        ObjectNode wrong = ContentSample.LESSON.json();
        wrong.remove("stages");
        model.simulator.then(ModelSimulator.content(wrong.toString()), ModelSimulator.content(wrong.toString()));
        try (TestServer server = TestServer.start(model.generator(Protocol.OPENAI, PATIENT, 2))) {
            JsonNode problem = taken.post(server, PATH, REQUEST).last();

            assertThat(problem.at("/errors/0/pointer").textValue()).isEqualTo("/stages");
            assertThat(problem.at("/errors/0/detail").textValue()).isEqualTo("is required");
        }
    }

    @ParameterizedTest
    @EnumSource
    void post_modelWantsALongRest_isPassedOn(Taken taken) {
        model.simulator.then(ModelSimulator.status(429, Map.of("Retry-After", "60")));
        try (TestServer server = TestServer.start(model.generator(Protocol.OPENAI, PATIENT, 2))) {
            Outcome outcome = taken.post(server, PATH, REQUEST);

            assertThat(outcome.shortly()).isEqualTo("503 generation-overloaded");
            assertThat(outcome.last().get("retry_after").intValue()).isEqualTo(60);
        }
    }

    /** No key, no address, nothing of what the model's server said, and no name of a class. */
    private void assertShowsNothingInside(Outcome outcome) {
        // as a word: the digits of a key may have those of the port among them
        assertThat(outcome.text()).doesNotContain(KEY, "127.0.0.1", "localhost", "simulated failure")
                .doesNotContainPattern("\\b" + model.simulator.baseUrl().getPort() + "\\b")
                .doesNotContainPattern("Exception|\\tat |dev\\.reprise|java\\.|langchain|jackson|Throwable");
    }
}
