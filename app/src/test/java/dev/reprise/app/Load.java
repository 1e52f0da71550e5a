package dev.reprise.app;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import dev.reprise.app.TestServer.Answer;

/**
 * Requests at a steady rate, nine of ten for what was asked for before and the tenth for something new. Each is timed
 * from when it was due, so that one that is held up does not hide that those after it are late.
 */
final class Load {
    private static final int PER_SECOND = 200;
    private static final int OLD = 50;
    private static final String LESSON = "/ai/content/lesson-content";

    private final TestServer server;
    private final AtomicInteger news = new AtomicInteger();

    Load(TestServer server) {
        this.server = server;
    }

    /** An answer and how long after it was due it came. */
    record Timed(int status, String cacheStatus, Duration took) {
        boolean isNearHit() {
            return cacheStatus.startsWith("\"caffeine\"; hit");
        }

        boolean isMiss() {
            return !cacheStatus.contains("; hit");
        }
    }

    /** Asks for so long; returns when everything is answered. */
    List<Timed> run(Duration duration) throws InterruptedException {
        return run(duration, i -> i % 10 == 9 ? "new " + news.incrementAndGet() : "old " + i % OLD);
    }

    /** The same with nothing new, once all of it was asked for. */
    List<Timed> hits(Duration duration) throws InterruptedException {
        fill();
        return run(duration, i -> "old " + i % OLD);
    }

    /** Asks once for everything that is not new. */
    void fill() {
        for (int i = 0; i < OLD; i++) {
            ask("old " + i, System.nanoTime());
        }
    }

    private List<Timed> run(Duration duration, IntFunction<String> titles) throws InterruptedException {
        Queue<Timed> answers = new ConcurrentLinkedQueue<>();
        long pause = Duration.ofSeconds(1).toNanos() / PER_SECOND;
        int count = (int) (duration.toNanos() / pause);
        Thread[] requests = new Thread[count];
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = start + i * pause;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            String title = titles.apply(i);
            requests[i] = Thread.ofVirtual().start(() -> answers.add(ask(title, due)));
        }
        for (Thread request : requests) {
            request.join();
        }
        return List.copyOf(answers);
    }

    /** As many new things at once. */
    List<Timed> burst(int count) throws InterruptedException {
        Queue<Timed> answers = new ConcurrentLinkedQueue<>();
        long now = System.nanoTime();
        List<Thread> requests = IntStream.range(0, count).mapToObj(i -> Thread.ofVirtual()
                .start(() -> answers.add(ask("new " + news.incrementAndGet(), now)))).toList();
        for (Thread request : requests) {
            request.join();
        }
        return List.copyOf(answers);
    }

    /** Asks for something new. */
    Timed askForNews() {
        return ask("new " + news.incrementAndGet(), System.nanoTime());
    }

    private Timed ask(String title, long due) {
        Answer answer = server.post(LESSON, "{\"lesson_title\": \"" + title + "\"}");
        return new Timed(answer.status(), answer.header("Cache-Status"),
                Duration.ofNanos(System.nanoTime() - due));
    }

    /** The time that 99 of 100 near hits did not exceed. */
    static Duration p99OfNearHits(List<Timed> answers) {
        return percentileOfNearHits(answers, 0.99);
    }

    /** The time that this share of near hits did not exceed. */
    static Duration percentileOfNearHits(List<Timed> answers, double share) {
        long[] nanos = answers.stream().filter(Timed::isNearHit).mapToLong(it -> it.took().toNanos()).toArray();
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos.length == 0 ? 0 : nanos[(int) Math.ceil(nanos.length * share) - 1]);
    }
}
