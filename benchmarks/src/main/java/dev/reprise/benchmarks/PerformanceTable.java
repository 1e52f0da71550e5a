package dev.reprise.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import dev.reprise.app.simulator.ModelSimulator;
import dev.reprise.app.simulator.Pace;
import dev.reprise.benchmarks.Chart.Line;
import dev.reprise.benchmarks.PerformanceRow.SoFar;
import dev.reprise.cache.redis.testkit.RedisServer;

/**
 * What the cache saves, over HTTP, for each type of content: without it, by a far hit, by a near hit, and as the hit rate
 * grows; beside what was once claimed. Three servers, each in a process of its own, share a Redis and ask a simulated
 * model, or the one that {@code AI_BASE_URL} and {@code AI_MODEL} name.
 */
public final class PerformanceTable implements AutoCloseable {
    private static final int NEAR_ROUNDS = 100;

    /** With a sixth of these a near hit took 2 ms, with all of them less than one. */
    private static final int WARM_UP_ROUNDS = 60;
    private static final int AT_ONCE = 8;
    private static final List<Operation> OPERATIONS = Operation.claimed();
    private static final String USAGE = """
            usage: ./reprise bench table [option value]...
              --scale     of the simulated model's latencies; 0.1 for a short run, 1 by default
              --requests  distinct ones of each type; 20 by default
              --keys      distinct requests in the Zipf stream of each type; 40 by default
              --exponent  of the stream; 1 by default
              --count     of requests in the stream; 400 by default
              --seed      of the stream; 1 by default
              --warm-up   generations on each server before anything is measured; 100 by default, 0 with a model of your own
              --results   the folder to write to; benchmarks/results by default
            A model of your own is asked where AI_BASE_URL and AI_MODEL are set.""";

    private final Options options;
    private final Results results;
    private final Progress progress;
    private final ModelSimulator simulator;
    private final RedisServer redis;
    private final List<Node> nodes;

    private PerformanceTable(Options options, Map<String, String> environment) throws IOException {
        this.options = options;
        results = Results.of("performance-table", "The performance table", "./reprise bench table " + options.all);
        progress = new Progress(1 + 4 * OPERATIONS.size(), options.seconds());
        simulator = ModelSimulator.start().writing();
        redis = RedisServer.start();
        nodes = startNodes(environment);
    }

    /** Measures, and writes what was found. Exits with 2 where an option is wrong. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try {
            Map<String, String> environment = System.getenv();
            Options options = Options.from(args, environment.containsKey("AI_BASE_URL"));
            Setup.awaitQuiet();
            System.out.println("Written: " + run(options, environment));
        } catch (IllegalArgumentException e) {
            System.err.println("performance table: " + e.getMessage() + "\n" + USAGE);
            System.exit(2);
        }
    }

    /** The Markdown that was written. */
    static Path run(Options options, Map<String, String> environment) throws IOException {
        try (PerformanceTable table = new PerformanceTable(options, environment)) {
            table.warmUp();
            List<PerformanceRow> rows = new ArrayList<>();
            for (Operation operation : OPERATIONS) {
                rows.add(table.measure(operation));
            }
            return table.write(rows);
        }
    }

    private PerformanceRow measure(Operation operation) throws IOException {
        Node first = nodes.get(0);
        Node second = nodes.get(1);
        int requests = options.requests;
        double generation = options.seconds(operation);
        simulator.pace(new Pace(Duration.ofNanos((long) (generation * 1e9)), Double.POSITIVE_INFINITY));

        progress.step(operation.name() + ": without cache", requests * generation);
        List<Long> without = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            without.add(ask(first, operation, "of the table " + i, "no-store", "").nanos());
        }

        progress.step(operation.name() + ": making what is to be hit", Math.ceilDiv(requests, AT_ONCE) * generation);
        fill(first, List.of(operation), "of the table", requests);

