package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;

/** What {@code Cache-Control} of a request does. */
final class RequestDirectivesTest {
    private static final Requests REQUEST = Requests.ASSESSMENT;
    private static final String HIT = "\"caffeine\"; hit; ttl=7200";

    @AutoClose
    private final TestServer server = TestServer.start();

    @Test
    void post_noCache_generatesAgainAndStores() {
        Answer first = post("");
        Answer fresh = post("no-cache");
        Answer later = post("");

        assertThat(fresh.header("Cache-Status")).isEqualTo("\"caffeine\"; fwd=request; stored");
        assertThat(fresh.body()).isNotEqualTo(first.body());
        assertThat(later.header("Cache-Status")).isEqualTo(HIT);
        assertThat(later.body()).isEqualTo(fresh.body());
    }

    @Test
    void post_noStore_generatesAgainAndStoresNothing() {
        Answer first = post("");
        Answer fresh = post("no-store");
        Answer later = post("");

        assertThat(fresh.header("Cache-Status")).isEqualTo("\"caffeine\"; fwd=request");
        assertThat(fresh.body()).isNotEqualTo(first.body());
        assertThat(later.body()).isEqualTo(first.body());
        assertThat(server.generator().calls()).isEqualTo(2);
    }

    @Test
    void post_noStoreFirst_leavesNothing() {
        post("no-store");

        assertThat(post("").header("Cache-Status")).isEqualTo("\"caffeine\"; fwd=uri-miss; stored");
    }

    @Test
    void post_maxAge_servesNothingOlder() {
        Answer first = post("");
        server.advance(Duration.ofSeconds(10));

        assertThat(post("max-age=10").body()).isEqualTo(first.body());
        Answer fresh = post("max-age=9");
        assertThat(fresh.header("Cache-Status")).isEqualTo("\"caffeine\"; fwd=request; stored");
        assertThat(post("max-age=9").body()).isEqualTo(fresh.body()).isNotEqualTo(first.body());
    }

    @Test
    void post_onlyIfCachedAndNothingThere_isGatewayTimeout() {
        Answer answer = post("only-if-cached");

        Problems.assertProblem(answer, 504, "not-cached", REQUEST.path());
        assertThat(answer.header("Cache-Status")).isEqualTo("\"caffeine\"; fwd=uri-miss");
        assertThat(server.generator().calls()).isZero();
    }

    @Test
    void post_onlyIfCachedAndThere_isServed() {
        Answer first = post("");
        Answer cached = post("only-if-cached");

        assertThat(cached.status()).isEqualTo(200);
        assertThat(cached.header("Cache-Status")).isEqualTo(HIT);
        assertThat(cached.body()).isEqualTo(first.body());
    }

    @Test
    void post_onlyIfCachedAndTooOld_isGatewayTimeout() {
        post("");
        server.advance(Duration.ofSeconds(10));

        Problems.assertProblem(post("only-if-cached, max-age=9"), 504, "not-cached", REQUEST.path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"No-Cache", "foo=bar, no-cache", "foo=\"a, b\",no-cache", "max-age=100,no-cache"})
    void post_directiveAmongOthers_counts(String header) {
        post("");

        assertThat(post(header).header("Cache-Status")).isEqualTo("\"caffeine\"; fwd=request; stored");
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "foo=\"no-cache\"", "max-age", "max-age=", "max-age=-1", "max-age=soon",
            "max-age=99999999999999999999", "max-age=999999999999999999", "=", ",,"})
    void post_directiveUnknownOrNonsense_isIgnored(String header) {
        post("");

        assertThat(post(header).header("Cache-Status")).isEqualTo(HIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo=\"bar", "no-cache\"", "fo\"o=1"})
    void post_quotesWhereTheyMayNotBe_isNoFaultOfTheServer(String header) {
        assertThat(post(header).status()).isIn(200, 400);
    }

    @Test
    void post_directivesOnSeveralLines_allCount() {
        post("");
        Answer answer = server.post(REQUEST.path(), REQUEST.json(), "Cache-Control", "max-age=100", "Cache-Control",
                "no-cache");

        assertThat(answer.header("Cache-Status")).isEqualTo("\"caffeine\"; fwd=request; stored");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-cache", "no-store", "no-cache, only-if-cached"})
    void post_regenerateIsForAdmins_othersAreRefused(String header) {
        try (TestServer strict = TestServer.start(Map.of("REGENERATE", "admin"))) {
            Answer anyone = strict.post(REQUEST.path(), REQUEST.json(), "Cache-Control", header);
            Answer wrong = strict.post(REQUEST.path(), REQUEST.json(), "Cache-Control", header, "Authorization",
                    "Bearer wrong");

            Problems.assertProblem(anyone, 403, "forbidden", REQUEST.path());
            Problems.assertProblem(wrong, 403, "forbidden", REQUEST.path());
            assertThat(strict.generator().calls()).isZero();
        }
    }

    @Test
    void post_regenerateIsForAdmins_adminMay() {
        try (TestServer strict = TestServer.start(Map.of("REGENERATE", "admin"))) {
            Answer first = strict.post(REQUEST.path(), REQUEST.json());
            Answer fresh = strict.post(REQUEST.path(), REQUEST.json(), "Cache-Control", "no-cache", "Authorization",
                    "Bearer " + TestServer.ADMIN_TOKEN);

            assertThat(first.status()).isEqualTo(200);
            assertThat(fresh.status()).isEqualTo(200);
            assertThat(fresh.header("Cache-Status")).isEqualTo("\"caffeine\"; fwd=request; stored");
        }
    }

    private Answer post(String directives) {
        return directives.isEmpty()
                ? server.post(REQUEST.path(), REQUEST.json())
                : server.post(REQUEST.path(), REQUEST.json(), "Cache-Control", directives);
    }
}
