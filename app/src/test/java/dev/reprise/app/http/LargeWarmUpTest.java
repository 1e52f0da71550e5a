package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.ContentGate;
import dev.reprise.app.generation.ContentSample;
import dev.reprise.app.generation.model.Endpoint;
import dev.reprise.app.generation.model.ModelGenerator;
import dev.reprise.app.http.Events.Event;
import dev.reprise.app.simulator.ModelSimulator;
import dev.reprise.app.simulator.Pace;
import dev.reprise.cache.redis.testkit.RedisServer;

/** A warm-up of 200 items, 8 at a time, by a model that takes its time. */
@Timeout(60)
final class LargeWarmUpTest {
    private static final int ITEMS = 200;
    private static final int AT_ONCE = 8;
    private static final Duration LATENCY = Duration.ofMillis(20);
    private static final String WARM_UP = "/ai/cache/warm-up";
    private static final String[] AS_ADMIN = {"Authorization", "Bearer " + TestServer.ADMIN_TOKEN};
    private static final String BODY = "{\"source\": \"requests\", \"concurrency\": " + AT_ONCE + ", \"requests\": ["
            + IntStream.range(0, ITEMS)
                    .mapToObj(i -> "{\"type\": \"lesson-content\", \"request\": {\"lesson_title\": \"Lesson " + i
                            + "\"}}")
                    .collect(Collectors.joining(","))
            + "]}";

    @AutoClose
    private final ModelSimulator model = ModelSimulator.start().writing(_ -> ContentSample.LESSON.json().toString())
            .pace(new Pace(LATENCY, Double.POSITIVE_INFINITY));

    @Test
    void post_manyItems_makesEachOnceSoManyAtATimeAndTellsHowItGoes() throws Exception {
        try (TestServer server = server(Map.of())) {
            Answer begun = server.postAsAdmin(WARM_UP, BODY);
            assertThat(begun.status()).as(begun.text()).isEqualTo(202);
            List<Event> events;
            try (Events watched = Events.get(server, begun.header("Location"), AS_ADMIN)) {
                events = watched.rest();
            }

            assertThat(events.subList(0, events.size() - 1))
                    .extracting(event -> event.data().at("/parts/done").intValue())
                    .isSorted().contains(1, ITEMS / 2, ITEMS - 1);
            JsonNode result = events.getLast().data();
            assertThat(result.get("state").textValue()).isEqualTo("done");
            assertThat(result.at("/parts/generated").intValue()).isEqualTo(ITEMS);
            assertThat(model.callCount()).isEqualTo(ITEMS);
            assertThat(model.mostInFlight()).isEqualTo(AT_ONCE);
            assertThat(result.get("elapsed_ms").longValue())
                    .isGreaterThanOrEqualTo(LATENCY.multipliedBy(ITEMS / AT_ONCE).toMillis());
        }
    }

    @Test
    void delete_halfWay_makesNothingMore() throws Exception {
        try (TestServer server = server(Map.of())) {
            Answer begun = server.postAsAdmin(WARM_UP, BODY);
            try (Events watched = Events.get(server, begun.header("Location"), AS_ADMIN)) {
                Event event = watched.next("progress");
                while (event.data().at("/parts/done").intValue() < ITEMS / 2) {
                    event = watched.next("progress");
                }

                Answer cancelled = server.raw("DELETE", begun.header("Location"), new byte[0], AS_ADMIN);
                int calls = model.callCount();

                assertThat(cancelled.json().get("state").textValue()).isEqualTo("cancelled");
                JsonNode result = watched.rest().getLast().data();
                assertThat(result.get("state").textValue()).isEqualTo("cancelled");
                assertThat(result.at("/parts/done").intValue()).isBetween(ITEMS / 2, ITEMS - 1);
                // Those that were about to ask when it was cancelled.
                int made = made(server);
                assertThat(made).isEqualTo(model.callCount()).isLessThan(ITEMS).isBetween(ITEMS / 2, calls + AT_ONCE);
            }
        }
    }

    @Test
    void post_twoNodesAtOnce_makeEachItemOnceTogether() throws Exception {
        try (RedisServer redis = RedisServer.start();
                TestServer one = server(Map.of("REDIS_URL", redis.url().toString()));
                TestServer other = server(Map.of("REDIS_URL", redis.url().toString()))) {
            List<Events> watched = new ArrayList<>();
            for (TestServer node : List.of(one, other)) {
                watched.add(Events.get(node, node.postAsAdmin(WARM_UP, BODY).header("Location"), AS_ADMIN));
            }
            int generated = 0;
            for (Events events : watched) {
                try (events) {
                    JsonNode result = events.rest().getLast().data();
                    assertThat(result.get("state").textValue()).isEqualTo("done");
                    assertThat(result.at("/parts/done").intValue()).isEqualTo(ITEMS);
                    generated += result.at("/parts/generated").intValue();
                }
            }

            assertThat(generated).isEqualTo(ITEMS);
            assertThat(model.callCount()).isEqualTo(ITEMS);
        }
    }

    /** How many items are there once nothing is being made any more. */
    private int made(TestServer server) {
        while (model.inFlight() > 0) {
            Thread.onSpinWait();
        }
        int made = 0;
        for (int i = 0; i < ITEMS; i++) {
            made += server.post("/ai/content/lesson-content", "{\"lesson_title\": \"Lesson " + i + "\"}",
                    "Cache-Control", "only-if-cached").status() == 200 ? 1 : 0;
        }
        return made;
    }

    private TestServer server(Map<String, String> variables) {
        return TestServer.start(variables, new ModelGenerator(
                Endpoint.openAi(model.baseUrl(), null, "tiny", Duration.ofSeconds(60)), 24_000, new ContentGate()));
    }
}
