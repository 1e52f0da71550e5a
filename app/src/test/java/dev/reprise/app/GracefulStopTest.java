package dev.reprise.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import dev.reprise.app.TestServer.Answer;

final class GracefulStopTest {
    private static final String PATH = "/ai/content/lesson-content";
    private static final String REQUEST = "{\"lesson_title\": \"Reporting a spill\"}";

    @AutoClose
    private final TestServer server = TestServer.start();

    @Test
    void close_requestInFlight_isAnsweredFirst() throws Exception {
        server.generator().hold();
        CompletableFuture<Answer> inFlight = server.postLater(PATH, REQUEST);
        server.generator().awaitCalls(1);
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::stop);
        awaitDeaf();

        assertThat(stopped).isNotDone();
        server.generator().release();

        assertThat(inFlight.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(stopped).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void close_twice_isFine() {
        server.stop();

        assertThatCode(server::stop).doesNotThrowAnyException();
    }

    @Test
    void close_done_acceptsNoConnection() {
        server.stop();

        assertThat(accepts()).isFalse();
    }

    @Test
    void close_drain_isNotReadyButServesUntilTheTimeIsOver() throws Exception {
        try (TestServer drained = TestServer.start(Map.of("DRAIN", "3600"))) {
            Thread stop = Thread.ofVirtual().start(drained::stop);
            Answer ready = drained.get("/readyz");
            while (!ready.text().contains("draining")) {
                ready = drained.get("/readyz");
            }
            assertThat(ready.status()).isEqualTo(503);

            assertThat(drained.post(PATH, REQUEST).status()).isEqualTo(200);
            assertThat(drained.get("/livez").status()).isEqualTo(200);
            assertThat(stop.isAlive()).isTrue();

            // Not to wait for an hour.
            stop.interrupt();
            assertThat(stop.join(Duration.ofSeconds(20))).isTrue();
            assertThatThrownBy(() -> drained.get("/livez")).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void close_drain_takesThatLongOnceAndNoLonger() {
        try (TestServer drained = TestServer.start(Map.of("DRAIN", "2"))) {
            long start = System.nanoTime();
            drained.stop();
            long stopped = System.nanoTime();
            drained.stop();

            assertThat(Duration.ofNanos(stopped - start)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(30));
            assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(2));
        }
    }

    private void awaitDeaf() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (accepts()) {
            assertThat(System.nanoTime()).as("the server goes on accepting connections").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
