package dev.reprise.app.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.javalin.http.Context;

/**
 * A file that stays the same while the server runs. Clients may keep it, and ask each time whether it is right, so that
 * the parts of a page are always of one release.
 */
final class StaticFile {
    private final String contentType;
    private final byte[] bytes;
    private final String etag;

    /** The file of these bytes, which nobody may change. */
    StaticFile(String contentType, byte[] bytes) {
        this.contentType = contentType;
        this.bytes = bytes;
        etag = etag(bytes);
    }

    /** The file at a place in the class path, which begins with a slash or is beside this class. */
    static StaticFile at(String place, String contentType) {
        try (InputStream in = StaticFile.class.getResourceAsStream(place)) {
            if (in == null) {
                throw new IllegalStateException("there is no " + place + " in the class path");
            }
            return new StaticFile(contentType, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers with it. */
    void send(Context ctx) {
        ctx.contentType(contentType).header("Cache-Control", "no-cache").header("ETag", etag);
        if (RequestHeaders.matches(ctx, etag)) {
            ctx.status(304);
        } else {
            ctx.result(bytes);
        }
    }

    private static String etag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
