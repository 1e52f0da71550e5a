package dev.reprise.benchmarks;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

import dev.reprise.api.ApiJson;
import dev.reprise.app.simulator.ModelSimulator;
import dev.reprise.benchmarks.Chart.Bar;
import dev.reprise.benchmarks.Wrk.Request;
import dev.reprise.benchmarks.Wrk.Slice;

/**
 * What near hits cost over HTTP, beside a handler that answers constant bytes, the least that would do, the shortest
 * handler that is a cache, and nginx.
 */
final class Hits {
    static final List<String> COLUMNS = List.of("in", "connections", "server", "requests/s", "p50, µs", "p99, µs",
            "CPU, µs each", "requests/s, × bare Javalin", "CPU, × bare Javalin", "requests/s, × nginx");

    static final String CONTENT = Lessons.content(8192);
    static final int MANY_CONNECTIONS = 32;
    static final Duration WARM_UP = Duration.ofSeconds(10);
    static final List<Request> REQUESTS = Stream.of(300, 4096).flatMap(bytes -> Stream.of(false, true)
            .map(gzip -> new Request(
                    (bytes < 1000 ? bytes + " B" : bytes / 1024 + " KB") + (gzip ? ", gzip" : ", plain"),
                    Lessons.request(bytes, bytes), gzip)))
            .toList();

    private static final Set<String> SENT_IN_ANY_CASE = Set.of("content-type", "content-length", "date");
    private static final String BARE = "bare Javalin";
    private static final String NGINX = "nginx";
    private static final int SERVERS = 5;

    /** What the compiler makes of the same code differs from process to process by as much as goals are missed by. */
    private static final int STARTS = 3;

    private final Children children;
    private final Path folder;
    private final Duration slice;
    private final int rounds;

    /** Slices of the same place in their lists are of the same round. */
    private final SequencedMap<Subject, List<Slice>> seen = new LinkedHashMap<>();

    private record Subject(String request, int connections, String server) {}

    /**
     * @param folder for what the servers need
     * @param slice for how long each is asked at a time
     * @param rounds how often each process has its turn
     */
    Hits(Children children, Path folder, Duration slice, int rounds) {
        this.children = children;
        this.folder = folder;
        this.slice = slice;
        this.rounds = rounds;
    }

    /** A row for each kind of request, number of connections and server. */
    List<List<Object>> measure() throws IOException, InterruptedException {
        Wrk wrk = new Wrk(folder, children);
        Duration warmUp = WARM_UP.multipliedBy((long) SERVERS * REQUESTS.size());
        // To begin a slice takes a moment, too.
        Duration slices = slice.plusMillis(300).multipliedBy(2L * REQUESTS.size() * SERVERS * rounds);
        OverHttp.say("each server is started " + STARTS + " times; about "
                + warmUp.plus(slices).multipliedBy(STARTS).toMinutes() + " minutes");
        for (int start = 1; start <= STARTS; start++) {
            try (ModelSimulator model = ModelSimulator.start().writing(_ -> CONTENT)) {
                List<Server> servers = start(model);
                OverHttp.say("start " + start + " of " + STARTS + ": warming up");
                // In turn, as code that was compiled for one kind may be compiled anew for the next.
                for (Request request : REQUESTS) {
                    for (Server server : servers) {
                        wrk.run(server, request, MANY_CONNECTIONS, WARM_UP);
                    }
                }
                for (Request request : REQUESTS) {
                    for (int connections : new int[]{1, MANY_CONNECTIONS}) {
                        inTurn(wrk, servers, request, connections);
                    }
                }
                servers.reversed().forEach(it -> children.end(it.process()));
            }
        }
        return seen.keySet().stream().map(this::row).toList();
    }

    /** Each of them, having answered each kind of request. */
    private List<Server> start(ModelSimulator model) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            Server reprise = Server.reprise(children, log("reprise"), model, Map.of());
            for (Request request : REQUESTS) {
                keep(reprise.answer(client, request), request.gzip() ? "gzip" : "plain");
            }
            Server constant = handler("constant", BARE);
            Path nginxFolder = Files.createTempDirectory(folder, NGINX);
            List<Server> servers = List.of(constant, handler("floor", "floor"), reprise,
                    handler("straight", "straight line"), Server.nginx(children, nginxFolder, constant));
            for (Server server : servers) {
                for (Request request : REQUESTS) {
                    server.answer(client, request);
                }
            }
            return servers;
        }
    }

    /** Of what {@link #measure} gives, with many connections. */
    static Chart chart(List<List<Object>> rows) {
        return new Chart.Bars("Near hits with " + MANY_CONNECTIONS + " connections",
                "requests a second, × bare Javalin",
                rows.stream().filter(row -> row.get(1).equals(MANY_CONNECTIONS))
                        .map(row -> new Bar(row.get(0) + ": " + row.get(2), (double) row.get(7))).toList());
    }

    /** For those who are to answer the same: its body, and which headers it has that any answer does not have. */
    private void keep(HttpResponse<byte[]> answer, String form) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        answer.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        headers.keySet().removeAll(SENT_IN_ANY_CASE);
        Files.write(folder.resolve(form), answer.body());
        Files.write(folder.resolve(form + "-headers"), ApiJson.mapper().writeValueAsBytes(headers));
    }

    /** Each server in its turn, another one first in each round. */
    private void inTurn(Wrk wrk, List<Server> servers, Request request, int connections) throws IOException {
        List<Server> order = new ArrayList<>(servers);
        // In the order of the rows.
        servers.forEach(it -> seen.putIfAbsent(new Subject(request.name(), connections, it.name()), new ArrayList<>()));
        for (int round = 1; round <= rounds; round++) {
            for (Server server : order) {
                Subject subject = new Subject(request.name(), connections, server.name());
                Slice last = wrk.run(server, request, connections, slice);
                requireNonNull(seen.get(subject)).add(last);
                OverHttp.say(String.format(Locale.ROOT, "%s, %d connections, round %d, %s: %.0f/s", request.name(),
                        connections, round, server.name(), last.perSecond()));
            }
            Collections.rotate(order, 1);
        }
    }

    private List<Object> row(Subject subject) {
        List<Slice> own = slices(subject, subject.server);
        List<Slice> bare = slices(subject, BARE);
        List<Slice> nginx = slices(subject, NGINX);
        return List.of(subject.request, subject.connections, subject.server, Wrk.median(own, Slice::perSecond),
                Wrk.median(own, Slice::p50Micros), Wrk.median(own, Slice::p99Micros),
                Wrk.median(own, Slice::cpuMicros), Wrk.ratio(own, bare, Slice::perSecond),
                Wrk.ratio(own, bare, Slice::cpuMicros), Wrk.ratio(own, nginx, Slice::perSecond));
    }

    private List<Slice> slices(Subject subject, String server) {
        return requireNonNull(seen.get(new Subject(subject.request, subject.connections, server)));
    }

    private Server handler(String which, String name) throws IOException {
        return Server.java(children, log(which), name, Map.of(),
                List.of(Server.FLAGS, "-cp", Server.classPath(), Handlers.class.getName(), which, folder.toString()));
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }
}
