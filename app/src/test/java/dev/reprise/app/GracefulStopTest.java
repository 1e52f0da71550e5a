package dev.reprise.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
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
