package dev.reprise.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.cache.Codec;
import dev.reprise.cache.Cost;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Position;

/** The golden files were not written by the code under test, but byte by byte after its table. */
class EnvelopeTest {
    private static final Envelope PLAIN = new Envelope(null);
    private static final byte[] NAME = RedisFixture.NAME.getBytes(UTF_8);
    private static final Entry<String> FULL = new Entry<>("Zażółć 课程 🎓", Set.of("sop:1", "kurs językowy", "课程"),
            hash(),
            1_790_000_000_123L, 1_790_003_600_123L, 1_790_007_200_123L, new Position(1_789_999_999_999L, 7),
            new Cost(Duration.ofMillis(8_421), 1_234, 5_678, 91_011));

    @Test
    void decode_goldenMinimal_givesEveryField() throws IOException {
        Entry<String> entry = PLAIN.decode(NAME, golden("minimal"), TextCodec.INSTANCE);

        assertThat(entry.value()).isEmpty();
        assertThat(entry.tags()).isEmpty();
        assertThat(entry.requestHash()).isEmpty();
        assertThat(entry.createdMillis()).isZero();
        assertThat(entry.freshUntilMillis()).isZero();
        assertThat(entry.expiresMillis()).isZero();
        assertThat(entry.position()).isEqualTo(Position.START);
        assertThat(entry.cost()).isEqualTo(Cost.NONE);
    }

    @Test
    void decode_goldenFull_givesEveryField() throws IOException {
        Entry<String> entry = PLAIN.decode(NAME, golden("full"), TextCodec.INSTANCE);

        assertThat(entry.value()).isEqualTo("Zażółć 课程 🎓");
        assertThat(entry.tags()).containsExactlyInAnyOrder("sop:1", "kurs językowy", "课程");
        assertThat(entry.requestHash()).isEqualTo(hash());
        assertThat(entry.createdMillis()).isEqualTo(1_790_000_000_123L);
        assertThat(entry.freshUntilMillis()).isEqualTo(1_790_003_600_123L);
        assertThat(entry.expiresMillis()).isEqualTo(1_790_007_200_123L);
        assertThat(entry.position()).isEqualTo(new Position(1_789_999_999_999L, 7));
        assertThat(entry.cost()).isEqualTo(new Cost(Duration.ofMillis(8_421), 1_234, 5_678, 91_011));
    }

    @Test
    void decode_goldenMaximal_givesEveryField() throws IOException {
        Entry<String> entry = PLAIN.decode(NAME, golden("maximal"), TextCodec.INSTANCE);

        assertThat(entry.value()).isEqualTo("x");
        assertThat(entry.tags()).containsExactly("");
        assertThat(entry.requestHash()).containsExactly(-1);
        assertThat(entry.createdMillis()).isEqualTo(Long.MIN_VALUE);
        assertThat(entry.freshUntilMillis()).isEqualTo(Long.MAX_VALUE);
        assertThat(entry.expiresMillis()).isEqualTo(Long.MAX_VALUE);
        assertThat(entry.position()).isEqualTo(new Position(Long.MAX_VALUE, Long.MAX_VALUE));
        assertThat(entry.cost()).isEqualTo(new Cost(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999), Long.MAX_VALUE,
                Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "full", "maximal"})
    void encode_goldenEntry_givesTheSameBytes(String name) throws IOException {
        byte[] golden = golden(name);

        Entry<String> entry = PLAIN.decode(NAME, golden, TextCodec.INSTANCE);

        assertThat(PLAIN.encode(NAME, entry, TextCodec.INSTANCE)).isEqualTo(golden);
    }

    @Test
    void decode_anyBitFlipped_isUnreadable() {
        byte[] bytes = PLAIN.encode(NAME, FULL, TextCodec.INSTANCE);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);

