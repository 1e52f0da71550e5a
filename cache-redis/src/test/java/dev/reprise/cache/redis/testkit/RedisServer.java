package dev.reprise.cache.redis.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis of its own on a free port of this machine: the {@code redis-server} on the {@code PATH}, or else the one
 * that com.github.codemonstur:embedded-redis brings. Its keys end with it, and it ends with this JVM at the latest.
 * Unless it is paused or killed, its own commands work in whatever state it was brought into.
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 5;

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Path folder;
    private final List<String> command;
    private final Map<String, String> options = new HashMap<>();
    private int port;
    private volatile String password = "";
    private volatile boolean paused;
    private volatile Process process;

    private RedisServer(List<String> extra) throws IOException {
        folder = Files.createTempDirectory("reprise-redis-");
        String executable = executable(folder);
        // Its own file, though empty: without one there is neither a sentinel nor CONFIG REWRITE.
        Path configuration = Files.createFile(folder.resolve("redis.conf"));
        // Replicas copy by way of the disk: otherwise the first second of what is written after the copy may not follow.
        command = new ArrayList<>(List.of(executable, configuration.toString(), "--bind", "127.0.0.1", "--save", "",
                "--appendonly", "no", "--dir", folder.toString(), "--repl-diskless-sync", "no"));
        if (knowsDebugCommandOption(executable)) {
            command.addAll(List.of("--enable-debug-command", "local"));
        }
        command.addAll(extra);
        for (int i = 0; i + 1 < extra.size(); i++) {
            options.put(extra.get(i), extra.get(i + 1));
        }
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

    /**
     * Starts a server that is empty, and waits until it answers.
     *
     * @param options further ones of redis-server, such as {@code "--maxmemory", "1mb"}
     */
    public static RedisServer start(String... options) {
        try {
            return new RedisServer(List.of(options));
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

    /** Of the process that runs or ran last. */
    public long pid() {
        return process.pid();
    }

    /** Ends it as a crash would, and waits until it is gone; connections are then refused. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
        RUNNING.remove(process);
    }

    /** Starts it again on the same port, empty and with the options of its start, and waits until it answers. */
    public void restart() {
        kill();
        paused = false;
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
        paused = true;
    }

    /** Lets it go on after {@link #pause}. */
    public void resume() {
        signal("CONT");
        paused = false;
    }

    /** Whether it is neither killed nor paused. */
    public boolean runs() {
        return process.isAlive() && !paused;
    }

    /** Makes everyone wait for an answer, once, until this time has passed. Does not wait for it. */
    public void slow(Duration time) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            String login = password.isEmpty() ? "" : "AUTH " + password + "\r\n";
            socket.getOutputStream().write((login + "PING\r\n").getBytes(UTF_8));
            BufferedReader answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            // Once it listens to this connection, nothing that is sent later comes first.
            for (String line = answers.readLine(); !"+PONG".equals(line); line = answers.readLine()) {
                if (line == null) {
                    throw new EOFException("redis-server has closed the connection");
                }
            }
            String sleep = "DEBUG SLEEP " + time.toMillis() / 1000.0 + "\r\n";
            socket.getOutputStream().write(sleep.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes it full: what would need memory is answered with OOM, and nothing is evicted. */
    public void fill() {
        command("CONFIG", "SET", "maxmemory-policy", "noeviction");
        command("CONFIG", "SET", "maxmemory", "1");
    }

    /** Undoes {@link #fill}. */
    public void drain() {
        command("CONFIG", "SET", "maxmemory", options.getOrDefault("--maxmemory", "0"));
        command("CONFIG", "SET", "maxmemory-policy", options.getOrDefault("--maxmemory-policy", "noeviction"));
    }

    /** Makes it refuse to write, as a replica does, one whose master is gone; its keys remain and are served. */
    public void readOnly() {
        command("CONFIG", "SET", "replica-read-only", "yes");
        command("CONFIG", "SET", "replica-serve-stale-data", "yes");
        // No Redis of any test listens there: its keys would take the place of these.
        command("REPLICAOF", "127.0.0.1", "1");
    }

    /** Undoes {@link #readOnly}; its keys remain. */
    public void writable() {
        command("REPLICAOF", "NO", "ONE");
    }

    /** Asks this password of everyone from now on, and closes all connections; an empty one asks for none. */
    public void requirePassword(String required) {
        command("CONFIG", "SET", "requirepass", required);
        password = required;
        command("CLIENT", "KILL", "TYPE", "normal");
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
        JedisClientConfig client = DefaultJedisClientConfig.builder()
                .timeoutMillis((int) PATIENCE.toMillis())
                .serverDefaultProtocol()
                .password(password.isEmpty() ? null : password)
                .build();
        try (Jedis jedis = new Jedis(new HostAndPort("127.0.0.1", port), client)) {
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

    /** Whether it refuses DEBUG unless this option, which older ones do not know, allows it. */
    private static boolean knowsDebugCommandOption(String executable) throws IOException {
        Process asked = new ProcessBuilder(executable, "--version").redirectErrorStream(true).start();
        String version = new String(asked.getInputStream().readAllBytes(), UTF_8);
        Matcher major = Pattern.compile("v=(\\d+)\\.").matcher(version);
        if (!major.find()) {
            throw new IOException("redis-server does not tell its version: " + version);
        }
        return Integer.parseInt(major.group(1)) >= 7;
    }

    /**
     * A port where nothing listens now, and not on the one that is 10000 higher either, which a cluster needs. Both are
     * below those that connections are made from, so that a port that was killed is still free for its restart.
     */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_240, 22_768);
            if (isFree(port) && isFree(port + 10_000)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private Process launch() throws IOException {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of("--port", String.valueOf(port)));
        password = options.getOrDefault("--requirepass", "");
        // What replicas are copied by.
        Files.deleteIfExists(folder.resolve("dump.rdb"));
        Process launched = new ProcessBuilder(line)
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
            } catch (JedisException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
        }
        return false;
    }

    /** Waits until this is so, but not for ever. A connection that breaks is no answer yet. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JedisConnectionException last = null;
        while (System.nanoTime() < deadline) {
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
                last = null;
            } catch (JedisConnectionException e) {
                last = e;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        throw new IllegalStateException("waited in vain: " + what, last);
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
