package dev.reprise.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** A {@link CacheNode} in a process of its own, which ends with this JVM at the latest. */
final class NodeJvm implements AutoCloseable {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final PrintStream commands;
    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /** Starts a node; it is ready when it answers. */
    NodeJvm(URI redis, Duration leaseLife, URI counters, Duration generation) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        try {
            process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1", "-cp", classPath, CacheNode.class.getName(), redis.toString(),
                    String.valueOf(leaseLife.toMillis()), counters.toString(), String.valueOf(generation.toMillis()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RUNNING.add(process);
        commands = new PrintStream(process.getOutputStream(), true, UTF_8);
        Thread reader = new Thread(this::read, "answers of a node");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            answers.add("lost: " + e.getMessage());
        }
    }

    /** Has it do something, and does not wait. */
    void tell(String command) {
        commands.println(command);
    }

    /** The next thing that it says. */
    String answer() {
        try {
            @Nullable
            String answer = answers.poll(60, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("the node says nothing");
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    String ask(String command) {
        tell(command);
        return answer();
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
        RUNNING.remove(process);
    }

    @Override
    public void close() {
        kill();
    }
}