        progress.step(operation.name() + ": hits", 0);
        List<Long> far = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            far.add(ask(second, operation, "of the table " + i, "", "\"redis\"; hit").nanos());
        }
        List<Long> near = new ArrayList<>();
        for (int i = 0; i < requests * NEAR_ROUNDS; i++) {
            near.add(ask(second, operation, "of the table " + i % requests, "", "\"caffeine\"; hit").nanos());
        }

        progress.step(operation.name() + ": a stream of requests", options.distinctInStream() * generation);
        return new PerformanceRow(operation, Times.of(without), Times.of(far), Times.of(near), stream(operation));
    }

    /** On a node that has seen none of it. */
    private List<SoFar> stream(Operation operation) throws IOException {
        Zipf zipf = options.zipf();
        List<SoFar> stream = new ArrayList<>();
        int hits = 0;
        double sum = 0;
        for (int i = 1; i <= options.count; i++) {
            Node.Answer answer = ask(nodes.get(2), operation, "of the stream " + zipf.next(), "", "");
            hits += answer.cacheStatus().startsWith("\"caffeine\"; hit") ? 1 : 0;
            sum += answer.nanos() / 1e6;
            stream.add(new SoFar(100.0 * hits / i, sum / i));
        }
        return stream;
    }

    /** Until the code of all is compiled. What is asked here is not asked again. */
    private void warmUp() throws IOException {
        progress.step("warming up", 0);
        for (int node = 0; node < nodes.size(); node++) {
            fill(nodes.get(node), OPERATIONS, "of warm-up " + node, options.warmUp);
        }
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            for (int maker = 0; maker < nodes.size(); maker++) {
                for (Node node : nodes) {
                    for (int i = 0; i < options.warmUp; i++) {
                        ask(node, OPERATIONS.get(i % OPERATIONS.size()), "of warm-up " + maker + " " + i, "", "");
                    }
                }
            }
        }
    }

    /** Has requests generated, of these operations in turn. */
    private static void fill(Node node, List<Operation> operations, String of, int howMany) throws IOException {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Node.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < howMany; i++) {
                Operation operation = operations.get(i % operations.size());
                String which = of + " " + i;
                answers.add(threads.submit(() -> ask(node, operation, which, "", "")));
            }
            for (Future<Node.Answer> answer : answers) {
                result(answer);
            }
        }
    }

    private static <T> T result(Future<T> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Posts a request; fails where the answer does not come from where it should. */
    private static Node.Answer ask(Node node, Operation operation, String which, String cacheControl, String from)
            throws IOException {
        Node.Answer answer = node.post(operation.path(), operation.request(which), cacheControl);
        if (!answer.cacheStatus().startsWith(from)) {
            throw new IOException("expected " + from + ", but it was " + answer.cacheStatus());
        }
        return answer;
    }

    private Path write(List<PerformanceRow> rows) throws IOException {
        String model = options.ownModel
                ? "a model of the user's own"
                : "a simulated model that takes the time that was claimed for it"
                        + (options.scale == 1 ? "" : ", **times " + Results.number(options.scale) + "** to be short");
        results.version("Redis", redisVersion());
        results.text("Over HTTP on the loopback, one request at a time, with " + model + ". " + options.requests
                + " distinct requests of each type. *Without cache*: `Cache-Control: no-store`. *Far hit*: the first of"
                + " a node that shares a Redis with the one that generated. *Near hit*: " + NEAR_ROUNDS + " of each"
                + " there. Medians, and the 95th percentile beside each; *faster* compares medians.");
        results.table("Per hit", PerformanceRow.PER_HIT, rows.stream().map(PerformanceRow::perHit).toList());
        results.table("As the hit rate grows", PerformanceRow.BLENDED,
                rows.stream().map(PerformanceRow::blended).toList());
        results.text("What was claimed is not what a hit saves but the mean over hits and misses at one hit rate, which"
                + " is near the same percentage. For each type, " + options.count + " requests for "
                + options.distinctInStream() + " distinct things (Zipf over " + options.keys + " with exponent "
                + options.exponent + ", seed " + options.seed
                + ") went to a node that had seen none of them. *Formula*:"
                + " claimed × without cache ÷ (without cache − near hit), of means. *Measured*: the hit rate so far at"
                + " which the mean so far had fallen by what was claimed, to stay there.");
        results.chart(new Chart.Lines("Mean latency as the hit rate grows", "hit rate so far, %", "mean so far, ms",
                rows.stream().map(PerformanceRow::overHitRate).toList()));
        List<Line> along = new ArrayList<>();
        rows.forEach(it -> along.add(it.fasterAlongStream()));
        along.add(rows.getFirst().hitRateAlongStream());
        results.chart(new Chart.Lines("Faster than without cache, request by request", "requests so far",
                "faster so far, %", along));
        return results.write(options.folder);
    }

    private List<Node> startNodes(Map<String, String> environment) throws IOException {
        Map<String, String> settings = new HashMap<>();
        if (options.ownModel) {
            settings.putAll(environment);
            settings.keySet().removeIf(it -> !it.startsWith("AI_"));
        } else {
            settings.put("AI_BASE_URL", simulator.baseUrl().toString());
            settings.put("AI_MODEL", "simulated");
        }
        settings.put("REDIS_URL", redis.url().toString());
        // Nothing is to be read before it is asked for.
        settings.put("PRE_WARM", "0");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Node>> started = IntStream.range(0, 3).mapToObj(_ -> threads.submit(() -> Node.start(settings)))
                    .toList();
            List<Node> all = new ArrayList<>();
            for (Future<Node> node : started) {
                all.add(result(node));
            }
            return List.copyOf(all);
        }
    }

    private String redisVersion() {
        Matcher version = Pattern.compile("redis_version:(\\S+)").matcher(redis.command("INFO", "server"));
        return version.find() ? version.group(1) : "unknown";
    }

    /** Ends the servers. */
    @Override
    public void close() {
        nodes.forEach(Node::close);
        redis.close();
        simulator.close();
    }

    record Options(boolean ownModel, Arguments all, double scale, int requests, int keys, double exponent,
            int count, int seed, int warmUp, Path folder) {
        static Options from(String[] args, boolean ownModel) {
            SequencedMap<String, String> defaults = new LinkedHashMap<>();
            defaults.put("--scale", "1");
            defaults.put("--requests", "20");
            defaults.put("--keys", "40");
            defaults.put("--exponent", "1");
            defaults.put("--count", "400");
            defaults.put("--seed", "1");
            defaults.put("--warm-up", ownModel ? "0" : "100");
            defaults.put("--results", Results.FOLDER.toString());
            Arguments all = new Arguments(args, defaults);
            return new Options(ownModel, all, all.number("--scale", 0.001, 1), all.whole("--requests", 1, 10_000),
                    all.whole("--keys", 1, 10_000), all.number("--exponent", 0, 10),
                    all.whole("--count", 1, 1_000_000), all.whole("--seed", 0, 1_000_000),
                    all.whole("--warm-up", 0, 100_000), Path.of(all.text("--results")));
        }

        Zipf zipf() {
            return new Zipf(keys, exponent, seed);
        }

        int distinctInStream() {
            Zipf zipf = zipf();
            return (int) IntStream.range(0, count).map(_ -> zipf.next()).distinct().count();
        }

        /** What a generation takes, or is thought to, where the model is not ours. */
        double seconds(Operation operation) {
            return operation.without().toMillis() / 1000.0 * (ownModel ? 1 : scale);
        }

        double seconds() {
            int generations = requests + Math.ceilDiv(requests, AT_ONCE) + distinctInStream();
            return OPERATIONS.stream().mapToDouble(it -> generations * seconds(it)).sum();
        }
    }
}
