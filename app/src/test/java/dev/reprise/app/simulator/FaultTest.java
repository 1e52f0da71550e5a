package dev.reprise.app.simulator;

import static dev.reprise.app.simulator.ModelSimulator.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.SocketException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults as a client sees them. */
@Timeout(30)
final class FaultTest {
    private static final String PLAIN = "{}";
    private static final String STREAMED = "{\"stream\": true}";
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";
    private static final Message RIGHT = content("halfrest");

    private final ModelSimulator simulator = ModelSimulator.start();

    @AfterEach
    void close() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, STREAMED})
    void reset_amidTheAnswer_isNoEnd(String body) throws Exception {
        simulator.then(Fault.RESET.of(RIGHT));

        try (Client client = Client.call(simulator, "/chat/completions", body)) {
            assertThatExceptionOfType(SocketException.class).isThrownBy(client::readToEnd);
        }
    }

    @ParameterizedTest
    @CsvSource({"/chat/completions", "/messages"})
    void cutOff_streamed_endsTheConnectionAmidTheBody(String path) throws Exception {
        simulator.then(Fault.CUT_OFF.of(RIGHT));

        try (Client client = Client.call(simulator, path, STREAMED)) {
            client.readToEnd();
            assertThat(client.seen()).contains("\"half\"").doesNotContain("\"rest\"", LAST_CHUNK);
        }
    }

    @ParameterizedTest
    @CsvSource({"/chat/completions", "/messages"})
    void endEarly_streamed_endsTheBodyWithoutAReason(String path) throws Exception {
        simulator.then(Fault.END_EARLY.of(RIGHT));

        try (Client client = Client.call(simulator, path, STREAMED)) {
            client.readUntil(LAST_CHUNK);
            assertThat(client.seen()).contains("\"half\"").endsWith(LAST_CHUNK)
                    .doesNotContain("\"rest\"", "\"stop\"", "[DONE]", "end_turn", "message_stop");
        }
    }

    @ParameterizedTest
    @CsvSource({"/chat/completions,data: {\"error\":{", "/messages,event: error"})
    void errorEvent_streamed_followsTheFirstHalf(String path, String event) throws Exception {
        simulator.then(Fault.ERROR_EVENT.of(RIGHT));

        try (Client client = Client.call(simulator, path, STREAMED)) {
            client.readUntil(LAST_CHUNK);
            assertThat(client.seen()).containsSubsequence("\"half\"", event).doesNotContain("\"rest\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, STREAMED})
    void stall_amidTheAnswer_lastsUntilTheClientGoes(String body) throws Exception {
        simulator.then(Fault.STALL.of(RIGHT));

        try (Client client = Client.call(simulator, "/chat/completions", body)) {
            client.readUntil(body.equals(PLAIN) ? "\"choices\"" : "\"half\"");
            assertThat(simulator.inFlight()).isEqualTo(1);
        }

        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (simulator.inFlight() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(simulator.inFlight()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"HANG_UP", "SILENCE"})
    void noAnswer_untilTheEnd_isNotAByte(Fault fault) throws Exception {
        simulator.then(fault.of(RIGHT));

        try (Client client = Client.call(simulator, "/chat/completions", STREAMED)) {
            simulator.arrival();
            if (fault == Fault.SILENCE) {
                simulator.close();
            }
            client.readToEnd();
            assertThat(client.seen()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, STREAMED})
    void empty_answer_isAHeadAndTheEnd(String body) throws Exception {
        simulator.then(Fault.EMPTY.of(RIGHT));

        try (Client client = Client.call(simulator, "/chat/completions", body)) {
            client.readUntil("0\r\n\r\n");
            assertThat(client.seen()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void named_itsName_isTheFault(Fault fault) {
        assertThat(Fault.named(fault.wireName())).isEqualTo(fault);
    }

    @Test
    void named_another_isRefusedWithAllThatAreAllowed() {
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.named("late")).withMessageContaining("cut-off");
    }
}
