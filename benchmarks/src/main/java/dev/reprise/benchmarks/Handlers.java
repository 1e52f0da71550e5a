package dev.reprise.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.servlet.http.HttpServletResponse;

import dev.reprise.app.http.LeanJetty;

/**
 * What else answers the same bytes: a handler that does nothing but that, one that reads the body and sends our headers
 * besides, on a Jetty as lean as ours, or the shortest one that is a cache. A program of its own; the threads are those
 * of Reprise.
 */
final class Handlers {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private Handlers() {}

    /** An answer as it is sent. */
    private static final class Answer {
        private final byte[] plain;
        private final byte[] gzip;

        Answer(Path folder) throws IOException {
            plain = Files.readAllBytes(folder.resolve("plain"));
            gzip = Files.readAllBytes(folder.resolve("gzip"));
        }

        void send(Context ctx) {
            ctx.contentType("application/json");
            if (ctx.header("Accept-Encoding") == null) {
                ctx.result(plain);
            } else {
                ctx.header("Content-Encoding", "gzip").result(gzip);
            }
        }
    }

    /**
     * Serves until it is ended: {@code constant}, {@code floor} or {@code straight}, and the folder with the two forms of
     * the answer, for {@code floor} with the headers of each.
     */
    public static void main(String[] args) throws IOException {
        Answer answer = new Answer(Path.of(args[1]));
        Handler handler = switch (args[0]) {
            case "constant" -> answer::send;
            case "floor" -> floor(answer, Path.of(args[1]));
            case "straight" -> straight(answer);
            default -> throw new IllegalArgumentException("there is no handler " + args[0]);
        };
        Javalin server = Javalin.create(javalin -> {
            javalin.startup.showJavalinBanner = false;
            javalin.startup.showOldJavalinVersionWarning = false;
            javalin.startup.startupWatcherEnabled = false;
            javalin.concurrency.useVirtualThreads = true;
            javalin.http.compressionStrategy = CompressionStrategy.NONE;
            if (args[0].equals("floor")) {
                LeanJetty.apply(javalin.jetty);
            }
            javalin.routes.post("/ai/content/lesson-content", handler);
        }).start("127.0.0.1", 0);
        System.out.println("listens on http://127.0.0.1:" + server.port());
    }

    /** What the contract leaves, in the way that takes least. */
    private static Handler floor(Answer answer, Path folder) throws IOException {
        Map<String, String> plainHeaders = JSON.readValue(folder.resolve("plain-headers").toFile(), HEADERS);
        Map<String, String> gzipHeaders = JSON.readValue(folder.resolve("gzip-headers").toFile(), HEADERS);
        return ctx -> {
            byte[] _ = ctx.req().getInputStream().readNBytes(ctx.req().getContentLength());
            boolean gzip = ctx.header("Accept-Encoding") != null;
            byte[] body = gzip ? answer.gzip : answer.plain;
            HttpServletResponse response = ctx.res();
            response.setContentType("application/json");
            (gzip ? gzipHeaders : plainHeaders).forEach(response::addHeader);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        };
    }

    private static Handler straight(Answer answer) {
        Cache<String, Answer> cache = Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofHours(2))
                .build();
        return ctx -> cache.get(key(ctx.bodyAsBytes()), _ -> answer).send(ctx);
    }

    private static String key(byte[] body) {
        try {
            byte[] canonical = JSON.writeValueAsBytes(JSON.readValue(body, FIELDS));
            return "lesson_content:" + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(canonical));
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON", e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has MD5", e);
        }
    }
}
