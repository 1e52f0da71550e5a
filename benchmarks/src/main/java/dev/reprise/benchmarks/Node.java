package dev.reprise.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server in a process of its own, on a free port of 127.0.0.1, and who asks it. */
final class Node implements AutoCloseable {
    private static final Pattern GREETING = Pattern.compile("Reprise listens on (\\S+)");

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final URI url;

    /**
     * An answer.
     *
     * @param nanos from when the client was told to send to when it had the whole answer
     * @param cacheStatus where it came from; empty where the cache was not asked
     */
    record Answer(long nanos, String cacheStatus) {}

    private Node(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts a server, and waits until it listens.
     *
     * @param settings the variables that it is set by, besides those that say where it listens; no other setting reaches it
     */
    static Node start(Map<String, String> settings) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseZGC", "-cp", ownClassPath(), "dev.reprise.app.Main")
                .redirectErrorStream(true)
                // Not here, where a .env file may be.
                .directory(Path.of(System.getProperty("java.io.tmpdir")).toFile());
        builder.environment().clear();
        builder.environment().putAll(settings);
        builder.environment().put("PORT", "0");
        Process process = builder.start();
        Thread end = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        BufferedReader output = process.inputReader(UTF_8);
        StringJoiner said = new StringJoiner("\n");
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher greeting = GREETING.matcher(line);
            if (greeting.find()) {
                Thread.ofVirtual().start(() -> drain(output));
                return new Node(process, URI.create(greeting.group(1)));
            }
            said.add(line);
        }
        throw new IOException("the server does not start: " + said);
    }

    /**
     * Posts JSON and reads the answer to its end, over a connection that is kept.
     *
     * @param cacheControl what is asked of the cache; empty for nothing
     * @throws IOException also where the answer is not 200
     */
    Answer post(String path, String json, String cacheControl) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        if (!cacheControl.isEmpty()) {
            request.header("Cache-Control", cacheControl);
        }
        HttpRequest asked = request.build();
        try {
            long begin = System.nanoTime();
            HttpResponse<byte[]> answer = client.send(asked, BodyHandlers.ofByteArray());
            long nanos = System.nanoTime() - begin;
            if (answer.statusCode() != 200) {
                throw new IOException(path + " was answered with " + answer.statusCode() + ": "
                        + new String(answer.body(), UTF_8));
            }
            return new Answer(nanos, answer.headers().firstValue("Cache-Status").orElse(""));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Otherwise it would wait for us once it has said enough. */
    private static void drain(BufferedReader output) {
        try {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // It has ended.
        }
    }

    private static String ownClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(it -> Path.of(it).toAbsolutePath().toString()).collect(joining(File.pathSeparator));
    }

    /** Ends it, and waits until it is gone. */
    @Override
    public void close() {
        client.close();
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
