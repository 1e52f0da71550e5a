package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.GenerationException.Reason;
import dev.reprise.app.generation.ScriptedGenerator;
import dev.reprise.app.http.Events.Event;

final class StreamedContentTest {
    private static final Requests REQUEST = Requests.LESSON;
    private static final List<String> WHOLE = List.of("waiting", "generating", "\"first\"", "\"second\"",
            "validating", "stored", "result");

    @AutoClose
    private final TestServer server = TestServer.start();

    @Test
    void post_miss_streamsEachStepAndWhatIsWrittenAndThenTheAnswer() throws Exception {
        try (Events events = stream()) {
            assertThat(events.response().statusCode()).isEqualTo(200);
            assertThat(events.response().headers().firstValue("Content-Type")).hasValueSatisfying(
                    type -> assertThat(type).startsWith("text/event-stream"));
            assertThat(events.response().headers().firstValue("Cache-Control")).contains("no-store");
            List<Event> all = events.rest();

            assertThat(all).extracting(Event::shortly).containsExactlyElementsOf(WHOLE);
            JsonNode stored = all.get(5).data();
            assertThat(stored.get("tokens").longValue()).isEqualTo(ScriptedGenerator.OUTPUT_TOKENS);
            assertThat(stored.get("elapsed_ms").longValue()).isGreaterThanOrEqualTo(0);
            assertThat(all.getLast().data().get("cache_status").textValue())
                    .isEqualTo("\"caffeine\"; fwd=uri-miss; stored");
            assertThat(all.getLast().data()).isEqualTo(plain().set("cache_status",
                    all.getLast().data().get("cache_status")));
        }
    }

    @Test
    void post_hit_sendsTheAnswerAtOnceAndNothingElse() throws Exception {
        ObjectNode kept = plain();
        try (Events events = stream()) {
            Event only = events.rest().getFirst();

            assertThat(only.name()).isEqualTo("result");
            assertThat(only.data().get("cache_status").textValue()).isEqualTo("\"caffeine\"; hit; ttl=7200");
            assertThat(((ObjectNode) only.data()).without("cache_status").toString()).isEqualTo(kept.toString());
        }
    }

    @Test
    void post_joinsAGeneration_seesItFromItsBeginning() throws Exception {
        server.generator().hold();
        try (Events first = stream()) {
            assertThat(first.next("delta").shortly()).isEqualTo("\"first\"");
            try (Events late = stream()) {
                assertThat(List.of(late.next().shortly(), late.next().shortly(), late.next().shortly()))
                        .containsExactly("waiting", "generating", "\"first\"");
                CompletableFuture<Answer> plain = server.postLater(REQUEST.path(), REQUEST.json());
                server.generator().release();

                List<Event> rest = late.rest();
                assertThat(rest).extracting(Event::shortly).startsWith("\"second\"", "validating").endsWith("result");
                assertThat(rest.getLast().data().get("cache_status").textValue()).endsWith("; collapsed");
                assertThat(first.rest().getLast().data().get("content"))
                        .isEqualTo(rest.getLast().data().get("content"));
                assertThat(plain.get().status()).isEqualTo(200);
            }
        }
        assertThat(server.generator().calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"OVERLOADED, 503, generation-overloaded", "INVALID, 502, generation-invalid",
            "TIMEOUT, 504, generation-timeout"})
    void post_generationFails_endsWithTheProblemForAll(Reason reason, int status, String kind) throws Exception {
        server.generator().hold();
        server.generator().fail(new GenerationException(reason, "This is why.", null, null));
        try (Events one = stream(); Events other = stream()) {
            one.next("delta");
            other.next("delta");
            server.generator().release();
            for (Events events : List.of(one, other)) {
                JsonNode problem = events.rest().getLast().data();
                assertThat(problem.get("type").textValue()).isEqualTo("urn:reprise:problem:" + kind);
                assertThat(problem.get("status").intValue()).isEqualTo(status);
                assertThat(problem.get("instance").textValue()).isEqualTo(REQUEST.path());
            }
        }
        server.generator().succeed();
        assertThat(plain().get("content").isObject()).isTrue();
        assertThat(server.generator().calls()).isEqualTo(2);
    }

    @Test
    void post_onlyIfCachedAndIsNot_endsWithTheProblem() throws Exception {
        Answer answer = server.post(REQUEST.path(), REQUEST.json(), "Accept", "text/event-stream", "Cache-Control",
                "only-if-cached");

        assertThat(answer.text()).startsWith("event: problem\ndata: {\"type\":\"urn:reprise:problem:not-cached\"")
                .endsWith("\n\n");
    }

    @Test
    void post_wrongBody_isRefusedBeforeTheStreamBegins() {
        Answer answer = server.post(REQUEST.path(), "{}", "Accept", "text/event-stream");

        Problems.assertProblem(answer, 422, "invalid-request", REQUEST.path());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"text/event-stream, application/json;q=0.5|text/event-stream",
            "text/event-stream;q=0.5, application/json|application/json", "*/*|application/json",
            "text/event-stream, */*;q=0.1|text/event-stream"})
    void post_bothAccepted_sendsWhatIsLikedBetter(String accept, String type) {
        assertThat(server.post(REQUEST.path(), REQUEST.json(), "Accept", accept).header("Content-Type"))
                .startsWith(type);
    }

    @Test
    void post_oneOfTwoClientsLeaves_theOtherIsServed() throws Exception {
        try (TestServer strict = TestServer.start(Map.of("CANCEL_ABANDONED", "true"))) {
            strict.generator().hold();
            try (Events stays = Events.post(strict, REQUEST.path(), REQUEST.json())) {
                try (Events leaves = Events.post(strict, REQUEST.path(), REQUEST.json())) {
                    leaves.next("delta");
                    stays.next("delta");
                }
                strict.generator().writeUntil(() -> strict.generator().written() > 100);
                strict.generator().release();

                assertThat(stays.rest().getLast().name()).isEqualTo("result");
            }
            assertThat(strict.generator().calls()).isEqualTo(1);
        }
    }

    @Test
    void post_onlyClientLeaves_contentIsMadeAndKept() throws Exception {
        server.generator().hold();
        try (Events leaves = stream()) {
            leaves.next("delta");
        }
        server.generator().release();

        assertThat(plain().get("content").isObject()).isTrue();
        assertThat(server.generator().calls()).isEqualTo(1);
    }

    @Test
    void post_onlyClientLeavesAndAbandonedOnesAreCancelled_generationEnds() throws Exception {
        try (TestServer strict = TestServer.start(Map.of("CANCEL_ABANDONED", "true"))) {
            strict.generator().hold();
            try (Events leaves = Events.post(strict, REQUEST.path(), REQUEST.json())) {
                leaves.next("delta");
            }
            strict.generator().writeUntil(() -> strict.generator().interrupted() == 1);
            strict.generator().release();

            assertThat(strict.post(REQUEST.path(), REQUEST.json(), "Cache-Control", "only-if-cached").status())
                    .as("nothing was kept").isEqualTo(504);
            assertThat(strict.post(REQUEST.path(), REQUEST.json()).status()).isEqualTo(200);
            assertThat(strict.generator().calls()).isEqualTo(2);
        }
    }

    private Events stream() throws IOException, InterruptedException {
        return Events.post(server, REQUEST.path(), REQUEST.json());
    }

    private ObjectNode plain() {
        return (ObjectNode) server.post(REQUEST.path(), REQUEST.json()).json();
    }
}
