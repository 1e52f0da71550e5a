package dev.reprise.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.reprise.cache.redis.testkit.RedisServer;

/**
 * How long it takes from the start of a process to its first answer, with the jar, the options and the training run of
 * {@code ./reprise}; with Redis, to its first hit, as a process that has just started has nothing near.
 */
final class StartUp {
    static final List<String> COLUMNS = List.of("server", "first answer", "first answer, processor time",
            "first hit, from Redis", "first hit, processor time");

    private static final Path JAR = Path.of("app", "target", "reprise.jar").toAbsolutePath();
    private static final String REQUEST = Lessons.request(300, 300);

    private final Children children;
    private final Path folder;

    /** Starts processes that keep their caches in the folder. */
    StartUp(Children children, Path folder) {
        this.children = children;
        this.folder = folder;
    }

    /** One start. */
    private record Took(double millis, double cpuMillis) {}

    /**
     * Medians of so many starts of each, in alternation.
     *
     * @throws IllegalStateException where Reprise is not built
     */
    List<List<Object>> measure(int starts) throws IOException, InterruptedException {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException("build Reprise first, with 'mvn package -DskipTests', and start this in its"
                    + " folder: there is no " + JAR);
        }
        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put("ZGC, no AOT cache", List.of(Server.FLAGS));
        ways.put("ZGC, AOT cache, as ./reprise starts it", trained(Server.FLAGS));
        ways.put("G1, AOT cache", trained("-XX:+UseG1GC"));
        Map<String, List<Took>> answers = new LinkedHashMap<>();
        Map<String, List<Took>> hits = new LinkedHashMap<>();
        try (RedisServer redis = RedisServer.start(); HttpClient client = HttpClient.newHttpClient()) {
            // What is read ahead would be near.
            Map<String, String> shared = Map.of("REDIS_URL", redis.url().toString(), "PRE_WARM", "0");
            start(client, ways.values().iterator().next(), shared, true, false);
            for (int i = 1; i <= starts; i++) {
                OverHttp.say("start-up: round " + i + " of " + starts);
                for (Map.Entry<String, List<String>> way : ways.entrySet()) {
                    answers.computeIfAbsent(way.getKey(), _ -> new ArrayList<>())
                            .add(start(client, way.getValue(), Map.of(), false, false));
                    hits.computeIfAbsent(way.getKey(), _ -> new ArrayList<>())
                            .add(start(client, way.getValue(), shared, true, true));
                }
            }
        }
        return ways.keySet().stream().map(way -> row(way, answers.getOrDefault(way, List.of()),
                hits.getOrDefault(way, List.of()))).toList();
    }

    private static List<Object> row(String way, List<Took> answers, List<Took> hits) {
        return List.of(way, Wrk.median(answers.stream().map(Took::millis).toList()),
                Wrk.median(answers.stream().map(Took::cpuMillis).toList()),
                Wrk.median(hits.stream().map(Took::millis).toList()),
                Wrk.median(hits.stream().map(Took::cpuMillis).toList()));
    }

    private Took start(HttpClient client, List<String> options, Map<String, String> settings, boolean content,
            boolean hit) throws IOException, InterruptedException {
        Map<String, String> environment = new LinkedHashMap<>(settings);
        environment.put("PORT", "0");
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-jar", JAR.toString()));
        long start = System.nanoTime();
        Server server = Server.java(children, folder.resolve("start.log"), "Reprise", environment, arguments);
        try {
            HttpResponse<byte[]> answer = client.send(content ? lesson(server) : health(server.address()),
                    BodyHandlers.ofByteArray());
            double millis = (System.nanoTime() - start) / 1e6;
            String status = answer.headers().firstValue("Cache-Status").orElse("");
            if (answer.statusCode() != 200 || (hit && !status.startsWith("\"redis\"; hit"))) {
                throw new IllegalStateException("a fresh server answered with " + answer.statusCode() + ", " + status);
            }
            return new Took(millis, server.cpu().toMillis());
        } finally {
            children.end(server.process());
        }
    }

    private static HttpRequest lesson(Server server) {
        return HttpRequest.newBuilder(server.lessons()).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(REQUEST)).build();
    }

    private static HttpRequest health(URI address) {
        return HttpRequest.newBuilder(address.resolve("/ai/cache/health")).build();
    }

    private List<String> trained(String collector) throws IOException {
        OverHttp.say("start-up: making the AOT cache for " + collector);
        Path cache = folder.resolve(collector.replaceAll("\\W", "") + ".aot");
        Process training = children.start(new ProcessBuilder(Server.java(), collector, "-XX:AOTCacheOutput=" + cache,
                "-cp", JAR.toString(), "dev.reprise.app.Training").redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD));
        int status = training.onExit().join().exitValue();
        children.end(training);
        if (status != 0 || !Files.exists(cache)) {
            throw new IllegalStateException("the AOT cache could not be made");
        }
        return List.of(collector, "-XX:AOTCache=" + cache);
    }
}
