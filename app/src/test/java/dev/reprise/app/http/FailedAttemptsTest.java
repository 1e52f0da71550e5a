package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;

/** What becomes of who guesses. */
final class FailedAttemptsTest {
    private static final String PATH = "/ai/cache/status";
    private static final String RIGHT = "to-look";

    @AutoClose
    private final TestServer server = TestServer.start(Map.of("VIEWER_TOKEN", RIGHT, "API_KEYS", "acme=key-of-acme"));

    @Test
    void get_tenWrongTokens_eachIsForbiddenAndThenNoneIsLookedAt() {
        for (int i = 0; i < 10; i++) {
            assertThat(get("wrong-" + i).status()).isEqualTo(403);
        }

        assertSlowed(get("wrong"), 1);
        assertSlowed(get(RIGHT), 1);
        assertSlowed(get(TestServer.ADMIN_TOKEN), 1);
        assertSlowed(server.post(Requests.LESSON.path(), "{}", "Authorization", "Bearer key-of-acme"), 1);
        server.advance(Duration.ofMillis(999));
        assertSlowed(get(RIGHT), 1);
        server.advance(Duration.ofMillis(1));
        assertThat(get(RIGHT).status()).isEqualTo(200);
    }

    @Test
    void get_goesOn_waitsLongerEachTimeUpToAMinute() {
        for (int i = 0; i < 9; i++) {
            get("wrong");
        }
        List<String> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            assertThat(get("wrong").status()).isEqualTo(403);
            String wait = get("wrong").header("Retry-After");
            waits.add(wait);
            server.advance(Duration.ofSeconds(Long.parseLong(wait)));
        }

        assertThat(waits).containsExactly("1", "2", "4", "8", "16", "32", "60", "60");
    }

    @Test
    void get_rightTokensBetween_endNoRowOfWrongOnes() {
        for (int i = 0; i < 10; i++) {
            assertThat(get("wrong").status()).isEqualTo(403);
            assertThat(get(RIGHT).status()).isEqualTo(i < 9 ? 200 : 429);
        }
    }

    @Test
    void get_aMinuteWithoutAWrongOne_beginsAnew() {
        for (int i = 0; i < 10; i++) {
            get("wrong");
        }
        server.advance(Duration.ofSeconds(1 + 60));
        for (int i = 0; i < 9; i++) {
            assertThat(get("wrong").status()).isEqualTo(403);
        }
        assertThat(get(RIGHT).status()).isEqualTo(200);
    }

    @Test
    void get_knownTokenOfAnotherRoute_isNoGuess() {
        for (int i = 0; i < 12; i++) {
            assertThat(get("key-of-acme").status()).isEqualTo(403);
        }
        assertThat(get(RIGHT).status()).isEqualTo(200);
    }

    @Test
    void get_addressIsSlowedDown_othersAndWhatNeedsNoTokenAreNot() throws Exception {
        for (int i = 0; i < 10; i++) {
            get("wrong");
        }

        assertSlowed(get(RIGHT), 1);
        assertThat(statusFrom("127.0.0.2", RIGHT)).isEqualTo(200);
        assertThat(server.get(PATH).status()).isEqualTo(401);
        assertThat(server.get("/ai/cache/health", "Authorization", "Bearer wrong").status()).isEqualTo(200);
    }

    @Test
    void post_guessesByAskingForNoCache_areSlowedDownToo() {
        try (TestServer open = TestServer.start(Map.of("REGENERATE", "admin"))) {
            for (int i = 0; i < 10; i++) {
                assertThat(again(open, "no-cache", "wrong").status()).isEqualTo(403);
            }

            assertThat(again(open, "no-cache", TestServer.ADMIN_TOKEN).status()).isEqualTo(429);
            assertThat(again(open, "max-age=0", TestServer.ADMIN_TOKEN).status()).isEqualTo(429);
            assertThat(again(open, "only-if-cached", "wrong").status()).isEqualTo(504);
            open.advance(Duration.ofSeconds(1));
            assertThat(again(open, "no-cache", TestServer.ADMIN_TOKEN).status()).isEqualTo(200);
        }
    }

    @Test
    void count_moreAddressesThanAreRemembered_forgetsTheOneThatFailedFirst() {
        FailedAttempts attempts = new FailedAttempts(server::now);
        for (int i = 0; i < 10; i++) {
            attempts.count("first");
            attempts.count("second");
        }
        for (int i = 0; i < 9_999; i++) {
            attempts.count("other-" + i);
        }

        assertThat(attempts.remaining("first")).isZero();
        assertThat(attempts.remaining("second")).isEqualTo(Duration.ofSeconds(1));
    }

    /** As Java prints addresses. */
    @ParameterizedTest
    @CsvSource({"192.0.2.7, 192.0.2.7", "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:",
            "[2001:db8:1:2:ffff:4:5:7], 2001:db8:1:2:",
            "2001:db8:1:3:3:4:5:6, 2001:db8:1:3:", "0:0:0:0:0:0:0:1, 0:0:0:0:"})
    void network_address_isItselfOrTheHalfOfIPv6ThatIsGivenOut(String address, String network) {
        assertThat(Access.network(address)).isEqualTo(network);
    }

    private Answer get(String token) {
        return server.get(PATH, "Authorization", "Bearer " + token);
    }

    private static Answer again(TestServer server, String directive, String token) {
        return server.post(Requests.LESSON.path(), Requests.LESSON.json(), "Cache-Control", directive, "Authorization",
                "Bearer " + token);
    }

    private int statusFrom(String address, String token) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.ofLiteral(address)).build()) {
            return client.send(HttpRequest.newBuilder(URI.create(server.url() + PATH))
                    .header("Authorization", "Bearer " + token).build(), BodyHandlers.discarding()).statusCode();
        }
    }

    private static void assertSlowed(Answer answer, int seconds) {
        Problems.assertProblem(answer, 429, "too-many-attempts", answer.json().get("instance").textValue());
        assertThat(answer.header("Retry-After")).isEqualTo(Integer.toString(seconds));
    }
}
