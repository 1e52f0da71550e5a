package dev.reprise.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.reprise.app.simulator.ModelSimulator;
import dev.reprise.benchmarks.Wrk.Request;
import dev.reprise.benchmarks.Wrk.Slice;

/** What is left of near hits over HTTP while generations wait, in alternating slices on one server. */
final class Amid {
    static final List<String> COLUMNS = List.of("waiting", "requests/s", "p50, µs", "p99, µs", "CPU, µs each",
            "requests/s, × alone");

    private static final int WAITING = 2000;

    private final Children children;
    private final Path folder;
    private final Duration slice;
    private final int rounds;

    /**
     * @param folder for what the server needs
     * @param slice for how long it is asked at a time
     * @param rounds how often it is, alone and amid
     */
    Amid(Children children, Path folder, Duration slice, int rounds) {
        this.children = children;
        this.folder = folder;
        this.slice = slice;
        this.rounds = rounds;
    }

    /** A row for hits alone and one for hits amid. */
    List<List<Object>> measure() throws IOException, InterruptedException, ExecutionException {
        Wrk wrk = new Wrk(folder, children);
        Request request = Hits.REQUESTS.getFirst();
        List<Slice> alone = new ArrayList<>();
        List<Slice> amid = new ArrayList<>();
        try (ModelSimulator model = ModelSimulator.start().writing(_ -> Hits.CONTENT);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Server reprise = Server.reprise(children, folder.resolve("reprise.log"), model,
                    Map.of("CONCURRENT_GENERATIONS", String.valueOf(WAITING)));
            try (HttpClient client = HttpClient.newHttpClient()) {
                reprise.answer(client, request);
            }
            OverHttp.say("warming up Reprise");
            wrk.run(reprise, request, Hits.MANY_CONNECTIONS, Hits.WARM_UP);
            for (int round = 1; round <= rounds; round++) {
                alone.add(wrk.run(reprise, request, Hits.MANY_CONNECTIONS, slice));
                amid.add(amid(wrk, reprise, request, model, callers, round * WAITING));
                OverHttp.say("round " + round + " of " + rounds + ": " + Math.round(alone.getLast().perSecond())
                        + "/s alone, " + Math.round(amid.getLast().perSecond()) + "/s amid");
            }
            children.end(reprise.process());
        }
        return List.of(row("0", alone, alone), row(String.valueOf(WAITING), amid, alone));
    }

    /** A slice while new requests, numbered from {@code first} on, wait for the model. */
    private Slice amid(Wrk wrk, Server reprise, Request request, ModelSimulator model, ExecutorService callers,
            int first) throws IOException, ExecutionException, InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        model.writing(_ -> once(gate));
        // Of its own, as the server closes connections that rest for as long as a slice may take. Closed after the gate is
        // open, since it waits for its requests.
        try (HttpClient client = HttpClient.newHttpClient(); Closeable _ = gate::countDown) {
            List<CompletableFuture<HttpResponse<byte[]>>> waiting = IntStream.range(first, first + WAITING)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                        try {
                            return reprise.answer(client, new Request("new", Lessons.request(300, i), false));
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
            Slice last = wrk.run(reprise, request, Hits.MANY_CONNECTIONS, slice);
            gate.countDown();
            for (CompletableFuture<HttpResponse<byte[]>> one : waiting) {
                one.get();
            }
            return last;
        }
    }

    /** Content, once the gate is open. */
    private static String once(CountDownLatch gate) {
        try {
            gate.await();
            return Hits.CONTENT;
        } catch (InterruptedException e) {
            throw new IllegalStateException("ended while generations wait", e);
        }
    }

    private static List<Object> row(String waiting, List<Slice> own, List<Slice> base) {
        return List.of(waiting, Wrk.median(own, Slice::perSecond), Wrk.median(own, Slice::p50Micros),
                Wrk.median(own, Slice::p99Micros), Wrk.median(own, Slice::cpuMicros),
                Wrk.ratio(own, base, Slice::perSecond));
    }
}
