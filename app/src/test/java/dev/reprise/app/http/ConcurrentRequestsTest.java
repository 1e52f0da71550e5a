package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.GenerationException.Reason;

final class ConcurrentRequestsTest {
    private static final int CALLERS = 100;
    private static final Requests REQUEST = Requests.CURRICULUM;

    @AutoClose
    private final TestServer server = TestServer.start();

    @Test
    void post_manyAtOnceOnAColdKey_areAnsweredByOneGeneration() throws Exception {
        server.generator().hold();
        List<Answer> answers = releasedOnceAllHaveAsked();

        assertThat(server.generator().calls()).isEqualTo(1);
        assertThat(answers).hasSize(CALLERS).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(answers.getFirst().body());
            assertThat(answer.header("ETag")).isEqualTo(answers.getFirst().header("ETag"));
            assertThat(answer.header("Cache-Status")).matches(
                    "\"caffeine\"; (fwd=uri-miss; stored(; collapsed)?|hit; ttl=14400)");
        });
        assertThat(answers).filteredOn(answer -> answer.header("Cache-Status").endsWith("; collapsed")).isNotEmpty();
        assertThat(answers).filteredOn(answer -> answer.header("Cache-Status").endsWith("; stored")).hasSize(1);
    }

    @Test
    void post_manyAtOnceAndGeneratingFails_allAreToldWhy() throws Exception {
        server.generator().hold();
        server.generator().fail(new GenerationException(Reason.REFUSED, "No.", null, null));
        List<Answer> answers = releasedOnceAllHaveAsked();

        assertThat(answers).hasSize(CALLERS).allSatisfy(
                answer -> Problems.assertProblem(answer, 502, "generation-refused", REQUEST.path()));
        assertThat(server.generator().calls()).isLessThan(CALLERS);
    }

    @Test
    void post_anotherKeyWhileOneIsGenerated_doesNotWait() throws Exception {
        server.post(Requests.LESSON.path(), Requests.LESSON.json());
        server.generator().hold();
        CompletableFuture<Answer> held = server.postLater(REQUEST.path(), REQUEST.json());
        server.generator().awaitCalls(2);

        assertThat(server.post(Requests.LESSON.path(), Requests.LESSON.json()).status()).isEqualTo(200);
        assertThat(held).isNotDone();
        server.generator().release();
        assertThat(held.get().status()).isEqualTo(200);
    }

    @Test
    void post_firstCallerLeaves_othersGetItsGeneration() throws Exception {
        server.generator().hold();
        try (Socket first = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            first.getOutputStream().write(
                    "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(REQUEST.path(), REQUEST.json().length(), REQUEST.json()).getBytes(UTF_8));
            server.generator().awaitCalls(1);
        }
        CompletableFuture<Answer> second = server.postLater(REQUEST.path(), REQUEST.json());
        server.awaitWaiting(2);
        server.generator().release();

        assertThat(second.get().status()).isEqualTo(200);
        assertThat(server.generator().calls()).isEqualTo(1);
    }

    private List<Answer> releasedOnceAllHaveAsked() throws InterruptedException, ExecutionException {
        CountDownLatch ready = new CountDownLatch(CALLERS);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> pending = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                pending.add(callers.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return server.post(REQUEST.path(), REQUEST.json());
                }));
            }
            server.awaitWaiting(CALLERS);
            server.generator().release();
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> answer : pending) {
                answers.add(answer.get());
            }
            return answers;
        }
    }
}
