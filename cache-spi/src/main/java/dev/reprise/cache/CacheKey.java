package dev.reprise.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Names one entry. Two keys are equal when tenant, generator, type and digest are.
 *
 * <p>A digest may be short or weak, so a key can also carry the SHA-256 of the whole request. An entry whose own hash
 * differs is another request's and is treated as absent. Immutable.
 */
public final class CacheKey {
    private static final byte[] NO_HASH = {};

    private final String tenant;
    private final String generator;
    private final String type;
    private final String digest;
    private final byte @Nullable [] requestHash;
    private final int hash;

    private CacheKey(String tenant, String generator, String type, String digest, byte @Nullable [] requestHash) {
        this.tenant = segment("tenant", tenant);
        this.generator = segment("generator", generator);
        this.type = segment("type", type);
        this.digest = segment("digest", digest);
        this.requestHash = requestHash;
        this.hash = ((digest.hashCode() * 31 + type.hashCode()) * 31 + generator.hashCode()) * 31 + tenant.hashCode();
    }

    /**
     * The key of a value that one identifier names, for the tenant {@code public}.
     *
     * @param type what kind of value it is; chooses the policy
     * @param id any text; the key contains only its hash
     */
    public static CacheKey of(String type, String id) {
        byte[] sha = sha256(id);
        return new CacheKey("public", "none", type, HexFormat.of().formatHex(sha, 0, 16), sha);
    }

    /**
     * A key from its parts, each of letters, digits, {@code _}, {@code .} and {@code -}.
     *
     * @param tenant whose value it is; no other tenant's key is ever equal
     * @param generator a fingerprint of what makes the value
     * @param type what kind of value it is; chooses the policy
     * @param digest a hash of the request
     * @param requestHash the SHA-256 of the whole request, or null to take whatever entry has this name
     */
    public static CacheKey of(String tenant, String generator, String type, String digest,
            byte @Nullable [] requestHash) {
        return new CacheKey(tenant, generator, type, digest, requestHash == null ? null : requestHash.clone());
    }

    /**
     * The key with this {@linkplain #toString() name}, without a request hash.
     *
     * @throws IllegalArgumentException where the text is not such a name
     */
    public static CacheKey parse(String name) {
        String[] parts = name.split(":", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("not a key: '" + name + "'");
        }
        return new CacheKey(parts[0], parts[1], parts[2], parts[3], null);
    }

    /** Whose value it is. */
    public String tenant() {
        return tenant;
    }

    /** A fingerprint of what makes the value. */
    public String generator() {
        return generator;
    }

    /** What kind of value it is. */
    public String type() {
        return type;
    }

    /** A hash of the request. */
    public String digest() {
        return digest;
    }

    /** The SHA-256 of the whole request; null where any entry of this name will do. */
    public byte @Nullable [] requestHash() {
        return requestHash == null ? null : requestHash.clone();
    }

    /** The hash itself, for entries of this package, which change it no more than this key does. */
    byte[] requestHashOrEmpty() {
        return requestHash == null ? NO_HASH : requestHash;
    }

    /**
     * The hash of this key where that is the same, else the other: an entry that has it is compared with this key again
     * without a look into either, which would take as long as the rest of a hit.
     */
    byte[] ownIfSame(byte[] hashOfEntry) {
        return Arrays.equals(requestHash, hashOfEntry) ? requestHashOrEmpty() : hashOfEntry;
    }

    /** Whether an entry made for the request with this SHA-256 answers this key; always, where the key has none. */
    public boolean accepts(byte[] hashOfEntry) {
        return requestHash == null || Arrays.equals(requestHash, hashOfEntry);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof CacheKey that && hash == that.hash && digest.equals(that.digest)
                && type.equals(that.type) && generator.equals(that.generator) && tenant.equals(that.tenant));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** {@code tenant:generator:type:digest}. */
    @Override
    public String toString() {
        return tenant + ':' + generator + ':' + type + ':' + digest;
    }

    private static String segment(String name, String value) {
        boolean valid = !value.isEmpty();
        for (int i = 0; valid && i < value.length(); i++) {
            char c = value.charAt(i);
            valid = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.'
                    || c == '-';
        }
        if (!valid) {
            throw new IllegalArgumentException(
                    name + " '" + value + "' must be one or more letters, digits, '_', '.' or '-'");
        }
        return value;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
