package dev.reprise.app.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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
     * The key of what {@code author} makes of a request for a tenant. Documents are in its name as digests, so requests
     * whose digests are the same are told apart by a hash of their own.
     */
    public CacheKey of(String tenant, Author author, ContentRequest request) {
        return CacheKey.of(tenant, fingerprint(author), request.type().prefix(),
                digest(canonical(request, this::digest)),
                sha256(canonical(request, document -> HEX.formatHex(sha256(document)))));
    }

    /** The canonical text of a request, with digests in the place of its documents. */
    private static String canonical(ContentRequest request, UnaryOperator<String> digest) {
        SortedMap<String, Object> fields = request.fields();
        for (String name : request.documents()) {
            fields.put(name + "_hash", digest.apply((String) requireNonNull(fields.remove(name))));
        }
        return CanonicalJson.write(fields);
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
        return fingerprints.computeIfAbsent(author, it -> HEX
                .formatHex(sha256(it.provider() + '\0' + it.model() + '\0' + it.promptVersion()), 0, 6));
    }

    private String digest(String text) {
        try {
            if (secret == null) {
                return HEX.formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
            }
            Mac mac = Mac.getInstance(secret.getAlgorithm());
            mac.init(secret);
            return HEX.formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has MD5 and HMAC-SHA256", e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
