package dev.reprise.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.reprise.api.ApiJson;
import dev.reprise.app.simulator.ModelSimulator;
import dev.reprise.benchmarks.Wrk.Request;
import dev.reprise.benchmarks.Wrk.Slice;

/**
 * What near hits cost over HTTP, beside a handler that answers constant bytes, the least that would do, the shortest
 * handler that is a cache, and nginx; what is left of it while 2000 generations wait; how it grows; and how long a start
 * takes.
 */
public final class OverHttp {
    private static final String USAGE = """
            usage: java -cp benchmarks.jar dev.reprise.benchmarks.OverHttp [option value]...
              --only     one of hits, amid, growth, start; all by default
              --seconds  of one slice; 5 by default
              --rounds   how often each subject has its turn; 5 by default
              --starts   how often each server is started; 10 by default""";

    private static final String CONTENT = Lessons.content(8192);
    private static final int WAITING = 2000;
    private static final int MANY_CONNECTIONS = 32;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Set<String> SENT_IN_ANY_CASE = Set.of("content-type", "content-length", "date");
    private static final List<Request> REQUESTS = Stream.of(300, 4096).flatMap(bytes -> Stream.of(false, true)
            .map(gzip -> new Request(
                    (bytes < 1000 ? bytes + " B" : bytes / 1024 + " KB") + (gzip ? ", gzip" : ", plain"),
                    Lessons.request(bytes, bytes), gzip)))
            .toList();

    private final Options options;
    private final Path folder;
    private final Children children;
    private final Results results;

    private OverHttp(Options options, Path folder, Children children) {
        this.options = options;
        this.folder = folder;
        this.children = children;
        results = Results.of("over-http" + (options.only.isEmpty() ? "" : "-" + options.only), "Over HTTP", "java -cp "
                + "benchmarks/target/benchmarks.jar dev.reprise.benchmarks.OverHttp" + options.given());
    }

