package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.javalin.Javalin;
import org.junit.jupiter.api.Test;

final class EventStreamTest {
    private final CountDownLatch ended = new CountDownLatch(1);

    @Test
    void send_nothingHappens_keepsTheConnectionOpenWithComments() throws Exception {
        EventStream events = new EventStream(Duration.ofMillis(5));
        Javalin server = serving(events);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            BufferedReader lines = ask(client);

            assertThat(lines.lines().filter(line -> line.startsWith(": ")).limit(3)).hasSize(3);
            events.add("progress", Map.of("text", "line\nbreak"));
            events.add(EventStream.RESULT, Map.of());
            assertThat(lines.lines().filter(line -> line.startsWith("event: ") || line.startsWith("data: ")).limit(4))
                    .containsExactly("event: progress", "data: {\"text\":\"line\\nbreak\"}", "event: result",
                            "data: {}");
        } finally {
            server.stop();
        }
    }

    @Test
    void send_clientGoesAway_endsAtTheNextComment() throws Exception {
        EventStream events = new EventStream(Duration.ofMillis(5));
        Javalin server = serving(events);
        try {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                assertThat(ask(client).lines().filter(line -> line.startsWith(": ")).findFirst()).isPresent();
            }

            assertThat(ended.await(10, TimeUnit.SECONDS)).as("the thread of the request is free").isTrue();
        } finally {
            server.stop();
        }
    }

    private Javalin serving(EventStream events) {
        return Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.concurrency.useVirtualThreads = true;
            config.routes.get("/", ctx -> {
                events.send(ctx);
                ended.countDown();
            });
        }).start("127.0.0.1", 0);
    }

    private static BufferedReader ask(Socket client) throws Exception {
        client.setSoTimeout(10_000);
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
        return new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
    }
}
