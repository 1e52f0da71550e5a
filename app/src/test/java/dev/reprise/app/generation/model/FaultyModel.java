package dev.reprise.app.generation.model;

import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import dev.reprise.app.TestServer;
import dev.reprise.app.generation.ContentGate;
import dev.reprise.app.generation.ContentSample;
import dev.reprise.app.generation.model.Endpoint.Protocol;
import dev.reprise.app.simulator.Fault;
import dev.reprise.app.simulator.ModelSimulator;

/** A simulated model that fails when it is told to, the request that it answers otherwise, and what must come of it. */
final class FaultyModel implements AutoCloseable {
    static final String PATH = "/ai/content/lesson-content";
    static final String REQUEST = "{\"lesson_title\": \"Reporting a spill\"}";
    static final String RIGHT = ContentSample.LESSON.json().toString();
    static final String KEY = "sk-secret-0123456789";

    static final Duration PATIENT = Duration.ofSeconds(20);
    /** Long enough for a right answer, short enough to be waited for. */
    static final Duration IMPATIENT = Duration.ofMillis(700);

    private static final ContentGate GATE = new ContentGate();

    final ModelSimulator simulator = ModelSimulator.start().writing(_ -> RIGHT);

    /** Who asks it. */
    ModelGenerator generator(Protocol protocol, Duration timeout, int retries) {
        return new ModelGenerator(new Endpoint(protocol, simulator.baseUrl(), KEY, "tiny", timeout, retries, null),
                24_000, GATE, Duration.ofMillis(1));
    }

    /** Who asks it just once, and gives up soon where the fault is that nothing comes. */
    ModelGenerator onceFor(Fault fault, Protocol protocol) {
        return generator(protocol, problem(fault).startsWith("504") ? IMPATIENT : PATIENT, 0);
    }

    /** Fails for the next generation, by one who asks it once, and for no other. */
    void failOnce(Fault fault) {
        simulator.failNext(calls(fault), fault);
    }

    /** How often it is asked in one generation that fails: again where there is something to be mended. */
    static int calls(Fault fault) {
        return isMended(fault) ? 2 : 1;
    }

    /** Whether the model is told what is wrong with its answer. */
    static boolean isMended(Fault fault) {
        return fault == Fault.INVALID_JSON || fault == Fault.WRONG_SCHEMA;
    }

    /** What a client is told of it. */
    static String problem(Fault fault) {
        return switch (fault) {
            case SLOW, STALL, SILENCE -> "504 generation-timeout";
            case END_EARLY, CUT_OFF, RESET, ERROR_EVENT, EMPTY, STATUS_500, HANG_UP -> "503 generation-unavailable";
            case STATUS_429 -> "503 generation-overloaded";
            case INVALID_JSON, WRONG_SCHEMA -> "502 generation-invalid";
            case REFUSAL -> "502 generation-refused";
            case TRUNCATED -> "502 generation-truncated";
        };
    }

    /** How many entries the server keeps. */
    static int entries(TestServer server) {
        return server.get("/ai/cache/status").json().at("/tiers/caffeine/entries").intValue();
    }

    /** Who made it. */
    static Map<String, String> generator(JsonNode answer) {
        return Map.of("provider", answer.at("/generator/provider").asText(), "model",
                answer.at("/generator/model").asText());
    }

    @Override
    public void close() {
        simulator.close();
    }
}
