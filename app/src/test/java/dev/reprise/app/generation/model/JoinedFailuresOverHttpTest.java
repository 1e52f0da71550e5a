package dev.reprise.app.generation.model;

import static dev.reprise.app.generation.model.FaultyModel.PATH;
import static dev.reprise.app.generation.model.FaultyModel.PATIENT;
import static dev.reprise.app.generation.model.FaultyModel.REQUEST;
import static dev.reprise.app.generation.model.FaultyModel.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.generation.builtin.BuiltInGenerator;
import dev.reprise.app.generation.model.Endpoint.Protocol;
import dev.reprise.app.http.Taken;
import dev.reprise.app.http.Taken.Outcome;
import dev.reprise.app.simulator.Fault;
import dev.reprise.app.simulator.ModelSimulator;

/** One generation that fails, and all who wait for it, or ask for the same soon after. */
@Timeout(60)
final class JoinedFailuresOverHttpTest {
    private static final int CALLERS = 50;
    private static final String FAILED = "reprise_lookups_total{outcome=\"failed\",type=\"lesson_content\"}";

    @AutoClose
    private final FaultyModel model = new FaultyModel();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"SLOW", "STALL", "SILENCE", "INVALID_JSON", "WRONG_SCHEMA"})
    void post_fiftyJoinAGenerationThatFails_allGetItsProblemAndOneCallWasMade(Fault fault) {
        try (TestServer server = TestServer.start(model.generator(Protocol.OPENAI, PATIENT, 0))) {
            List<Outcome> outcomes = joined(server, fault);

            assertThat(outcomes).extracting(Outcome::shortly).containsOnly(FaultyModel.problem(fault));
            assertThat(outcomes).extracting(Outcome::last).containsOnly(outcomes.getFirst().last());
            assertThat(model.simulator.callCount()).isEqualTo(1);
            assertThat(server.metric(FAILED)).isEqualTo(CALLERS);
            assertThat(server.metric("reprise_waiting")).isZero();
            assertThat(FaultyModel.entries(server)).isZero();
            assertThat(Taken.JSON.post(server, PATH, REQUEST).shortly()).isEqualTo("200");
        }
    }

    @Test
    void post_fiftyJoinAGenerationThatFailsAndThereIsAFallback_allGetWhatItMadeOnce() {
        try (TestServer server = TestServer.start(Map.of(), model.generator(Protocol.OPENAI, PATIENT, 0),
                new BuiltInGenerator())) {
            List<Outcome> outcomes = joined(server, Fault.STATUS_500);

            assertThat(outcomes).extracting(Outcome::shortly).containsOnly("200");
            assertThat(outcomes).extracting(outcome -> outcome.last().get("generated_at"))
                    .containsOnly(outcomes.getFirst().last().get("generated_at"));
            assertThat(model.simulator.callCount()).isEqualTo(1);
            assertThat(server.metric("reprise_loads_total{outcome=\"made\",type=\"lesson_content\"}"))
                    .isEqualTo(1);
            assertThat(server.metric("reprise_fallbacks_total")).isEqualTo(CALLERS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void post_soonAfterAFailureThatIsRemembered_getsItWithoutACall(Taken taken) {
        model.simulator.failNext(1, Fault.STATUS_500);
        try (TestServer server = remembering("3600")) {
            Outcome first = Taken.JSON.post(server, PATH, REQUEST);
            Outcome second = taken.post(server, PATH, REQUEST);

            assertThat(first.shortly()).isEqualTo("503 generation-unavailable");
            assertThat(second.last()).isEqualTo(first.last());
            assertThat(model.simulator.callCount()).isEqualTo(1);
            assertThat(taken.post(server, PATH, "{\"lesson_title\": \"Another\"}").shortly())
                    .as("it is of that request only").isEqualTo("200");
        }
    }

    @ParameterizedTest
    @EnumSource
    void post_noCacheAfterAFailureThatIsRemembered_asksAnewAndForgetsIt(Taken taken) {
        model.simulator.failNext(2, Fault.STATUS_500);
        try (TestServer server = remembering("3600")) {
            taken.post(server, PATH, REQUEST);
            assertThat(taken.post(server, PATH, REQUEST, "Cache-Control", "no-cache").shortly())
                    .isEqualTo("503 generation-unavailable");
            assertThat(model.simulator.callCount()).isEqualTo(2);

            assertThat(taken.post(server, PATH, REQUEST, "Cache-Control", "no-cache").shortly()).isEqualTo("200");
            assertThat(taken.post(server, PATH, REQUEST).shortly()).isEqualTo("200");
            assertThat(model.simulator.callCount()).isEqualTo(3);
        }
    }

    @Test
    void post_afterTheMemoryOfAFailure_asksAnew() {
        model.simulator.failNext(1, Fault.STATUS_500);
        try (TestServer server = remembering("1")) {
            assertThat(Taken.JSON.post(server, PATH, REQUEST).status()).isEqualTo(503);
            while (Taken.JSON.post(server, PATH, REQUEST).status() == 503) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            assertThat(model.simulator.callCount()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void post_soonAfterAFailureThatIsNotRemembered_asksAnew(Taken taken) {
        model.simulator.failNext(1, Fault.STATUS_500);
        try (TestServer server = remembering("0")) {
            assertThat(taken.post(server, PATH, REQUEST).shortly()).isEqualTo("503 generation-unavailable");
            assertThat(taken.post(server, PATH, REQUEST).shortly()).isEqualTo("200");
            assertThat(model.simulator.callCount()).isEqualTo(2);
        }
    }

    private TestServer remembering(String seconds) {
        return TestServer.start(Map.of("FAILURE_MEMORY", seconds), model.generator(Protocol.OPENAI, PATIENT, 0));
    }

    /** How it ends for all, of whom each second one wants events, when all wait before the model fails. */
    private List<Outcome> joined(TestServer server, Fault fault) {
        CountDownLatch gate = new CountDownLatch(1);
        model.simulator.then(ModelSimulator.after(gate, fault.of(ModelSimulator.content(RIGHT))));
        List<CompletableFuture<Outcome>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(List.of(Taken.values()).get(i % 2).postLater(server, PATH, REQUEST));
        }
        server.awaitWaiting(CALLERS);
        gate.countDown();
        return callers.stream().map(CompletableFuture::join).toList();
    }
}
