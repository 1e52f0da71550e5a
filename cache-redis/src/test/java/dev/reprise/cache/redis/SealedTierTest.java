package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.KEY;
import static dev.reprise.cache.redis.RedisFixture.NAME;
import static dev.reprise.cache.redis.RedisFixture.config;
import static dev.reprise.cache.redis.RedisFixture.entry;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

import dev.reprise.cache.Backend;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Scope;

/** What a tier with an encryption key leaves on Redis, and what it takes from there. */
class SealedTierTest {
    private static final byte[] RAW_NAME = NAME.getBytes(UTF_8);

    private final RedisFixture redis = new RedisFixture();
    private final RedisTier<String> tier = redis.tier(config(redis.server.url()).encryptionKey(key('a')));

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void put_entry_leavesNothingReadable() {
        Entry<String> entry = entry("the readable value", "company:TechCorp");
        tier.put(KEY, new Entry<>(entry.value(), entry.tags(), "the request hash".getBytes(UTF_8),
                entry.createdMillis(), entry.freshUntilMillis(), entry.expiresMillis(), entry.position(),
                entry.cost()));

        assertThat(new String(stored(), ISO_8859_1)).startsWith("RPRS\1\1").doesNotContain("readable", "company",
                "TechCorp", "request hash");
    }

    @Test
    void get_sameKeyElsewhere_findsIt() {
        tier.put(KEY, entry("value", "tag"));

        assertFound(redis.tier(config(redis.server.url()).encryptionKey(key('a'))), "value");
    }

    @Test
    void get_anyStoredByteFlipped_isAbsentAndCountedAndReplaceable() {
        tier.put(KEY, entry("value", "tag"));
        byte[] bytes = stored();
        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= 1;
            store(RAW_NAME, flipped);

            assertThat(tier.get(KEY)).as("byte " + i).isNull();
            assertThat(tier.getAll(Set.of(KEY))).isEmpty();
            assertThat(tier.status().unreadable()).isEqualTo(2L * i + 2);
        }
        assertThat(tier.status().failures()).isZero();

        tier.put(KEY, entry("new", "tag"));
        assertFound(tier, "new");
    }

    @Test
    void get_storedUnderAnotherName_isAbsentAndCounted() {
        CacheKey other = CacheKey.of("globex", "g1", "course", "d1", null);
        tier.put(KEY, entry("value", "tag"));
        store("reprise:test:v1:globex:g1:course:d1".getBytes(UTF_8), stored());

        assertThat(tier.get(other)).isNull();
        assertThat(tier.getAll(List.of(KEY, other))).containsOnlyKeys(KEY);
        assertThat(tier.status().unreadable()).isEqualTo(2);
    }

    @Test
    void get_otherKeyOrNone_isAbsentAndCountedAndReplaceable() {
        RedisTier<String> otherKey = redis.tier(config(redis.server.url()).encryptionKey(key('b')));
        RedisTier<String> noKey = redis.tier();
        List<RedisTier<String>> all = List.of(tier, otherKey, noKey);
        for (RedisTier<String> writer : all) {
            writer.put(KEY, entry("value", "tag"));

            assertFound(writer, "value");
            all.stream().filter(it -> it != writer).forEach(reader -> assertThat(reader.get(KEY)).isNull());
        }
        assertThat(all).allMatch(it -> it.status().unreadable() == 2);
    }

    @Test
    void removeAll_byTag_findsWhatItCanRead() {
        CacheKey plain = CacheKey.of("acme", "g1", "course", "d2", null);
        tier.put(KEY, entry("value", "company:TechCorp"));
        redis.tier().put(plain, entry("value", "company:TechCorp"));

        List<CacheKey> removed = new ArrayList<>();
        tier.removeAll(new Scope.Tag("acme", "company:TechCorp"), removed::add);

        assertThat(removed).containsExactly(KEY);
        assertThat(redis.server.command("EXISTS", NAME)).isEqualTo("0");
    }

    @Test
    void open_keyTooShort_isRefusedWithoutShowingIt() {
        Backend.Config config = config(redis.server.url())
                .encryptionKey(new SecretKeySpec("a-secret-16-byte".getBytes(UTF_8), "AES"));

        assertThatIllegalArgumentException().isThrownBy(() -> Backend.open(config))
                .withMessageContaining("32 bytes")
                .withMessageNotContaining("a-secret");
    }

    private static void assertFound(RedisTier<String> tier, String value) {
        Entry<String> entry = tier.get(KEY);
        assertThat(entry).isNotNull();
        assertThat(entry.value()).isEqualTo(value);
        assertThat(entry.tags()).containsExactly("tag");
    }

    private byte[] stored() {
        try (Jedis jedis = new Jedis(redis.server.url())) {
            return jedis.get(RAW_NAME);
        }
    }

    private void store(byte[] name, byte[] bytes) {
        try (Jedis jedis = new Jedis(redis.server.url())) {
            jedis.set(name, bytes);
        }
    }

    /** 32 times the same byte. */
    static SecretKey key(char of) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) of);
        return new SecretKeySpec(bytes, "AES");
    }
}
