package dev.reprise.benchmarks.library;

import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.core.JsonProcessingException;

import dev.reprise.api.ApiJson;
import dev.reprise.api.CurriculumRequest;
import dev.reprise.app.content.ContentKeys;
import dev.reprise.app.generation.ContentGenerator.Author;
import dev.reprise.app.http.BodyKeys;

/** Ways from a request for a curriculum, which a document is part of, to its key. */
public enum Key {
    /** No key, but what a digest of as many bytes costs at least. */
    MD5 {
        @Override
        Way of(String document) {
            byte[] body = body(document);
            return () -> digest("MD5", body);
        }
    },
    /** No key, but the two digests that one is made of. */
    MD5_AND_SHA_256 {
        @Override
        Way of(String document) {
            byte[] body = body(document);
            return () -> List.of(digest("MD5", body), digest("SHA-256", body));
        }
    },
    /** From a request that was read. */
    FROM_RECORD {
        @Override
        Way of(String document) {
            ContentKeys keys = new ContentKeys(null);
            Author author = new Author("openai", "a-model", "1");
            CurriculumRequest request = request(document);
            return () -> keys.of("public", author, request);
        }
    },
    /** From a JSON body that never came before: read, checked and keyed. */
    FROM_NEW_BODY {
        @Override
        Way of(String document) {
            BodyKeys keys = new BodyKeys();
            byte[] body = body(document);
            return () -> keys.ofNew(body);
        }
    },
    /** From a JSON body that came before. */
    FROM_KNOWN_BODY {
        @Override
        Way of(String document) {
            BodyKeys keys = new BodyKeys();
            byte[] body = body(document);
            // As each request brings bytes of its own.
            byte[] again = body.clone();
            keys.ofKnown(body);
            return () -> keys.ofKnown(again);
        }
    };

    /** One request's way to its key. */
    interface Way {
        Object find();
    }

    /** The way from the request with this document. */
    abstract Way of(String document);

    /** A document of so many characters, in paragraphs of words. */
    static String document(int characters) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder(characters + 16);
        while (text.length() < characters) {
            for (int i = 2 + random.nextInt(8); i > 0; i--) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            text.append(random.nextInt(60) == 0 ? "\n\n" : " ");
        }
        return text.substring(0, characters - 1) + ".";
    }

    private static CurriculumRequest request(String document) {
        return new CurriculumRequest("TechCorp", "Technology", document.isEmpty() ? "none" : document);
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has " + algorithm, e);
        }
    }

    private static byte[] body(String document) {
        try {
            return ApiJson.mapper().writeValueAsBytes(request(document));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