            assertUnreadable(flipped, "bit " + bit);
        }
    }

    @Test
    void decode_anyLengthButItsOwn_isUnreadable() {
        byte[] bytes = PLAIN.encode(NAME, FULL, TextCodec.INSTANCE);
        for (int length = 0; length < bytes.length; length++) {
            assertUnreadable(Arrays.copyOf(bytes, length), "length " + length);
        }
        assertUnreadable(Arrays.copyOf(bytes, bytes.length + 1), "a byte more");
    }

    @Test
    void decode_cutOffButWithItsChecksum_isUnreadable() {
        byte[] bytes = PLAIN.encode(NAME, FULL, TextCodec.INSTANCE);
        for (int length = 0; length < bytes.length - 4; length++) {
            assertUnreadable(signed(Arrays.copyOf(bytes, length + 4)), "length " + length);
        }
    }

    @Test
    void decode_futureVersionOrFlags_isUnreadable() {
        assertUnreadable(changed(bytes -> bytes.put(4, (byte) 2)), "version 2");
        assertUnreadable(changed(bytes -> bytes.put(4, (byte) 0)), "version 0");
        assertUnreadable(changed(bytes -> bytes.put(5, (byte) 1)), "flag 1");
        assertUnreadable(changed(bytes -> bytes.put(0, (byte) 'r')), "magic");
    }

    @Test
    void decode_numberOutOfRange_isUnreadable() {
        int[] wrong = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1_000_000_000, 1 << 20};
        int hashLength = 82;
        int tagCount = hashLength + 4 + 32;
        int firstTag = tagCount + 4;
        int payload = PLAIN.encode(NAME, FULL, TextCodec.INSTANCE).length - 8 - FULL.value().getBytes(UTF_8).length;
        for (int at : new int[]{54, hashLength, tagCount, firstTag, payload}) {
            for (int number : wrong) {
                if (at != 54 || number != 1 << 20) {
                    assertUnreadable(changed(bytes -> bytes.putInt(at, number)), number + " at " + at);
                }
            }
        }
    }

    @Test
    void decode_tagTwiceOrNotUtf8_isUnreadable() {
        Entry<String> entry = new Entry<>("", Set.of("a", "b"), new byte[0], 0, 0, 0, Position.START, Cost.NONE);
        byte[] bytes = PLAIN.encode(NAME, entry, TextCodec.INSTANCE);
        int lastTag = bytes.length - 9;
        assertThat(bytes[lastTag]).isEqualTo((byte) 'b');

        bytes[lastTag] = 'a';
        assertUnreadable(signed(bytes), "twice");
        bytes[lastTag] = (byte) 0xff;
        assertUnreadable(signed(bytes), "not UTF-8");
    }

    @Test
    void decode_randomBytes_isUnreadable() {
        Random random = new Random(42);
        byte[] start = PLAIN.encode(NAME, FULL, TextCodec.INSTANCE);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            assertUnreadable(bytes, "random " + i);
            if (bytes.length > 100) {
                // Far enough into the format to reach the lengths.
                System.arraycopy(start, 0, bytes, 0, 82);
                assertUnreadable(signed(bytes), "random lengths " + i);
            }
        }
    }

    @Test
    void decode_codecThrows_isUnreadable() {
        byte[] bytes = PLAIN.encode(NAME, FULL, TextCodec.INSTANCE);
        Codec<String> strict = new Codec<>() {
            @Override
            public byte[] encode(String value) {
                return value.getBytes(UTF_8);
            }

            @Override
            public String decode(byte[] payload) {
                throw new IllegalStateException("a renamed class");
            }
        };

        assertThatExceptionOfType(UnreadableException.class).isThrownBy(() -> PLAIN.decode(NAME, bytes, strict))
                .withRootCauseInstanceOf(IllegalStateException.class);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = EnvelopeTest.class.getResourceAsStream("golden/" + name + ".bin")) {
            assertThat(file).isNotNull();
            return file.readAllBytes();
        }
    }

    private static byte[] hash() {
        byte[] hash = new byte[32];
        IntStream.range(0, hash.length).forEach(i -> hash[i] = (byte) (i * 8));
        return hash;
    }

    private static byte[] changed(Consumer<ByteBuffer> change) {
        byte[] bytes = PLAIN.encode(NAME, FULL, TextCodec.INSTANCE);
        change.accept(ByteBuffer.wrap(bytes));
        return signed(bytes);
    }

    /** The bytes with the checksum that belongs to them, so that what is behind it is tested too. */
    private static byte[] signed(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        return ByteBuffer.wrap(bytes.clone()).putInt(bytes.length - 4, (int) crc.getValue()).array();
    }

    private static void assertUnreadable(byte[] bytes, String what) {
        assertThatExceptionOfType(UnreadableException.class).as(what)
                .isThrownBy(() -> PLAIN.decode(NAME, bytes, TextCodec.INSTANCE));
    }
}
