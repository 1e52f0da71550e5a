package dev.reprise.cache.redis.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProxyTest {
    private static final RedisServer SERVER = RedisServer.start();

    private final TcpProxy proxy = TcpProxy.to(SERVER.port());
    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        proxy.close();
        SERVER.flushAll();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void proxy_healthy_forwardsAndCounts() throws IOException {
        Socket one = client();
        Socket other = client();
        assertThat(ask(one)).isEqualTo("+PONG");
        assertThat(ask(other)).isEqualTo("+PONG");
        assertThat(proxy.connections()).isEqualTo(2);

        other.close();
        RedisServer.await("one is left", () -> proxy.connections() == 1);
        assertThat(ask(one)).isEqualTo("+PONG");
    }

    @Test
    void delay_long_holdsBackUntilHealed() throws IOException {
        Socket client = client();
        proxy.delay(Duration.ofHours(1));
        assertThat(isSilent(client)).isTrue();

        proxy.heal();
        assertThat(answer(client)).isEqualTo("+PONG");
    }

    @Test
    void cut_connected_closesAllUntilHealed() throws IOException {
        Socket client = client();
        assertThat(ask(client)).isEqualTo("+PONG");
        proxy.cut();
        assertThat(proxy.connections()).isZero();
        assertThat(isClosed(client)).isTrue();
        assertThat(isClosed(client())).isTrue();

        proxy.heal();
        assertThat(ask(client())).isEqualTo("+PONG");
    }

    @Test
    void blackHole_connected_keepsAllOpenAndSilent() throws IOException {
        Socket client = client();
        assertThat(ask(client)).isEqualTo("+PONG");
        proxy.blackHole();
        Socket late = client();
        assertThat(isSilent(client)).isTrue();
        assertThat(isSilent(late)).isTrue();
        SERVER.command("CLIENT", "KILL", "TYPE", "normal");
        assertThat(isSilent(client)).isTrue();
        assertThat(proxy.connections()).isEqualTo(2);

        proxy.heal();
        assertThat(ask(client())).isEqualTo("+PONG");
        assertThat(isSilent(client)).isTrue();
        assertThat(isSilent(late)).isTrue();
        client.close();
        late.close();
        RedisServer.await("one is left", () -> proxy.connections() == 1);
    }

    @Test
    void blackHoleExisting_connected_letsNewOnesWork() throws IOException {
        Socket client = client();
        assertThat(ask(client)).isEqualTo("+PONG");
        proxy.blackHoleExisting();
        assertThat(isSilent(client)).isTrue();
        assertThat(ask(client())).isEqualTo("+PONG");
    }

    @Test
    void halfClose_connected_endsAnswersAndReadsOn() throws IOException {
        Socket client = client();
        assertThat(ask(client)).isEqualTo("+PONG");
        proxy.halfClose();
        assertThat(isClosed(client)).isTrue();
        client.getOutputStream().write("SET key value\r\n".getBytes(US_ASCII));
        RedisServer.await("the key is set", () -> SERVER.command("GET", "key").equals("value"));
        assertThat(proxy.connections()).isEqualTo(1);
        assertThat(ask(client())).isEqualTo("+PONG");
    }

    private Socket client() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        clients.add(client);
        return client;
    }

    private static String ask(Socket client) throws IOException {
        ping(client);
        return answer(client);
    }

    private static boolean isSilent(Socket client) throws IOException {
        ping(client);
        client.setSoTimeout(100);
        try {
            client.getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    private static void ping(Socket client) throws IOException {
        client.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
    }

    private static String answer(Socket client) throws IOException {
        client.setSoTimeout(10_000);
        StringBuilder line = new StringBuilder();
        for (int c = client.getInputStream().read(); c != '\n' && c >= 0; c = client.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static boolean isClosed(Socket client) throws IOException {
        client.setSoTimeout(10_000);
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }
}
