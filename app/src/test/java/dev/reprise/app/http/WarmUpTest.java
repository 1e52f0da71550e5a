package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.ScriptedGenerator;
import dev.reprise.app.settings.Settings.InvalidSettingException;
import dev.reprise.cache.redis.testkit.RedisServer;

final class WarmUpTest {
    private static final String WARM_UP = "/ai/cache/warm-up";
    private static final String[] AS_ADMIN = {"Authorization", "Bearer " + TestServer.ADMIN_TOKEN};

    @AutoClose
    private final TestServer server = TestServer.start();

    @Test
    void post_emptyBody_makesTheCommonQueriesOnceAndThenFindsThem() throws Exception {
        JsonNode first = done(server.raw("POST", WARM_UP, new byte[0], AS_ADMIN));

        int total = first.at("/parts/total").intValue();
        assertThat(total).isEqualTo(10);
        assertThat(first.at("/parts/generated").intValue()).isEqualTo(total);
        assertThat(done(server.postAsAdmin(WARM_UP, "{}")).at("/parts/cached").intValue()).isEqualTo(total);
        assertThat(server.generator().calls()).isEqualTo(total);
    }

    @Test
    void post_requests_makesThoseAndSaysWhatBecameOfEach() throws Exception {
        server.post(Requests.LESSON.path(), Requests.LESSON.json());

        JsonNode made = done(server.postAsAdmin(WARM_UP, """
                {"source": "requests", "concurrency": 1, "requests": [
                  {"type": "lesson-content", "request": %s}, {"type": "exercises", "request": %s}]}"""
                .formatted(Requests.LESSON.json(), Requests.EXERCISES.json())));

        assertThat(made.get("state").textValue()).isEqualTo("done");
        assertThat(made.get("made")).extracting(item -> item.get("item").intValue() + " " + item.get("type").textValue()
                + ' ' + item.get("outcome").textValue()).containsExactly("1 lesson-content cached",
                        "2 exercises generated");
        assertThat(server.post(Requests.EXERCISES.path(), Requests.EXERCISES.json()).header("Cache-Status"))
                .startsWith("\"caffeine\"; hit");
    }

    @Test
    void post_limit_makesTheFirstOnes() throws Exception {
        assertThat(done(server.postAsAdmin(WARM_UP, "{\"limit\": 3}")).at("/parts/total").intValue()).isEqualTo(3);
        assertThat(server.generator().calls()).isEqualTo(3);
    }

    @Test
    void post_maxTokens_skipsTheRestOnceTheyAreSpent() throws Exception {
        int tokens = ScriptedGenerator.INPUT_TOKENS + ScriptedGenerator.OUTPUT_TOKENS;

        JsonNode made = done(server.postAsAdmin(WARM_UP,
                "{\"concurrency\": 1, \"max_tokens\": " + (2 * tokens + 1) + "}"));

        assertThat(made.get("state").textValue()).isEqualTo("incomplete");
        assertThat(made.at("/parts/generated").intValue()).isEqualTo(3);
        assertThat(made.at("/parts/skipped").intValue()).isEqualTo(7);
        assertThat(made.at("/parts/done").intValue()).isEqualTo(10);
        assertThat(made.get("made")).extracting(item -> item.get("outcome").textValue() + ' ' + item.has("content"))
                .containsExactly("generated true", "generated true", "generated true", "skipped false",
                        "skipped false", "skipped false", "skipped false", "skipped false", "skipped false",
                        "skipped false");
        assertThat(server.generator().calls()).isEqualTo(3);
    }

    @Test
    void schedule_timeComes_makesTheCommonQueries() throws Exception {
        try (TestServer scheduled = TestServer.start(Map.of("WARM_UP_SCHEDULE", "0 3 * * *"))) {
            assertThat(scheduled.generator().calls()).isZero();

            scheduled.advance(Duration.ofDays(1));

            scheduled.generator().awaitCalls(10);
        }
    }

    @Test
    void post_popular_makesWhatWasAskedForMoreThanOnceForThoseWhoAsk() throws Exception {
        try (TestServer tenants = TestServer.start(Map.of("API_KEYS", "acme=a,other=o"))) {
            for (String key : List.of("a", "o", "a", "a", "o")) {
                tenants.post(Requests.LESSON.path(), Requests.LESSON.json(), "Authorization", "Bearer " + key);
            }
            tenants.post(Requests.EXERCISES.path(), Requests.EXERCISES.json(), "Authorization", "Bearer a");
            tenants.postAsAdmin("/ai/cache/clear", "{\"pattern\": \"*\", \"confirm\": true}");
            int before = tenants.generator().calls();

            JsonNode done = done(tenants, tenants.postAsAdmin(WARM_UP, "{\"source\": \"popular\"}"));

            assertThat(done.get("state").textValue()).isEqualTo("done");
            assertThat(done.at("/parts/generated").intValue()).isEqualTo(2);
            assertThat(tenants.generator().calls()).isEqualTo(before + 2);
            for (String key : List.of("a", "o")) {
                assertThat(tenants.post(Requests.LESSON.path(), Requests.LESSON.json(), "Authorization",
                        "Bearer " + key).header("Cache-Status")).startsWith("\"caffeine\"; hit");
            }
        }
    }

