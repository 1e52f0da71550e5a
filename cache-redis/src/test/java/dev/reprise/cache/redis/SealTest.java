package dev.reprise.cache.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.cache.Cost;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Position;

/** Sealed envelopes. The golden file was not written by the code under test, but by another AES-GCM after its table. */
class SealTest {
    private static final byte[] NAME = "reprise:main:v1:acme:g1:course:d1".getBytes(UTF_8);
    private static final Entry<String> ENTRY = new Entry<>("the readable value", Set.of("company:TechCorp", "课程"),
            "the request hash".getBytes(UTF_8), 1, 2, 3, new Position(4, 5), new Cost(Duration.ofMillis(6), 7, 8, 9));

    private final Envelope plain = new Envelope(null);
    private final Envelope sealed = new Envelope(key(1));

    @Test
    void decode_golden_givesTheEntryOfThePlainGolden() throws IOException {
        Entry<String> expected = plain.decode(NAME, golden("full"), TextCodec.INSTANCE);

        Entry<String> entry = sealed.decode(NAME, golden("sealed"), TextCodec.INSTANCE);

        assertThat(entry.value()).isEqualTo("Zażółć 课程 🎓");
        assertSame(entry, expected);
    }

    @Test
    void decode_whatWasEncoded_givesEveryField() {
        assertSame(sealed.decode(NAME, seal(), TextCodec.INSTANCE), ENTRY);
    }

    @Test
    void encode_sealed_showsNothingButTheHead() {
        byte[] bytes = seal();

        assertThat(bytes).startsWith('R', 'P', 'R', 'S', 1, 1).hasSize(plainBytes().length - 4 + 12 + 16);
        assertThat(new String(bytes, ISO_8859_1)).doesNotContain("readable", "TechCorp", "request hash");
    }

    @Test
    void encode_sameEntryAgain_differsInEveryPart() {
        Set<ByteBuffer> nonces = new HashSet<>();
        Set<ByteBuffer> contents = new HashSet<>();
        Set<ByteBuffer> tags = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = seal();
            nonces.add(ByteBuffer.wrap(bytes, 6, 12));
            contents.add(ByteBuffer.wrap(bytes, 18, bytes.length - 34));
            tags.add(ByteBuffer.wrap(bytes, bytes.length - 16, 16));
        }

        assertThat(nonces).hasSize(1000);
        assertThat(contents).hasSize(1000);
        assertThat(tags).hasSize(1000);
    }

    @Test
    void decode_anyBitFlipped_isUnreadable() {
        byte[] bytes = seal();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);

            assertUnreadable(sealed, NAME, flipped, "bit " + bit);
        }
    }

    @Test
    void decode_anyLengthButItsOwn_isUnreadable() {
        byte[] bytes = seal();
        for (int length = 0; length < bytes.length; length++) {
            assertUnreadable(sealed, NAME, Arrays.copyOf(bytes, length), "length " + length);
        }
        assertUnreadable(sealed, NAME, Arrays.copyOf(bytes, bytes.length + 1), "a byte more");
    }

    @Test
    void decode_randomBytes_isUnreadable() {
        Random random = new Random(42);
        byte[] start = seal();
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            assertUnreadable(sealed, NAME, bytes, "random " + i);
            System.arraycopy(start, 0, bytes, 0, Math.min(6, bytes.length));
            assertUnreadable(sealed, NAME, bytes, "random behind a head " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "reprise:main:v1:acme:g1:course:d2", "reprise:main:v1:acme:g1:course:d",
            "reprise:main:v1:acme:g1:course:d11", "reprise:other:v1:acme:g1:course:d1"})
    void decode_underAnotherName_isUnreadable(String other) {
        assertUnreadable(sealed, other.getBytes(UTF_8), seal(), other);
    }

    @Test
    void decode_withAnotherKey_isUnreadable() {
        assertUnreadable(new Envelope(key(2)), NAME, seal(), "another key");
    }

    @Test
    void decode_plainWhereSealedIsDemandedAndTheOtherWayRound_isUnreadable() {
        assertUnreadable(sealed, NAME, plainBytes(), "plain");
        assertUnreadable(plain, NAME, seal(), "sealed");
    }

    @Test
    void decode_plainWithTheFlagSet_isUnreadable() {
        byte[] bytes = plainBytes();
        bytes[5] = 1;

        assertUnreadable(sealed, NAME, bytes, "flagged");
    }

    @Test
    void decode_otherVersion_isUnreadable() {
        byte[] bytes = seal();
        for (byte version : new byte[]{0, 2}) {
            bytes[4] = version;
            assertUnreadable(sealed, NAME, bytes, "version " + version);
        }
    }

    /** Whoever has the key may be wrong too. */
    @Test
    void decode_wellSealedButNoEntry_isUnreadable() {
        byte[] whole = plainBytes();
        Seal seal = new Seal(key(1));
        for (int length = 6; length < whole.length - 4; length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole.clone(), 0, length).put(5, (byte) 1);
            assertUnreadable(sealed, NAME, seal.close(cut, NAME), "length " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 24, 31, 33, 64})
    void new_keyOfAnotherLength_isRefusedWithoutShowingIt(int length) {
        byte[] secret = "k".repeat(length).getBytes(UTF_8);

        assertThatIllegalArgumentException().isThrownBy(() -> new Envelope(new SecretKeySpec(secret, "AES")))
                .withMessage("an encryption key must be an AES key of 32 bytes")
                .withNoCause();
    }

    @Test
    void new_keyOfAnotherAlgorithmOrThatCannotBeRead_isRefused() {
        SecretKey hidden = new SecretKeySpec(new byte[32], "AES") {
            private static final long serialVersionUID = 1L;

            @Override
            public byte @Nullable [] getEncoded() {
                return null;
            }
        };

        assertThatIllegalArgumentException().isThrownBy(() -> new Envelope(hidden));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Envelope(new SecretKeySpec(new byte[32], "HmacSHA256")));
    }

    private byte[] seal() {
        return sealed.encode(NAME, ENTRY, TextCodec.INSTANCE);
    }

    private byte[] plainBytes() {
        return plain.encode(NAME, ENTRY, TextCodec.INSTANCE);
    }

    /** 32 bytes that count up from one. */
    private static SecretKey key(int first) {
        byte[] bytes = new byte[32];
        IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) (first + i));
        return new SecretKeySpec(bytes, "AES");
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = SealTest.class.getResourceAsStream("golden/" + name + ".bin")) {
            assertThat(file).isNotNull();
            return file.readAllBytes();
        }
    }

    private static void assertSame(Entry<String> entry, Entry<String> expected) {
        assertThat(entry.value()).isEqualTo(expected.value());
        assertThat(entry.tags()).isEqualTo(expected.tags());
        assertThat(entry.requestHash()).isEqualTo(expected.requestHash());
        assertThat(entry.createdMillis()).isEqualTo(expected.createdMillis());
        assertThat(entry.freshUntilMillis()).isEqualTo(expected.freshUntilMillis());
        assertThat(entry.expiresMillis()).isEqualTo(expected.expiresMillis());
        assertThat(entry.position()).isEqualTo(expected.position());
        assertThat(entry.cost()).isEqualTo(expected.cost());
    }

    private static void assertUnreadable(Envelope envelope, byte[] name, byte[] bytes, String what) {
        assertThatExceptionOfType(UnreadableException.class).as(what)
                .isThrownBy(() -> envelope.decode(name, bytes, TextCodec.INSTANCE));
    }
}
