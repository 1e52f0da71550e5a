package dev.reprise.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Scope;

class KeyspaceTest {
    private static final Keyspace KEYS = new Keyspace("users");
    private static final CacheKey KEY = CacheKey.of("acme", "g1", "course", "d1", null);

    @Test
    void name_always_hasNamespaceAndVersion() {
        assertThat(KEYS.name(KEY)).isEqualTo("reprise:users:v1:acme:g1:course:d1");
        assertThat(KEYS.key(KEYS.name(KEY))).isEqualTo(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "reprise:users:v1:", "reprise:usersAbc:v1:acme:g1:course:d1",
            "reprise:users:v2:acme:g1:course:d1", "reprise:users:v1:acme:g1:course",
            "reprise:users:v1:acme:g1:course:d1:more", "reprise:users:v1:ac me:g1:course:d1",
            "users:acme:g1:course:d1"})
    void key_foreignName_isNull(String name) {
        assertThat(KEYS.key(name)).isNull();
    }

    @Test
    void glob_everyScope_isNarrowAndEscaped() {
        assertThat(KEYS.glob(new Scope.All("*"))).isEqualTo("reprise:users:v1:*:*");
        assertThat(KEYS.glob(new Scope.All("acme"))).isEqualTo("reprise:users:v1:acme:*");
        assertThat(KEYS.glob(new Scope.Tag("acme", "t"))).isEqualTo("reprise:users:v1:acme:*");
        assertThat(KEYS.glob(new Scope.Type("a*", "[c]"))).isEqualTo("reprise:users:v1:a\\*:*:\\[c\\]:*");
        assertThat(KEYS.glob(new Scope.Key("acme", "course", "d1"))).isEqualTo("reprise:users:v1:acme:*:course:d1");
        assertThat(KEYS.glob(new Scope.Matching("acme", "course:*"))).isEqualTo("reprise:users:v1:acme:*:course:*");
        assertThat(new Keyspace("a?\\b").glob(new Scope.All("*"))).isEqualTo("reprise:a\\?\\\\b:v1:*:*");
    }

    @Test
    void glob_patternOfManyWildcards_isCutAtTheFirst() {
        assertThat(KEYS.glob(new Scope.Matching("*", "co*a*a*a*a*b"))).isEqualTo("reprise:users:v1:*:*:co*");
    }
}