    /** Measures and writes. Exits with 2 where an option is wrong, with 1 where something that it needs is missing. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        Options options;
        try {
            options = Options.from(args);
        } catch (IllegalArgumentException e) {
            exit(2, e.getMessage() + "\n" + USAGE);
            return;
        }
        Path folder = Files.createTempDirectory("over-http");
        try (Children children = new Children()) {
            new OverHttp(options, folder, children).run();
        } catch (IllegalStateException e) {
            exit(1, String.valueOf(e.getMessage()));
        } finally {
            delete(folder);
        }
    }

    private void run() throws IOException, InterruptedException, ExecutionException {
        if (options.measures("hits")) {
            hits();
        }
        if (options.measures("amid")) {
            amid();
        }
        if (options.measures("growth")) {
            results.table("Growth of the near tier, 1 KB values", Growth.COLUMNS,
                    Growth.measure(children, options.rounds));
        }
        if (options.measures("start")) {
            results.table("From the start of the process, ms", StartUp.COLUMNS,
                    new StartUp(children, folder).measure(options.starts));
        }
        say("written to " + results.write(Results.FOLDER));
    }

    private void hits() throws IOException, InterruptedException {
        Wrk wrk = new Wrk(folder, children);
        try (ModelSimulator model = model(); HttpClient client = HttpClient.newHttpClient()) {
            Server reprise = Server.reprise(children, log("reprise"), settings(model));
            for (Request request : REQUESTS) {
                keep(ask(client, reprise, request), request.gzip() ? "gzip" : "plain");
            }
            Server constant = handler("constant", "bare Javalin");
            Server floor = handler("floor", "floor");
            Server straight = handler("straight", "straight line");
            Path nginxFolder = Files.createDirectory(folder.resolve("nginx"));
            List<Server> servers = List.of(constant, floor, reprise, straight,
                    Server.nginx(children, nginxFolder, constant));
            for (Server server : servers) {
                for (Request request : REQUESTS) {
                    ask(client, server, request);
                }
            }
            say("warming up, " + WARM_UP.multipliedBy((long) servers.size() * REQUESTS.size()).toMinutes()
                    + " minutes");
            // In turn, as code that was compiled for one kind may be compiled anew for the next.
            for (Request request : REQUESTS) {
                for (Server server : servers) {
                    wrk.run(server, request, MANY_CONNECTIONS, WARM_UP);
                }
            }
            List<List<Object>> rows = new ArrayList<>();
            int slices = 2 * REQUESTS.size() * servers.size() * options.rounds;
            say(slices + " slices, about " + (slices * (options.seconds + 1) / 60 + 1) + " minutes");
            for (Request request : REQUESTS) {
                for (int connections : new int[]{1, MANY_CONNECTIONS}) {
                    rows.addAll(rows(request, connections, rounds(wrk, servers, request, connections)));
                }
            }
            results.table("Near hits, 8 KB out",
                    List.of("in", "connections", "server", "requests/s", "p50, µs", "p99, µs",
                            "CPU, µs each", "requests/s, × bare Javalin", "CPU, × bare Javalin", "requests/s, × nginx"),
                    rows);
            servers.reversed().forEach(it -> children.end(it.process()));
        }
    }

    /** For those who are to answer the same: its body, and which headers it has that any answer does not have. */
    private void keep(HttpResponse<byte[]> answer, String form) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        answer.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        headers.keySet().removeAll(SENT_IN_ANY_CASE);
        Files.write(folder.resolve(form), answer.body());
        Files.write(folder.resolve(form + "-headers"), ApiJson.mapper().writeValueAsBytes(headers));
    }

    /** What was seen of a server, round by round. */
    private record Seen(Server server, List<Slice> slices) {}

    /** Each server in its turn, another one first in each round. */
    private List<Seen> rounds(Wrk wrk, List<Server> servers, Request request, int connections) throws IOException {
        List<Seen> seen = servers.stream().map(it -> new Seen(it, new ArrayList<>())).toList();
        List<Seen> order = new ArrayList<>(seen);
        for (int round = 1; round <= options.rounds; round++) {
            for (Seen next : order) {
                Slice slice = wrk.run(next.server, request, connections, Duration.ofSeconds(options.seconds));
                next.slices.add(slice);
                say(String.format(Locale.ROOT, "%s, %d connections, round %d, %s: %.0f/s", request.name(), connections,
                        round, next.server.name(), slice.perSecond()));
            }
            Collections.rotate(order, 1);
        }
        return seen;
    }

    /** The ratios are to bare Javalin, which comes first, and to nginx, which comes last. */
    private static List<List<Object>> rows(Request request, int connections, List<Seen> seen) {
        List<Slice> bare = seen.getFirst().slices;
        List<Slice> nginx = seen.getLast().slices;
        return seen.stream().map(it -> List.<Object>of(request.name(), connections, it.server.name(),
                median(it.slices, Slice::perSecond), median(it.slices, Slice::p50Micros),
                median(it.slices, Slice::p99Micros), median(it.slices, Slice::cpuMicros),
                ratio(it.slices, bare, Slice::perSecond), ratio(it.slices, bare, Slice::cpuMicros),
                ratio(it.slices, nginx, Slice::perSecond))).toList();
    }

    /** Hits alone and while generations wait, in alternating slices on one server. */
    private void amid() throws IOException, InterruptedException, ExecutionException {
        Wrk wrk = new Wrk(folder, children);
        Request request = REQUESTS.getFirst();
        try (ModelSimulator model = model(); ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, String> settings = new LinkedHashMap<>(settings(model));
            settings.put("CONCURRENT_GENERATIONS", String.valueOf(WAITING));
            Server reprise = Server.reprise(children, log("reprise"), settings);
            try (HttpClient client = HttpClient.newHttpClient()) {
                ask(client, reprise, request);
            }
            say("warming up Reprise");
            wrk.run(reprise, request, MANY_CONNECTIONS, WARM_UP);
            List<Slice> alone = new ArrayList<>();
            List<Slice> amid = new ArrayList<>();
            for (int round = 1; round <= options.rounds; round++) {
                alone.add(wrk.run(reprise, request, MANY_CONNECTIONS, Duration.ofSeconds(options.seconds)));
                amid.add(amid(wrk, reprise, request, model, callers, round * WAITING));
                say("round " + round + " of " + options.rounds + ": " + Math.round(alone.getLast().perSecond())
                        + "/s alone, " + Math.round(amid.getLast().perSecond()) + "/s amid");
            }
            List<List<Object>> rows = List.of(row("0", alone, alone), row(String.valueOf(WAITING), amid, alone));
            results.table("Near hits while generations wait, 32 connections",
                    List.of("waiting", "requests/s", "p50, µs", "p99, µs", "CPU, µs each", "requests/s, × alone"),
                    rows);
            children.end(reprise.process());
        }
    }

    /** A slice while new requests, numbered from {@code first} on, wait for the model. */
    private Slice amid(Wrk wrk, Server reprise, Request request, ModelSimulator model, ExecutorService callers,
            int first)
            throws IOException, ExecutionException, InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        model.writing(_ -> once(gate));
        // Of its own, as the server closes connections that rest for as long as a slice may take. Closed after the gate is
        // open, since it waits for its requests.
        try (HttpClient client = HttpClient.newHttpClient(); Closeable _ = gate::countDown) {
            List<CompletableFuture<HttpResponse<byte[]>>> waiting = IntStream.range(first, first + WAITING)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                        try {
                            return ask(client, reprise, new Request("new", Lessons.request(300, i), false));
                        } catch (IOException | InterruptedException e) {
                            throw new IllegalStateException("a generation failed", e);
                        }
                    }, callers)).toList();
            while (model.inFlight() < WAITING) {
                for (CompletableFuture<HttpResponse<byte[]>> one : waiting) {
                    if (one.isDone()) {
                        throw new IllegalStateException("a generation did not wait: " + one.get().headers());
                    }
                }
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
            Slice slice = wrk.run(reprise, request, MANY_CONNECTIONS, Duration.ofSeconds(options.seconds));
            gate.countDown();
            for (CompletableFuture<HttpResponse<byte[]>> one : waiting) {
                one.get();
            }
            return slice;
        }
    }

    private static List<Object> row(String name, List<Slice> own, List<Slice> base) {
        return List.of(name, median(own, Slice::perSecond), median(own, Slice::p50Micros),
                median(own, Slice::p99Micros), median(own, Slice::cpuMicros), ratio(own, base, Slice::perSecond));
    }

    private Server handler(String which, String name) throws IOException {
        return Server.java(children, log(which), name, Map.of(),
                List.of(Server.FLAGS, "-cp", Server.classPath(), Handlers.class.getName(), which, folder.toString()));
    }

    /** Content, once the gate is open. */
    private static String once(CountDownLatch gate) {
        try {
            gate.await();
            return CONTENT;
        } catch (InterruptedException e) {
            throw new IllegalStateException("ended while generations wait", e);
        }
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private static ModelSimulator model() {
        return ModelSimulator.start().writing(_ -> CONTENT);
    }

    private static Map<String, String> settings(ModelSimulator model) {
        return Map.of("AI_BASE_URL", model.baseUrl().toString(), "AI_MODEL", "simulated");
    }

    private static HttpResponse<byte[]> ask(HttpClient client, Server server, Request request)
            throws IOException, InterruptedException {
        HttpRequest.Builder post = HttpRequest.newBuilder(server.lessons()).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(request.body()));
        if (request.gzip()) {
            post.header("Accept-Encoding", "gzip");
        }
        HttpResponse<byte[]> answer = client.send(post.build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(server.name() + " answered with " + answer.statusCode());
        }
        return answer;
    }

    private static double median(List<Slice> slices, ToDoubleFunction<Slice> figure) {
        return Wrk.median(slices.stream().map(figure::applyAsDouble).toList());
    }

    /** Of slices of the same round, so that what the machine does besides touches both. */
    private static double ratio(List<Slice> own, List<Slice> base, ToDoubleFunction<Slice> figure) {
        return Wrk.median(IntStream.range(0, own.size())
                .mapToObj(i -> figure.applyAsDouble(own.get(i)) / figure.applyAsDouble(base.get(i))).toList());
    }

    static void say(String progress) {
        System.err.println(progress);
    }

    private static void exit(int status, String message) {
        System.err.println("over http: " + message);
        System.exit(status);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private record Options(String only, int seconds, int rounds, int starts) {
        static Options from(String[] args) {
            String only = "";
            int seconds = 5;
            int rounds = 5;
            int starts = 10;
            for (int i = 0; i < args.length; i += 2) {
                String name = args[i];
                if (i + 1 == args.length) {
                    throw new IllegalArgumentException(name + " has no value");
                }
                String value = args[i + 1];
                switch (name) {
                    case "--only" -> only = value;
                    case "--seconds" -> seconds = positive(name, value);
                    case "--rounds" -> rounds = positive(name, value);
                    case "--starts" -> starts = positive(name, value);
                    default -> throw new IllegalArgumentException("there is no option " + name);
                }
            }
            if (!only.isEmpty() && !List.of("hits", "amid", "growth", "start").contains(only)) {
                throw new IllegalArgumentException("--only must be hits, amid, growth or start");
            }
            return new Options(only, seconds, rounds, starts);
        }

        String given() {
            return (only.isEmpty() ? "" : " --only " + only) + " --seconds " + seconds + " --rounds " + rounds
                    + " --starts " + starts;
        }

        boolean measures(String part) {
            return only.isEmpty() || only.equals(part);
        }

        private static int positive(String name, String value) {
            if (!value.matches("[1-9]\\d{0,5}")) {
                throw new IllegalArgumentException(name + " must be a whole number from 1");
            }
            return Integer.parseInt(value);
        }
    }
}
