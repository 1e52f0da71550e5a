package dev.reprise.app.content;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import dev.reprise.cache.Codec;

/**
 * Content as it is sent: the JSON of an answer, plain and compressed, so that a hit does no work on it. Immutable;
 * nobody may change the arrays.
 */
public final class Rendition {
    /** Keeps the compressed form. */
    public static final Codec<Rendition> CODEC = new Codec<>() {
        @Override
        public byte[] encode(Rendition rendition) {
            return rendition.gzip;
        }

        @Override
        public Rendition decode(byte[] gzip) {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
                return new Rendition(in.readAllBytes(), gzip);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private final byte[] json;
    private final byte[] gzip;
    private final String etag;
    private final String gzipEtag;

    private Rendition(byte[] json, byte[] gzip) {
        this.json = json;
        this.gzip = gzip;
        String digest = digest(json);
        // A strong validator is of the bytes that are sent, so each coding has its own (RFC 9110, 8.8.1).
        etag = '"' + digest + '"';
        gzipEtag = '"' + digest + "-gzip\"";
    }

    /** The rendition of an answer. */
    public static Rendition of(byte[] json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length / 2 + 64);
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Rendition(json, bytes.toByteArray());
    }

    /** The answer's JSON. */
    public byte[] json() {
        return json;
    }

    /** The same, compressed. */
    public byte[] gzip() {
        return gzip;
    }

    /** A strong validator of the JSON, in quotes. */
    public String etag() {
        return etag;
    }

    /** A strong validator of its compressed form, in quotes. */
    public String gzipEtag() {
        return gzipEtag;
    }

    /** What this takes in memory, about. */
    public int bytes() {
        return json.length + gzip.length + 300;
    }

    private static String digest(byte[] json) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
