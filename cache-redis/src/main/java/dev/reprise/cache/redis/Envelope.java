package dev.reprise.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import javax.crypto.SecretKey;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.Codec;
import dev.reprise.cache.Cost;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Position;

/**
 * Turns entries into bytes, version 1, and back. Without a key the bytes are as follows; with one they are
 * {@linkplain Seal sealed}. Numbers are big-endian and signed; lengths and counts are 4 bytes and not negative.
 * Thread-safe.
 *
 * <table>
 * <caption>The bytes in order</caption>
 * <tr><th>at</th><th>bytes</th><th>what</th></tr>
 * <tr><td>0</td><td>4</td><td>{@code RPRS} in ASCII</td></tr>
 * <tr><td>4</td><td>1</td><td>version, 1</td></tr>
 * <tr><td>5</td><td>1</td><td>flags: 0, or 1 where what follows is sealed</td></tr>
 * <tr><td>6</td><td>8</td><td>created, milliseconds of the epoch</td></tr>
 * <tr><td>14</td><td>8</td><td>fresh until, likewise</td></tr>
 * <tr><td>22</td><td>8</td><td>expires, likewise</td></tr>
 * <tr><td>30</td><td>8</td><td>position, major</td></tr>
 * <tr><td>38</td><td>8</td><td>position, minor</td></tr>
 * <tr><td>46</td><td>8</td><td>cost, whole seconds of the load</td></tr>
 * <tr><td>54</td><td>4</td><td>cost, nanoseconds on top, 0 to 999 999 999</td></tr>
 * <tr><td>58</td><td>8</td><td>cost, input tokens</td></tr>
 * <tr><td>66</td><td>8</td><td>cost, output tokens</td></tr>
 * <tr><td>74</td><td>8</td><td>cost, millionths of the currency</td></tr>
 * <tr><td>82</td><td>4 + n</td><td>request hash: length, then bytes</td></tr>
 * <tr><td></td><td>4</td><td>number of tags</td></tr>
 * <tr><td></td><td>4 + n</td><td>each tag, none twice, in ascending order: length, then UTF-8</td></tr>
 * <tr><td></td><td>4 + n</td><td>payload: length, then what the codec made</td></tr>
 * <tr><td></td><td>4</td><td>CRC-32C of all bytes before</td></tr>
 * </table>
 *
 * The tags stand before the payload so that they can be read without it. A change of this form is a new version and a
 * new test file beside {@code golden/*.bin}.
 */
final class Envelope {
    private static final int MAGIC = 0x52505253;
    private static final byte VERSION = 1;
    private static final byte PLAIN = 0;
    private static final byte SEALED = 1;

    /** Magic, version and flags. */
    static final int HEAD = 6;

    private static final int FIXED = 76;
    private static final int LENGTH = 4;
    private static final int CHECKSUM = 4;

    private final @Nullable Seal seal;
    private final byte flags;

    /**
     * @param key what seals all that is written and opens all that is read; null for plain bytes in both directions
     * @throws IllegalArgumentException where it is no AES key of 256 bits; the message does not show it
     */
    Envelope(@Nullable SecretKey key) {
        seal = key == null ? null : new Seal(key);
        flags = key == null ? PLAIN : SEALED;
    }

    /** The bytes of an entry that will stand at this name on Redis. */
    <V> byte[] encode(byte[] name, Entry<V> entry, Codec<V> codec) {
        byte[] requestHash = entry.requestHash();
        List<byte[]> tags = entry.tags().stream().sorted().map(tag -> tag.getBytes(UTF_8)).toList();
        byte[] payload = codec.encode(entry.value());
        int size = HEAD + FIXED + 3 * LENGTH + requestHash.length + payload.length + CHECKSUM;
        for (byte[] tag : tags) {
            size += LENGTH + tag.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size).putInt(MAGIC).put(VERSION).put(flags);
        out.putLong(entry.createdMillis()).putLong(entry.freshUntilMillis()).putLong(entry.expiresMillis());
        out.putLong(entry.position().major()).putLong(entry.position().minor());
        Cost cost = entry.cost();
        out.putLong(cost.time().toSeconds()).putInt(cost.time().toNanosPart());
        out.putLong(cost.inputTokens()).putLong(cost.outputTokens()).putLong(cost.moneyMicros());
        out.putInt(requestHash.length).put(requestHash);
        out.putInt(tags.size());
        for (byte[] tag : tags) {
            out.putInt(tag.length).put(tag);
        }
        out.putInt(payload.length).put(payload);
        if (seal != null) {
            return seal.close(out.flip(), name);
        }
        return out.putInt(checksum(out.array(), out.position())).array();
    }

    /**
     * The entry of bytes that {@link #encode} made with the same key and codec and, where there is a key, for this name.
     *
     * @throws UnreadableException for all other bytes, whatever they are
     */
    <V> Entry<V> decode(byte[] name, byte[] bytes, Codec<V> codec) {
        require(bytes.length >= HEAD + CHECKSUM, "too short");
        ByteBuffer head = ByteBuffer.wrap(bytes);
        require(head.getInt() == MAGIC, "not an envelope");
        require(head.get() == VERSION, "unknown version");
        require(head.get() == flags, "sealed where it should not be, or not where it should, or unknown flags");
        return entry(seal == null ? checked(bytes) : seal.open(bytes, name), codec);
    }

    private static ByteBuffer checked(byte[] bytes) {
        int end = bytes.length - CHECKSUM;
        require(ByteBuffer.wrap(bytes).getInt(end) == checksum(bytes, end), "wrong checksum");
        return ByteBuffer.wrap(bytes, HEAD, end - HEAD);
    }

    private static <V> Entry<V> entry(ByteBuffer in, Codec<V> codec) {
        require(in.remaining() >= FIXED, "too short");
        long created = in.getLong();
        long freshUntil = in.getLong();
        long expires = in.getLong();
        Position position = new Position(in.getLong(), in.getLong());
        long seconds = in.getLong();
        int nanos = in.getInt();
        require(nanos >= 0 && nanos < 1_000_000_000, "nanoseconds out of range");
        Cost cost = new Cost(Duration.ofSeconds(seconds, nanos), in.getLong(), in.getLong(), in.getLong());
        byte[] requestHash = block(in);
        Set<String> tags = tags(in);
        byte[] payload = block(in);
        require(!in.hasRemaining(), "something follows the payload");
        return new Entry<>(value(payload, codec), tags, requestHash, created, freshUntil, expires, position, cost);
    }

    private static Set<String> tags(ByteBuffer in) {
        Set<String> tags = new HashSet<>();
        for (int missing = length(in); missing > 0; missing--) {
            require(tags.add(text(block(in))), "a tag twice");
        }
        return tags;
    }

    private static String text(byte[] utf8) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException("a tag is not UTF-8", e);
        }
    }

    private static byte[] block(ByteBuffer in) {
        byte[] block = new byte[length(in)];
        in.get(block);
        return block;
    }

    /** The next length or count. What it counts takes at least a byte each, so it is never more than what is left. */
    private static int length(ByteBuffer in) {
        require(in.remaining() >= LENGTH, "cut off");
        int length = in.getInt();
        require(length >= 0 && length <= in.remaining(), "a length beyond the end");
        return length;
    }

    private static <V> V value(byte[] payload, Codec<V> codec) {
        try {
            return codec.decode(payload);
        } catch (RuntimeException e) {
            throw new UnreadableException("unknown payload", e);
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new UnreadableException(message, null);
        }
    }
}
