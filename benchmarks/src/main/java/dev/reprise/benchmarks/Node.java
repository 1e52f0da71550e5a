package dev.reprise.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.HttpURLConnection;
import java.net.URI;
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

    private final Process process;
    private final URI url;

    /**
     * An answer.
     *
     * @param nanos from the first byte of the request to the last of the answer
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
        byte[] body = json.getBytes(UTF_8);
        HttpURLConnection connection = (HttpURLConnection) url.resolve(path).toURL().openConnection();
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        connection.setRequestProperty("Content-Type", "application/json");
        if (!cacheControl.isEmpty()) {
            connection.setRequestProperty("Cache-Control", cacheControl);
        }
        long begin = System.nanoTime();
        try (var out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            byte[] answer = in.readAllBytes();
            long nanos = System.nanoTime() - begin;
            if (status != 200) {
                throw new IOException(path + " was answered with " + status + ": " + new String(answer, UTF_8));
            }
            String cacheStatus = connection.getHeaderField("Cache-Status");
            return new Answer(nanos, cacheStatus == null ? "" : cacheStatus);
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
