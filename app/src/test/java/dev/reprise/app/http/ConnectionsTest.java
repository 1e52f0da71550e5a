package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import dev.reprise.app.TestServer;

/** What becomes of connections before a request comes over them. */
final class ConnectionsTest {
    /** More than are accepted while they are opened; below what Linux lets wait, which is 4096. */
    private static final int MANY = 1000;

    @AutoClose
    private final TestServer server = TestServer.start();

    /** Who is dropped tries again after a second, then after two, four and so on. */
    @Test
    void connect_manyAtOnce_noneIsDropped() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        List<SocketChannel> channels = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                SocketChannel channel = SocketChannel.open();
                channels.add(channel);
                channel.configureBlocking(false);
                channel.connect(address);
            }
            for (SocketChannel channel : channels) {
                assertThat(channel.finishConnect()).isTrue();
            }
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }
}
