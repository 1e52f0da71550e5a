package dev.reprise.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.reprise.app.simulator.ModelSimulator;
import dev.reprise.benchmarks.Wrk.Request;

/**
 * A server in a process of its own, on the loopback.
 *
 * @param address where it listens, without a path
 */
record Server(String name, Process process, URI address) {
    /** How {@code ./reprise} starts Java. */
    static final String FLAGS = "-XX:+UseZGC";

    private static final Pattern LISTENS = Pattern.compile("listens on (\\S+)");
    private static final String NO_NGINX = "nginx is needed to stand beside; install it (Debian: apt install nginx-light)";

    /**
     * Starts a server written in Java, which prints where it listens.
     *
     * @param log for what it prints as errors
     * @param environment besides our own, without what would have Reprise serve otherwise
     * @param arguments of Java
     */
    static Server java(Children children, Path log, String name, Map<String, String> environment,
            List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("AI_") || it.startsWith("REDIS_")
                || it.equals("API_KEYS") || it.equals("HOST"));
        builder.environment().putAll(environment);
        Process process = children.start(builder);
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher listens = LISTENS.matcher(line);
            if (listens.find()) {
                return new Server(name, process, URI.create(listens.group(1)));
            }
        }
        throw new IllegalStateException(name + " did not start: " + Files.readString(log));
    }

    /** Starts Reprise on a free port, to ask a simulated model, with these settings besides. */
    static Server reprise(Children children, Path log, ModelSimulator model, Map<String, String> settings)
            throws IOException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("PORT", "0");
        all.put("AI_BASE_URL", model.baseUrl().toString());
        all.put("AI_MODEL", "simulated");
        return java(children, log, "Reprise", all, List.of(FLAGS, "-cp", classPath(), "dev.reprise.app.Main"));
    }

    /** Starts nginx with a cache of its own, keyed on the body, in front of another server. */
    static Server nginx(Children children, Path folder, Server behind) throws IOException {
        Children.require("nginx", NO_NGINX);
        int port = freePort();
        Path conf = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                worker_processes auto;
                pid %1$s/nginx.pid;
                error_log stderr error;
                %4$sevents { worker_connections 1024; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  client_body_buffer_size 1m;
                  client_max_body_size 1m;
                  client_body_in_single_buffer on;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  proxy_cache_path %1$s/cache keys_zone=lessons:10m;
                  upstream behind { server %3$s; keepalive 32; }
                  server {
                    listen 127.0.0.1:%2$d;
                    location / {
                      proxy_pass http://behind;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_set_header Accept-Encoding $http_accept_encoding;
                      proxy_buffer_size 64k;
                      proxy_buffers 8 64k;
                      proxy_cache lessons;
                      proxy_cache_methods POST;
                      proxy_cache_key "$request_uri $http_accept_encoding $request_body";
                      proxy_cache_valid 200 1h;
                      add_header Cache-Status $upstream_cache_status;
                    }
                  }
                }
                """.formatted(folder, port, behind.address.getAuthority(),
                System.getProperty("user.name").equals("root") ? "user root;\n" : ""));
        Process process = children.start(new ProcessBuilder("nginx", "-p", folder.toString(), "-c", conf.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("nginx.log").toFile()));
        Server server = new Server("nginx", process, URI.create("http://127.0.0.1:" + port));
        while (!server.listens()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "nginx did not start: " + Files.readString(folder.resolve("nginx.log")));
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return server;
    }

    /** Where lessons are posted to. */
    URI lessons() {
        return address.resolve("/ai/content/lesson-content");
    }

    /** Asks for a lesson; {@link IllegalStateException} where the answer is no success. */
    HttpResponse<byte[]> answer(HttpClient client, Request request) throws IOException, InterruptedException {
        HttpRequest.Builder post = HttpRequest.newBuilder(lessons()).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(request.body()));
        if (request.gzip()) {
            post.header("Accept-Encoding", "gzip");
        }
        HttpResponse<byte[]> answer = client.send(post.build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(name + " answered with " + answer.statusCode());
        }
        return answer;
    }

    /** The processor time that it has used so far, in all its processes. */
    Duration cpu() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(it -> it.info().totalCpuDuration().orElse(Duration.ZERO)).reduce(Duration.ZERO, Duration::plus);
    }

    /** The Java that this program runs on. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** What this program runs with, made absolute. */
    static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(it -> Path.of(it).toAbsolutePath().toString()).reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
