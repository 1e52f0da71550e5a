package dev.reprise.app.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.reprise.app.simulator.Connection.Request;

/** Takes connections on the loopback and hands on their requests, for each connection one after the other. */
final class Listener implements AutoCloseable {
    private static final int BACKLOG = 1000;

    private final ServerSocket socket;
    private final Handler handler;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    /** On this port, or any free one where it is 0. */
    Listener(int port, Handler handler) throws IOException {
        this.socket = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        this.handler = handler;
    }

    void start() {
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Closes all connections. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.forEach(Connection::close);
    }

    private void accept() {
        try (socket) {
            while (true) {
                Connection connection = new Connection(socket.accept());
                connections.add(connection);
                if (socket.isClosed()) {
                    connection.close();
                }
                Thread.startVirtualThread(() -> converse(connection));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    /** Reads on while a request is handled, to notice when the client goes. */
    private void converse(Connection connection) {
        try (connection) {
            Thread handling = Thread.startVirtualThread(() -> {});
            Request request = connection.read();
            while (request != null) {
                Request next = request;
                handling.join();
                handling = Thread.startVirtualThread(() -> handler.handle(connection, next));
                request = connection.read();
            }
        } catch (IOException | InterruptedException e) {
            // The client has gone, or this was closed.
        } finally {
            connections.remove(connection);
        }
    }

    /** Answers a request, or closes the connection. */
    interface Handler {
        void handle(Connection connection, Request request);
    }
}