    @Test
    void post_popularWithRedisAway_saysThatItIsNotKnown() {
        try (RedisServer redis = RedisServer.start();
                TestServer node = TestServer.start(Map.of("REDIS_URL", redis.url().toString()))) {
            redis.kill();

            Answer answer = node.postAsAdmin(WARM_UP, "{\"source\": \"popular\"}");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().get("type").textValue()).isEqualTo("urn:reprise:problem:store-unavailable");
        }
    }

    @Test
    void delete_half_way_makesNoMore() throws Exception {
        server.generator().hold();
        Answer begun = server.postAsAdmin(WARM_UP, "{\"concurrency\": 2}");
        server.generator().awaitCalls(2);

        Answer cancelled = server.raw("DELETE", begun.header("Location"), new byte[0], AS_ADMIN);
        server.generator().release();

        assertThat(cancelled.json().get("state").textValue()).isEqualTo("cancelled");
        assertThat(server.get(begun.header("Location"), AS_ADMIN).json().get("state").textValue())
                .isEqualTo("cancelled");
        assertThat(server.generator().calls()).isEqualTo(2);
    }

    @Test
    void post_twoNodesAtOnce_makeNothingTwice() throws Exception {
        try (RedisServer redis = RedisServer.start();
                TestServer one = TestServer.start(Map.of("REDIS_URL", redis.url().toString()));
                TestServer other = TestServer.start(Map.of("REDIS_URL", redis.url().toString()))) {
            List<CompletableFuture<Answer>> begun = new ArrayList<>();
            for (TestServer node : List.of(one, other)) {
                begun.add(node.postLater(WARM_UP, "{}", AS_ADMIN));
            }
            JsonNode first = done(one, begun.getFirst().get());
            JsonNode second = done(other, begun.getLast().get());

            assertThat(List.of(first.get("state").textValue(), second.get("state").textValue())).containsOnly("done");
            assertThat(one.generator().calls() + other.generator().calls()).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"source\": \"unpopular\"}|/source", "{\"source\": \"requests\"}|/requests",
            "{\"concurrency\": 0}|/concurrency", "{\"limit\": \"all\"}|/limit", "{\"what\": 1}|/what",
            "{\"max_tokens\": 0}|/max_tokens", "{\"max_tokens\": 1.5}|/max_tokens",
            "{\"source\": \"requests\", \"requests\": [{\"type\": \"poem\", \"request\": {}}]}|/requests/0/type",
            "{\"source\": \"requests\", \"requests\": [{\"type\": \"exercises\", \"request\": {\"count\": 0}}]}"
                    + "|/requests/0/request/lesson_context"})
    void post_wrongBody_namesTheField(String body, String pointer) {
        Answer answer = server.postAsAdmin(WARM_UP, body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("errors")).extracting(error -> error.get("pointer").textValue())
                .contains(pointer);
    }

    @Test
    void start_listOfItsOwn_isMade(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("queries.json"),
                "[{\"type\": \"exercises\", \"request\": %s}]".formatted(Requests.EXERCISES.json()), UTF_8);
        try (TestServer own = TestServer.start(Map.of("WARM_UP_FILE", file.toString()))) {
            assertThat(done(own, own.postAsAdmin(WARM_UP, "{}")).at("/made/0/type").textValue())
                    .isEqualTo("exercises");
        }
    }

    @Test
    void start_listThatIsWrong_saysWhatIsWrongWithIt(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("queries.json"),
                "[{\"type\": \"exercises\", \"request\": {}}]", UTF_8);

        assertThatThrownBy(() -> TestServer.start(Map.of("WARM_UP_FILE", file.toString())))
                .isInstanceOf(InvalidSettingException.class).hasMessageStartingWith("WARM_UP_FILE is wrong")
                .hasMessageContaining("/requests/0/request/lesson_context is required");
        assertThatThrownBy(() -> TestServer.start(Map.of("WARM_UP_FILE", folder + "/none")))
                .isInstanceOf(InvalidSettingException.class).hasMessage("WARM_UP_FILE cannot be read");
    }

    private JsonNode done(Answer begun) throws Exception {
        return done(server, begun);
    }

    private static JsonNode done(TestServer node, Answer begun) throws Exception {
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        try (Events events = Events.get(node, begun.header("Location"), AS_ADMIN)) {
            return events.rest().getLast().data();
        }
    }
}
