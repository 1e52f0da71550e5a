package dev.reprise.benchmarks;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.reprise.benchmarks.Chart.Bar;
import dev.reprise.cache.redis.testkit.RedisServer;

/**
 * How long it takes from the start of a process to its first answer, with the jar, the options and the training run of
 * {@code ./reprise}; with Redis, to its first hit, as a process that has just started has nothing near. Beside it bare
 * Javalin, which has no hits.
 */
final class StartUp {
    static final List<String> COLUMNS = List.of("server", "first answer", "first answer, processor time",
            "first hit, from Redis", "first hit, processor time");

    private static final Path JAR = Path.of("app", "target", "reprise.jar").toAbsolutePath();
    private static final String G1 = "-XX:+UseG1GC";
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
    List<List<@Nullable Object>> measure(int starts) throws IOException, InterruptedException {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException("build Reprise first, with 'mvn package -DskipTests', and start this in its"
                    + " folder: there is no " + JAR);
        }
        Map<String, List<String>> ways = new LinkedHashMap<>();
        Map<String, List<String>> bareWays = new LinkedHashMap<>();
        Map<String, List<Took>> answers = new LinkedHashMap<>();
        Map<String, List<Took>> hits = new LinkedHashMap<>();
        try (RedisServer redis = RedisServer.start(); HttpClient client = HttpClient.newHttpClient()) {
            ways.put("ZGC, no AOT cache", reprise(Server.FLAGS));
            ways.put("ZGC, AOT cache, as ./reprise starts it", trained(Server.FLAGS));
            ways.put("G1, AOT cache", trained(G1));
            bareWays.put("bare Javalin, ZGC, AOT cache", trainedBare(client, Server.FLAGS));
            bareWays.put("bare Javalin, G1, AOT cache", trainedBare(client, G1));
            // What is read ahead would be near.
            Map<String, String> shared = Map.of("REDIS_URL", redis.url().toString(), "PRE_WARM", "0");
            start(client, ways.values().iterator().next(), shared, StartUp::lesson, "");
            for (int i = 1; i <= starts; i++) {
                OverHttp.say("start-up: round " + i + " of " + starts);
                for (Map.Entry<String, List<String>> way : ways.entrySet()) {
                    answers.computeIfAbsent(way.getKey(), _ -> new ArrayList<>())
                            .add(start(client, way.getValue(), Map.of(), StartUp::health, ""));
                    hits.computeIfAbsent(way.getKey(), _ -> new ArrayList<>())
                            .add(start(client, way.getValue(), shared, StartUp::lesson, "\"redis\"; hit"));
                }
                for (Map.Entry<String, List<String>> way : bareWays.entrySet()) {
                    answers.computeIfAbsent(way.getKey(), _ -> new ArrayList<>())
                            .add(start(client, way.getValue(), Map.of(), StartUp::lesson, ""));
                }
            }
        }
        return answers.entrySet().stream()
                .map(it -> row(it.getKey(), it.getValue(), hits.getOrDefault(it.getKey(), List.of()))).toList();
    }

    /** Of what {@link #measure} gives. */
    static Chart chart(List<List<@Nullable Object>> rows) {
        return new Chart.Bars("From the start of the process", "ms", rows.stream().flatMap(row -> {
            Bar answer = new Bar(row.get(0) + ": first answer", (double) requireNonNull(row.get(1)));
            return row.get(3) instanceof Double hit
                    ? Stream.of(answer, new Bar(row.get(0) + ": first hit, from Redis", hit))
                    : Stream.of(answer);
        }).toList());
    }

    private static List<@Nullable Object> row(String way, List<Took> answers, List<Took> hits) {
        return Arrays.asList(way, median(answers, Took::millis), median(answers, Took::cpuMillis),
                median(hits, Took::millis), median(hits, Took::cpuMillis));
    }

    private static @Nullable Double median(List<Took> all, ToDoubleFunction<Took> figure) {
        return all.isEmpty() ? null : Wrk.median(all.stream().map(figure::applyAsDouble).toList());
    }

    /** From the start of a process to its answer, whose {@code Cache-Status} must begin with {@code status}. */
    private Took start(HttpClient client, List<String> arguments, Map<String, String> settings,
            Function<Server, HttpRequest> request, String status) throws IOException, InterruptedException {
        Map<String, String> environment = new LinkedHashMap<>(settings);
        environment.put("PORT", "0");
        long start = System.nanoTime();
        Server server = Server.java(children, folder.resolve("start.log"), "a fresh server", environment, arguments);
        try {
            HttpResponse<byte[]> answer = client.send(request.apply(server), BodyHandlers.ofByteArray());
            double millis = (System.nanoTime() - start) / 1e6;
            String cacheStatus = answer.headers().firstValue("Cache-Status").orElse("");
            if (answer.statusCode() != 200 || !cacheStatus.startsWith(status)) {
                throw new IllegalStateException(
                        "a fresh server answered with " + answer.statusCode() + ", " + cacheStatus);
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

    private static HttpRequest health(Server server) {
        return HttpRequest.newBuilder(server.address().resolve("/ai/cache/health")).build();
    }

    private static List<String> reprise(String... options) {
        return Stream.concat(Stream.of(options), Stream.of("-jar", JAR.toString())).toList();
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
        return reprise(collector, "-XX:AOTCache=" + cache);
    }

    /** What a start takes that does nothing but answer the same bytes. */
    private List<String> trainedBare(HttpClient client, String collector) throws IOException, InterruptedException {
        OverHttp.say("start-up: making the AOT cache of bare Javalin for " + collector);
        Path cache = folder.resolve("bare" + collector.replaceAll("\\W", "") + ".aot");
        for (String form : List.of("plain", "gzip")) {
            Files.write(folder.resolve(form), new byte[8192]);
        }
        List<String> main = List.of("-cp", Server.classPath(), Handlers.class.getName(), "constant",
                folder.toString());
        // It is made when the process ends.
        Took _ = start(client,
                Stream.concat(Stream.of(collector, "-XX:AOTCacheOutput=" + cache), main.stream()).toList(),
                Map.of(), StartUp::lesson, "");
        if (!Files.exists(cache)) {
            throw new IllegalStateException("the AOT cache of bare Javalin could not be made");
        }
        return Stream.concat(Stream.of(collector, "-XX:AOTCache=" + cache), main.stream()).toList();
    }
}
