package dev.reprise.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.reprise.app.Load.Timed;
import dev.reprise.app.generation.ContentGate;
import dev.reprise.app.generation.ContentSample;
import dev.reprise.app.generation.model.Endpoint;
import dev.reprise.app.generation.model.ModelGenerator;
import dev.reprise.app.http.Taken;
import dev.reprise.app.http.Taken.Outcome;
import dev.reprise.app.simulator.ModelSimulator;
import dev.reprise.app.simulator.Pace;

/**
 * A node that generates 200 things at once. With {@code -Dgenerations.seconds=20} hits are measured for as long, which
 * is enough for a verdict on percentiles; what was seen is written to {@code target/generations.md}.
 */
@Timeout(300)
final class ManyGenerationsTest {
    private static final int MANY = 200;
    private static final int AT_ONCE = 16;
    private static final int QUEUED = 20;
    private static final int HITS = 500;
    private static final String LESSON = "/ai/content/lesson-content";

    private static final Duration GENERATION = Duration.ofSeconds(3);
    private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("generations.seconds", 1));
    private static final Path SEEN = Path.of("target", "generations.md");

    @AutoClose
    private final ModelSimulator model = ModelSimulator.start().writing(_ -> ContentSample.LESSON.json().toString());

    @Test
    void post_hitsWhileManyAreGenerated_areServedBeforeAnyOfThose() throws Exception {
        try (TestServer server = server(MANY, 0)) {
            server.post(LESSON, request("old"));
            model.arrival();
            CountDownLatch gate = hold(MANY);
            List<CompletableFuture<Outcome>> generated = ask(server, MANY);
            awaitArrivals(MANY);

            for (int i = 0; i < HITS; i++) {
                assertThat(server.post(LESSON, request("old")).header("Cache-Status")).startsWith("\"caffeine\"; hit");
            }
            assertThat(model.inFlight()).as("none has been answered").isEqualTo(MANY);
            assertThat(generated).noneMatch(CompletableFuture::isDone);

            gate.countDown();
            assertThat(outcomes(generated)).extracting(Outcome::shortly).containsOnly("200");
            assertThat(model.callCount()).isEqualTo(1 + MANY);
        }
    }

    @Test
    void post_moreThanMayRunAndWait_areRefusedAtOnceAndTheRestIsServed() throws Exception {
        try (TestServer server = server(AT_ONCE, QUEUED)) {
            CountDownLatch gate = hold(AT_ONCE + QUEUED);
            CountDownLatch refusals = new CountDownLatch(MANY - AT_ONCE - QUEUED);
            List<CompletableFuture<Outcome>> all = ask(server, MANY);
            for (CompletableFuture<Outcome> one : all) {
                CompletableFuture<Void> _ = one.thenRun(refusals::countDown);
            }
            awaitArrivals(AT_ONCE);
            refusals.await();

            assertThat(model.inFlight()).isEqualTo(AT_ONCE);
            List<CompletableFuture<Outcome>> wait = all.stream().filter(it -> !it.isDone()).toList();
            assertThat(wait).as("run or wait").hasSize(AT_ONCE + QUEUED);
            assertThat(outcomes(all.stream().filter(CompletableFuture::isDone).toList())).allSatisfy(refused -> {
                assertThat(refused.shortly()).isEqualTo("503 generations-queued");
                assertThat(refused.last().get("retry_after").intValue()).isPositive();
            });
            assertThat(server.post(LESSON, request("one more")).header("Retry-After")).isNotEmpty();

            gate.countDown();
            assertThat(outcomes(wait)).extracting(Outcome::shortly).containsOnly("200");
            assertThat(model.mostInFlight()).isEqualTo(AT_ONCE);
            assertThat(model.callCount()).isEqualTo(AT_ONCE + QUEUED);
            assertThat(server.post(LESSON, request("one more")).status()).isEqualTo(200);
        }
    }

    @Test
    void post_hitsWhileManyTakeThreeSeconds_areMeasured() throws Exception {
        try (TestServer server = server(MANY, 0)) {
            Load load = new Load(server);
            load.fill();
            load.run(MEASURED.plusSeconds(1));
            // The first thousands run while their code is being compiled, which takes hits the processor.
            for (int i = 1; i < MEASURED.toSeconds(); i++) {
                load.burst(MANY);
            }
            int before = model.callCount();
            model.pace(new Pace(GENERATION, Double.POSITIVE_INFINITY));
            // Before and after, so that neither time is the colder one.
            List<Timed> alone = new ArrayList<>(load.hits(MEASURED));
            AtomicBoolean enough = new AtomicBoolean();
            Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
            List<Thread> callers = generateUntil(enough, statuses, server);
            while (model.callCount() < before + MANY) {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
            List<Timed> amid = load.hits(MEASURED);
            enough.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
            alone.addAll(load.hits(MEASURED));

            assertThat(statuses).hasSizeGreaterThanOrEqualTo(MANY).containsOnly(200);
            assertThat(alone).allMatch(Timed::isNearHit);
            assertThat(amid).allMatch(Timed::isNearHit);
            write(alone, amid);
        }
    }

    private TestServer server(int atOnce, int queued) {
        return TestServer.start(
                Map.of("CONCURRENT_GENERATIONS", String.valueOf(atOnce), "QUEUED_GENERATIONS", String.valueOf(queued)),
                new ModelGenerator(Endpoint.openAi(model.baseUrl(), null, "tiny", Duration.ofSeconds(60)), 24_000,
                        new ContentGate()));
    }

    private static String request(String context) {
        return "{\"lesson_title\": \"Reporting a spill\", \"module_context\": \"" + context + "\"}";
    }

    /** Has as many calls from now on answered no sooner than the gate opens. */
    private CountDownLatch hold(int calls) {
        CountDownLatch gate = new CountDownLatch(1);
        Collections.nCopies(calls, ModelSimulator.after(gate,
                ModelSimulator.content(ContentSample.LESSON.json().toString()))).forEach(model::then);
        return gate;
    }

    private void awaitArrivals(int calls) throws InterruptedException {
        for (int i = 0; i < calls; i++) {
            model.arrival();
        }
    }

    /** For as many different things; each second caller wants events. */
    private static List<CompletableFuture<Outcome>> ask(TestServer server, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (i % 2 == 0 ? Taken.JSON : Taken.EVENTS).postLater(server, LESSON, request("new " + i)))
                .toList();
    }

    private static List<Outcome> outcomes(List<CompletableFuture<Outcome>> callers) {
        return callers.stream().map(CompletableFuture::join).toList();
    }

    /** Many callers, each of whom asks for the next new thing as soon as he has the last; they begin one by one. */
    private static List<Thread> generateUntil(AtomicBoolean enough, Queue<Integer> statuses, TestServer server) {
        return IntStream.range(0, MANY).mapToObj(caller -> Thread.ofVirtual().start(() -> {
            LockSupport.parkNanos(GENERATION.dividedBy(MANY).multipliedBy(caller).toNanos());
            for (int i = 0; !enough.get(); i++) {
                statuses.add(server.post(LESSON, request(caller + " new " + i)).status());
            }
        })).toList();
    }

    private static void write(List<Timed> alone, List<Timed> amid) throws IOException {
        Duration[] before = {Load.percentileOfNearHits(alone, 0.5), Load.percentileOfNearHits(alone, 0.99)};
        Duration[] during = {Load.percentileOfNearHits(amid, 0.5), Load.percentileOfNearHits(amid, 0.99)};
        Files.write(SEEN, Stream.of("| generations of 3 s in flight | near hits | p50, ms | p99, ms |",
                "|---|---|---|---|",
                row("0", String.valueOf(alone.size()), millis(before[0]), millis(before[1])),
                row(String.valueOf(MANY), String.valueOf(amid.size()), millis(during[0]), millis(during[1])),
                row("ratio", "", ratio(before[0], during[0]), ratio(before[1], during[1]))).toList());
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.2f", duration.toNanos() / 1e6);
    }

    private static String ratio(Duration before, Duration during) {
        return String.format(Locale.ROOT, "%.2f", (double) during.toNanos() / before.toNanos());
    }
}
