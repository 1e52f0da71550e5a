package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.reprise.api.InvalidRequestException.Violation;
import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.GenerationException.Reason;

final class GenerationFailuresTest {
    private static final Requests REQUEST = Requests.EXERCISES;

    @AutoClose
    private final TestServer server = TestServer.start();

    @ParameterizedTest
    @CsvSource({"OVERLOADED, 503, generation-overloaded, 5", "UNAVAILABLE, 503, generation-unavailable, 5",
            "TIMEOUT, 504, generation-timeout, ''", "REJECTED, 502, generation-rejected, ''",
            "REFUSED, 502, generation-refused, ''", "TRUNCATED, 502, generation-truncated, ''",
            "INVALID, 502, generation-invalid, ''"})
    void post_generationFails_saysWhyAndKeepsNothing(Reason reason, int status, String kind, String retryAfter) {
        server.generator().fail(new GenerationException(reason, "This is why.", null,
                new IllegalStateException("http://user:secret@provider/")));
        Answer failed = post();

        JsonNode problem = Problems.assertProblem(failed, status, kind, REQUEST.path());
        assertThat(problem.get("detail").textValue()).isEqualTo("This is why.");
        assertThat(problem.has("errors")).isFalse();
        assertThat(failed.header("Retry-After")).isEqualTo(retryAfter);
        assertThat(failed.text()).doesNotContain("secret");
        assertNothingWasKept();
    }

    @ParameterizedTest
    @CsvSource({"PT30S, 30", "PT0.2S, 1", "PT1.5S, 2", "PT2H, 7200"})
    void post_providerAsksToBeLeftAlone_retryAfterSaysSo(Duration asked, String retryAfter) {
        server.generator().fail(new GenerationException(Reason.OVERLOADED, "Busy.", asked, null));

        assertThat(post().header("Retry-After")).isEqualTo(retryAfter);
    }

    @Test
    void post_contentInvalid_saysWhatIsWrongWithIt() {
        server.generator().fail(new GenerationException(Reason.INVALID, "Nonsense.",
                List.of(new Violation("/title", "is required"), new Violation("/exercises", "must be a list"))));

        JsonNode problem = Problems.assertProblem(post(), 502, "generation-invalid", REQUEST.path());
        assertThat(problem.at("/errors/0/pointer").textValue()).isEqualTo("/title");
        assertThat(problem.at("/errors/1/detail").textValue()).isEqualTo("must be a list");
    }

    @Test
    void post_generatorThrowsAnError_showsNothingOfIt() {
        server.generator().fail(new StackOverflowError("secret of the server"));
        Answer failed = post();

        Problems.assertProblem(failed, 500, "internal", REQUEST.path());
        assertThat(failed.text()).doesNotContain("secret", "Overflow");
        assertNothingWasKept();
    }

    @Test
    void post_generatorThrowsWhatNobodyExpects_showsNothingOfIt() {
        server.generator().fail(new IllegalStateException("secret of the server"));
        Answer failed = post();

        Problems.assertProblem(failed, 500, "internal", REQUEST.path());
        assertThat(failed.text()).doesNotContain("secret");
        assertNothingWasKept();
    }

    @Test
    void post_regeneratingFails_whatWasThereStays() {
        Answer first = post();
        server.generator().fail(new GenerationException(Reason.UNAVAILABLE, "Down.", null, null));
        Answer failed = server.post(REQUEST.path(), REQUEST.json(), "Cache-Control", "no-cache");

        Problems.assertProblem(failed, 503, "generation-unavailable", REQUEST.path());
        assertThat(post().body()).isEqualTo(first.body());
    }

    @Test
    void post_generatingFailsPastTheTtl_servesWhatWasThere() {
        Answer first = post();
        server.advance(Duration.ofMinutes(90));
        server.generator().fail(new GenerationException(Reason.UNAVAILABLE, "Down.", null, null));
        Answer stale = post();

        assertThat(stale.status()).isEqualTo(200);
        assertThat(stale.header("Cache-Status")).isEqualTo("\"caffeine\"; hit; ttl=-1800; detail=stale-if-error");
        assertThat(stale.body()).isEqualTo(first.body());
    }

    @Test
    void post_generationTakesTooLong_isGivenUpAndTheServerGoesOn() {
        try (TestServer hasty = TestServer.start(Map.of("AI_TIMEOUT", "1"))) {
            hasty.generator().hold();
            Problems.assertProblem(hasty.post(REQUEST.path(), REQUEST.json()), 504, "generation-timeout",
                    REQUEST.path());

            hasty.generator().release();
            Answer after = hasty.post(REQUEST.path(), REQUEST.json());
            assertThat(after.status()).isEqualTo(200);
            assertThat(after.header("Cache-Status")).isEqualTo("\"caffeine\"; fwd=uri-miss; stored");
            assertThat(hasty.generator().calls()).isEqualTo(2);
        }
    }

    private void assertNothingWasKept() {
        server.generator().succeed();
        int calls = server.generator().calls();
        Answer next = post();

        assertThat(next.status()).isEqualTo(200);
        assertThat(next.header("Cache-Status")).isEqualTo("\"caffeine\"; fwd=uri-miss; stored");
        assertThat(server.generator().calls()).isEqualTo(calls + 1);
    }

    private Answer post() {
        return server.post(REQUEST.path(), REQUEST.json());
    }
}
