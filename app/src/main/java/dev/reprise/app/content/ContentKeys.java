package dev.reprise.app.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.app.generation.ContentGenerator.Author;
import dev.reprise.app.settings.Settings.Secret;
import dev.reprise.cache.CacheKey;

/** Names the entry of a request. Thread-safe. */
public final class ContentKeys {
    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{32}|[0-9a-f]{64}");

    private final @Nullable SecretKeySpec secret;
    private final Map<Author, String> fingerprints = new ConcurrentHashMap<>();

    /** Keys that contain an MD5, which anyone can compute; an HMAC-SHA256 where there is a secret. */
    public ContentKeys(@Nullable Secret secret) {
        this.secret = secret == null ? null : new SecretKeySpec(secret.value().getBytes(UTF_8), "HmacSHA256");
    }

    /**
     * The key of what {@code author} makes of a request for a tenant. Its name is a digest of the request with digests
     * in the place of documents. Requests whose digests are the same are told apart by the request hash: the SHA-256 of
     * that of each document and of what the name is a digest of.
     */
    public CacheKey of(String tenant, Author author, ContentRequest request) {
        SortedMap<String, Object> fields = request.fields();
        UnaryOperator<byte[]> digest = digest();
        MessageDigest sha256 = messageDigest("SHA-256");
        List<byte[]> documentHashes = new ArrayList<>();
        // Sorted, as a set has another order in each process.
        for (String name : new TreeSet<>(request.documents())) {
            byte[] document = ((String) requireNonNull(fields.remove(name))).getBytes(UTF_8);
            fields.put(name + "_hash", HEX.formatHex(digest.apply(document)));
            documentHashes.add(sha256.digest(document));
        }
        byte[] canonical = CanonicalJson.write(fields).getBytes(UTF_8);
        documentHashes.forEach(sha256::update);
        return CacheKey.of(tenant, fingerprint(author), request.type().prefix(),
                HEX.formatHex(digest.apply(canonical)), sha256.digest(canonical));
    }

    /**
     * The key that a client knows from an answer.
     *
     * @param name {@code prefix:digest}, or the digest alone
     * @return empty where no key of the type can have that name
     */
    public Optional<CacheKey> named(String tenant, Author author, ContentType type, String name) {
        String prefix = type.prefix() + ':';
        String digest = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        return DIGEST.matcher(digest).matches()
                ? Optional.of(CacheKey.of(tenant, fingerprint(author), type.prefix(), digest, null))
                : Optional.empty();
    }

    /** The part of a key that clients see: {@code prefix:digest}. */
    public static String publicName(CacheKey key) {
        return key.type() + ':' + key.digest();
    }

    private String fingerprint(Author author) {
        return fingerprints.computeIfAbsent(author, it -> HEX.formatHex(messageDigest("SHA-256")
                .digest((it.provider() + '\0' + it.model() + '\0' + it.promptVersion()).getBytes(UTF_8)), 0, 6));
    }

    /** What the digest in a name is made by, for one thread. */
    private UnaryOperator<byte[]> digest() {
        if (secret == null) {
            return messageDigest("MD5")::digest;
        }
        try {
            Mac mac = Mac.getInstance(secret.getAlgorithm());
            mac.init(secret);
            return mac::doFinal;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HMAC-SHA256", e);
        }
    }

    private static MessageDigest messageDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has MD5 and SHA-256", e);
        }
    }
}
