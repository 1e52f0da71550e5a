package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopeTest {
    private static final CacheKey KEY = CacheKey.of("acme", "g1", "course", "d1", null);
    private static final Set<String> TAGS = Set.of("red", "blue");

    @Test
    void covers_ownTenantOrEvery_andNoOther() {
        for (String tenant : List.of("acme", Scope.EVERY_TENANT, "beta", "acm", "acme2", "a*", "")) {
            boolean own = tenant.equals("acme") || tenant.equals(Scope.EVERY_TENANT);
            assertThat(List.of(new Scope.Key(tenant, "course", "d1"), new Scope.Tag(tenant, "red"),
                    new Scope.Type(tenant, "course"), new Scope.Matching(tenant, "*"), new Scope.All(tenant)))
                    .allSatisfy(scope -> assertThat(scope.covers(KEY, TAGS)).isEqualTo(own));
        }
    }

    @Test
    void everyTenant_asTheTenantOfAKey_isImpossible() {
        assertThatThrownBy(() -> CacheKey.of(Scope.EVERY_TENANT, "g1", "course", "d1", null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void key_anyGenerator_isCovered() {
        Scope scope = new Scope.Key("acme", "course", "d1");

        assertThat(scope.covers(CacheKey.of("acme", "g2", "course", "d1", null), Set.of())).isTrue();
        assertThat(scope.covers(CacheKey.of("acme", "g1", "course", "d2", null), Set.of())).isFalse();
        assertThat(scope.covers(CacheKey.of("acme", "g1", "lesson", "d1", null), Set.of())).isFalse();
    }

    @Test
    void tag_wholeNames_areCovered() {
        assertThat(new Scope.Tag("acme", "blue").covers(KEY, TAGS)).isTrue();
        assertThat(new Scope.Tag("acme", "re").covers(KEY, TAGS)).isFalse();
        assertThat(new Scope.Tag("acme", "course").covers(KEY, TAGS)).isFalse();
        assertThat(new Scope.Tag("acme", "red").covers(KEY, Set.of())).isFalse();
    }

    @Test
    void type_wholeName_isCovered() {
        Scope scope = new Scope.Type("acme", "users");

        assertThat(scope.covers(CacheKey.of("acme", "g1", "users", "d1", null), Set.of())).isTrue();
        assertThat(scope.covers(CacheKey.of("acme", "g1", "usersAbc", "d1", null), Set.of())).isFalse();
        assertThat(scope.covers(CacheKey.of("acme", "g1", "user", "d1", null), Set.of())).isFalse();
    }

    /** Against {@code type:digest}. */
    @ParameterizedTest
    @CsvSource({"course:d1, true", "course:d2, false", "*, true", "**, true", "*:*, true", "course*, true",
            "course:*, true", "*d1, true", "*:d1, true", "c*1, true", "c*:*1, true", "*o*r*e*d*, true",
            "course:d?, true", "?ourse:d1, true", "course?d1, true", "??????:??, true", "?????????, true",
            "????????, false", "??????????, false", "'', false", "course, false", "d1, false", "course:, false",
            ":d1, false", "COURSE:D1, false", "course:d1*, true", "*course:d1, true", "course:d1?, false",
            "course:d1x, false", "*x*, false", "*?, true", "?*, true", "*1?, false", "acme*, false",
            "'[c]ourse:d1', false", "'course:d[0-9]', false", "'course.d1', false", "'cours.:d1', false",
            "'\\course:d1', false", "'course:d1|x', false", "'(course:d1)', false", "'course:d1$', false"})
    void matching_pattern_isAsTheTableSays(String pattern, boolean matches) {
        assertThat(new Scope.Matching("acme", pattern).covers(KEY, Set.of())).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({"aab:d, *ab:d, true", "ababab:d, *abab:d, true", "aaab:d, a*ab:?, true",
            "mississippi:d, m*iss*ip*:d, true",
            "mississippi:d, m*iss*x*:d, false", "a:b, a*:*b, true"})
    void matching_starThatMustGiveBack_isFound(String name, String pattern, boolean matches) {
        CacheKey key = CacheKey.parse("acme:g1:" + name);

        assertThat(new Scope.Matching("acme", pattern).covers(key, Set.of())).isEqualTo(matches);
    }

    /** With naive backtracking these take longer than the universe has. */
    @Test
    void matching_pathologicalPatterns_areQuick() {
        CacheKey key = CacheKey.of("acme", "g1", "a".repeat(20_000), "a", null);

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThat(new Scope.Matching("acme", "a*".repeat(200) + "b").covers(key, Set.of())).isFalse();
            assertThat(new Scope.Matching("acme", "*a".repeat(200) + "*b").covers(key, Set.of())).isFalse();
            assertThat(new Scope.Matching("acme", "*".repeat(20_000)).covers(key, Set.of())).isTrue();
            assertThat(new Scope.Matching("acme", "*" + "a".repeat(5_000) + "b").covers(key, Set.of())).isFalse();
            assertThat(new Scope.Matching("acme", "*?".repeat(20_002)).covers(key, Set.of())).isTrue();
            assertThat(new Scope.Matching("acme", "*?".repeat(20_003)).covers(key, Set.of())).isFalse();
        });
    }
}
