package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.GenerationException.Reason;
import dev.reprise.app.generation.ScriptedGenerator;
import dev.reprise.app.http.Events.Event;

/** What a tenant may have generated, and what it costs of that. */
final class GenerationLimitTest {
    private static final String PATH = Requests.LESSON.path();

    @Test
    void post_limitReached_isRefusedUntilTheNextIsDueToTheMillisecond() {
        try (TestServer server = limited(2)) {
            assertThat(post(server, "one").status()).isEqualTo(200);
            assertThat(post(server, "two").status()).isEqualTo(200);

            assertRefused(post(server, "three"), 30);
            server.advance(Duration.ofSeconds(29));
            assertRefused(post(server, "three"), 1);
            server.advance(Duration.ofMillis(999));
            assertRefused(post(server, "three"), 1);
            server.advance(Duration.ofMillis(1));
            assertThat(post(server, "three").status()).isEqualTo(200);
            assertRefused(post(server, "four"), 30);
            assertThat(server.generator().calls()).isEqualTo(3);
        }
    }

    @Test
    void post_longPause_savesNoMoreThanAMinutesWorth() {
        try (TestServer server = limited(2)) {
            server.advance(Duration.ofDays(1));
            post(server, "one");
            server.advance(Duration.ofDays(1));
            assertThat(post(server, "two").status()).isEqualTo(200);
            assertThat(post(server, "three").status()).isEqualTo(200);
            assertRefused(post(server, "four"), 30);
        }
    }

    @Test
    void post_hits_areFree() {
        try (TestServer server = limited(1)) {
            Answer made = post(server, "one");
            for (int i = 0; i < 5; i++) {
                assertThat(post(server, "one").body()).isEqualTo(made.body());
            }
            assertThat(server.get(made.header("Content-Location")).status()).isEqualTo(200);
            assertRefused(post(server, "one", "Cache-Control", "no-cache"), 60);
            assertRefused(post(server, "one", "Cache-Control", "no-store"), 60);
            assertThat(post(server, "two", "Cache-Control", "only-if-cached").status()).isEqualTo(504);
        }
    }

    @Test
    void post_joinedGeneration_isFree() throws Exception {
        try (TestServer server = limited(2)) {
            server.generator().hold();
            try (Events first = Events.post(server, PATH, body("one"));
                    Events joined = Events.post(server, PATH, body("one"))) {
                first.next("delta");
                joined.next("delta");
                server.generator().release();

                assertThat(first.rest()).extracting(Event::name).last().isEqualTo("result");
                assertThat(joined.rest()).extracting(Event::name).last().isEqualTo("result");
            }
            assertThat(post(server, "two").status()).isEqualTo(200);
            assertRefused(post(server, "three"), 30);
        }
    }

    @Test
    void post_refreshBehindTheScenes_isFree() throws Exception {
        try (TestServer server = limited(1)) {
            post(server, "one");
            server.advance(Duration.ofMinutes(121));
            post(server, "two");
            server.generator().awaitCalls(2);

            assertThat(post(server, "one").header("Cache-Status")).contains("detail=stale-while-revalidate");
            server.generator().awaitCalls(1);
            assertRefused(post(server, "three"), 60);
        }
    }

    @Test
    void post_limitReachedAndAStaleOneThere_servesThat() {
        try (TestServer server = limited(1)) {
            Answer made = post(server, "one");
            server.advance(Duration.ofMinutes(150));
            post(server, "two");

            Answer stale = post(server, "one");
            assertThat(stale.body()).isEqualTo(made.body());
            assertThat(stale.header("Cache-Status")).contains("detail=stale-if-error");
        }
    }

    @Test
    void post_fallbackGenerates_countsOnce() {
        ScriptedGenerator broken = new ScriptedGenerator();
        broken.fail(new GenerationException(Reason.UNAVAILABLE, "This is why.", null, null));
        try (TestServer server = TestServer.start(Map.of("GENERATIONS_PER_MINUTE", "2"), broken,
                new ScriptedGenerator())) {
            assertThat(post(server, "one").status()).isEqualTo(200);
            assertThat(post(server, "two").status()).isEqualTo(200);
            assertRefused(post(server, "three"), 30);
        }
    }

    @Test
    void post_failedGeneration_countsAsWell() {
        try (TestServer server = limited(1)) {
            server.generator().fail(new GenerationException(Reason.INVALID, "This is why.", null, null));
            assertThat(post(server, "one").status()).isEqualTo(502);
            assertRefused(post(server, "one"), 60);
        }
    }

    /** Failures are remembered by the real time, for longer than this test takes. */
    @Test
    void post_refused_isNotRememberedAsAFailure() {
        try (TestServer server = TestServer.start(Map.of("GENERATIONS_PER_MINUTE", "1", "FAILURE_MEMORY", "3600"))) {
            post(server, "one");
            assertRefused(post(server, "two"), 60);
            server.advance(Duration.ofMinutes(1));
            assertThat(post(server, "two").status()).isEqualTo(200);
        }
    }

    @Test
    void post_oneTenantsLimitReached_othersGoOn() {
        try (TestServer server = TestServer.start(Map.of("GENERATIONS_PER_MINUTE", "1", "API_KEYS", "a=1,b=2"))) {
            assertThat(post(server, "one", "Authorization", "Bearer 1").status()).isEqualTo(200);
            assertRefused(post(server, "two", "Authorization", "Bearer 1"), 60);
            assertThat(post(server, "two", "Authorization", "Bearer 2").status()).isEqualTo(200);
            assertThat(post(server, "two", "Authorization", "Bearer " + TestServer.ADMIN_TOKEN).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void stream_limitReached_endsWithTheProblem() throws Exception {
        try (TestServer server = limited(1)) {
            post(server, "one");
            try (Events events = Events.post(server, PATH, body("two"))) {
                List<Event> all = events.rest();

                assertThat(all).extracting(Event::shortly).containsExactly("waiting", "problem");
                assertThat(all.getLast().data().get("status").intValue()).isEqualTo(429);
                assertThat(all.getLast().data().get("detail").textValue()).contains("60 s");
            }
        }
    }

    private static TestServer limited(int perMinute) {
        return TestServer.start(Map.of("GENERATIONS_PER_MINUTE", Integer.toString(perMinute)));
    }

    private static Answer post(TestServer server, String title, String... headers) {
        return server.post(PATH, body(title), headers);
    }

    private static String body(String title) {
        return "{\"lesson_title\": \"" + title + "\"}";
    }

    private static void assertRefused(Answer answer, int seconds) {
        Problems.assertProblem(answer, 429, "too-many-generations", PATH);
        assertThat(answer.header("Retry-After")).isEqualTo(Integer.toString(seconds));
    }
}
