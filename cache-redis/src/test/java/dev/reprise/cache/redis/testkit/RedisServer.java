package dev.reprise.cache.redis.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis of its own on a free port of this machine: the {@code redis-server} on the {@code PATH}, or else the one
 * that com.github.codemonstur:embedded-redis brings. It keeps nothing on disk, and ends with this JVM at the latest.
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ATTEMPTS = 5;
    private static final JedisClientConfig CLIENT = DefaultJedisClientConfig.builder()
            .timeoutMillis(2000)
            .serverDefaultProtocol()
            .build();

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Path folder;
    private final String executable;
    private int port;
    private Process process;

    private RedisServer() throws IOException {
        folder = Files.createTempDirectory("reprise-redis-");
        executable = executable(folder);
        port = freePort();
        process = launch();
        for (int attempt = 1; !answers(); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new IOException("redis-server does not start: " + Files.readString(folder.resolve("log")));
            }
            // Someone else may have taken the port.
            kill();
            port = freePort();
            process = launch();
        }
    }

    /** Starts a server that is empty, and waits until it answers. */
    public static RedisServer start() {
        try {
            return new RedisServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens, whether or not it runs. */
    public int port() {
        return port;
    }

    /** {@code redis://127.0.0.1:port}. */
    public URI url() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    /** Ends it as a crash would, and waits until it is gone; connections are then refused. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
        RUNNING.remove(process);
    }

    /** Starts it again on the same port, empty, and waits until it answers. */
    public void restart() {
        kill();
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!answers()) {
            throw new IllegalStateException("redis-server does not start again on port " + port);
        }
    }

    /** Makes it hang: connections are still accepted, and nothing is answered. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on after {@link #pause}. */
    public void resume() {
        signal("CONT");
    }

    /** Drops all keys. */
    public void flushAll() {
        command("FLUSHALL");
    }

    /**
     * Runs a command on a connection of its own.
     *
     * @return the answer as text: nothing for nil, a line for each element of a list
     */
    public String command(String... words) {
        try (Jedis jedis = new Jedis(new HostAndPort("127.0.0.1", port), CLIENT)) {
            String[] arguments = Stream.of(words).skip(1).toArray(String[]::new);
            return text(jedis.sendCommand(() -> words[0].getBytes(UTF_8), arguments));
        }
    }

    /** Ends it and deletes its folder. Idempotent. */
    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> inside = new ArrayList<>(files.toList());
            inside.sort((a, b) -> b.compareTo(a));
            for (Path file : inside) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It is gone already, or the system clears its own temporary files.
        }
    }

    private static String executable(Path folder) throws IOException {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path candidate = Path.of(directory, "redis-server");
            if (Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        return ExecutableProvider.newJarResourceProvider(folder.toFile()).get().getAbsolutePath();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        Process launched = new ProcessBuilder(executable, "--port", String.valueOf(port), "--bind", "127.0.0.1",
                "--save", "", "--appendonly", "no", "--dir", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        RUNNING.add(launched);
        return launched;
    }

    private boolean answers() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            try {
                // A stranger on the port would answer too, but then our own process ends.
                if (command("INFO", "server").contains("process_id:" + process.pid())) {
                    return true;
                }
            } catch (JedisConnectionException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
        }
        return false;
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).inheritIO().start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("cannot send SIG" + name + " to " + process.pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(@Nullable Object answer) {
        if (answer == null) {
            return "";
        }
        if (answer instanceof byte[] bytes) {
            return new String(bytes, UTF_8);
        }
        if (answer instanceof Map<?, ?> map) {
            return text(map.entrySet());
        }
        if (answer instanceof Map.Entry<?, ?> entry) {
            return text(entry.getKey()) + '=' + text(entry.getValue());
        }
        if (answer instanceof Collection<?> list) {
            return list.stream().map(RedisServer::text).collect(Collectors.joining("\n"));
        }
        return answer.toString();
    }
}
