package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheKeyTest {
    private static final CacheKey KEY = CacheKey.of("acme", "g-1", "course_curriculum", "0a1b", null);

    @Test
    void of_parts_givesThemBack() {
        assertThat(KEY.tenant()).isEqualTo("acme");
        assertThat(KEY.generator()).isEqualTo("g-1");
        assertThat(KEY.type()).isEqualTo("course_curriculum");
        assertThat(KEY.digest()).isEqualTo("0a1b");
        assertThat(KEY.requestHash()).isNull();
        assertThat(KEY).hasToString("acme:g-1:course_curriculum:0a1b");
    }

    @Test
    void of_typeAndId_isThePublicKeyOfTheIdsHash() throws Exception {
        byte[] sha = MessageDigest.getInstance("SHA-256").digest("żółć: 1".getBytes(StandardCharsets.UTF_8));

        CacheKey key = CacheKey.of("course", "żółć: 1");

        assertThat(key).hasToString("public:none:course:" + HexFormat.of().formatHex(sha, 0, 16));
        assertThat(key.requestHash()).isEqualTo(sha);
        assertThat(key).isEqualTo(CacheKey.of("course", "żółć: 1")).isNotEqualTo(CacheKey.of("course", "other"));
        assertThat(CacheKey.of("course", "").digest()).hasSize(32);
    }

    @Test
    void parse_nameOfAKey_isThatKeyWithoutHash() {
        CacheKey hashed = CacheKey.of("course", "id");

        assertThat(CacheKey.parse(hashed.toString())).isEqualTo(hashed);
        assertThat(CacheKey.parse(hashed.toString()).requestHash()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a:b:c", "a:b:c:d:e", ":b:c:d", "a::c:d", "a:b:c:", "a:b:c:d ", "a:b:c:d\n",
            "*:b:c:d", "a:b:c:ż", "a:b:c:d\u0000", "a:b:c/d:e", "a:b:c:{d}", "a:b:c:d?"})
    void parse_anythingElse_isRefused(String name) {
        assertThatThrownBy(() -> CacheKey.parse(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"tenant, *, g, t, d", "tenant, '', g, t, d", "generator, a, 'g g', t, d", "type, a, g, t:u, d",
            "digest, a, g, t, 'd*'"})
    void of_unfitSegment_isRefusedByName(String name, String tenant, String generator, String type, String digest) {
        assertThatThrownBy(() -> CacheKey.of(tenant, generator, type, digest, null))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(name + " '");
    }

    @Test
    void equals_anySegmentDiffers_isFalse() {
        List<CacheKey> keys = List.of(KEY, CacheKey.of("beta", "g-1", "course_curriculum", "0a1b", null),
                CacheKey.of("acme", "g-2", "course_curriculum", "0a1b", null),
                CacheKey.of("acme", "g-1", "course_curriculum2", "0a1b", null),
                CacheKey.of("acme", "g-1", "course_curriculum", "0a1c", null));

        assertThat(keys).doesNotHaveDuplicates();
        assertThat(KEY).isNotEqualTo(KEY.toString());
    }

    @Test
    void equals_hashesOfStringsThatCollide_isFalse() {
        CacheKey one = CacheKey.of("acme", "g", "t", "Aa", null);
        CacheKey other = CacheKey.of("acme", "g", "t", "BB", null);

        assertThat(one).hasSameHashCodeAs(other).isNotEqualTo(other);
    }

    @Test
    void equals_requestHash_isNoPartOfIt() {
        CacheKey hashed = CacheKey.of("acme", "g-1", "course_curriculum", "0a1b", new byte[32]);

        assertThat(hashed).isEqualTo(KEY).hasSameHashCodeAs(KEY);
    }

    @Test
    void accepts_withoutHash_anyEntry() {
        assertThat(KEY.accepts(new byte[0])).isTrue();
        assertThat(KEY.accepts(new byte[32])).isTrue();
    }

    @Test
    void accepts_withHash_thatAlone() {
        byte[] hash = new byte[32];
        CacheKey key = CacheKey.of("acme", "g-1", "course_curriculum", "0a1b", hash);
        hash[0] = 1;

        assertThat(key.accepts(new byte[32])).as("a copy was taken").isTrue();
        assertThat(key.accepts(hash)).isFalse();
        assertThat(key.accepts(new byte[0])).isFalse();
        assertThat(key.accepts(new byte[31])).isFalse();
    }

    @Test
    void requestHash_changedByTheCaller_staysAsItWas() {
        CacheKey key = CacheKey.of("acme", "g-1", "course_curriculum", "0a1b", new byte[32]);
        byte[] copy = key.requestHash();
        assertThat(copy).isNotNull();
        copy[0] = 1;

        assertThat(key.accepts(new byte[32])).isTrue();
    }
}
