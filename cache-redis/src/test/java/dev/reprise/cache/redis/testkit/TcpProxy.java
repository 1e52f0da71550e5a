package dev.reprise.cache.redis.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A bad line to a port of this machine: it forwards bytes until it is told to be slow, to break or to go silent. Only
 * connections whose first bytes went through are sure to count as existing. Thread-safe; its threads are daemons.
 */
public final class TcpProxy implements AutoCloseable {
    private final int target;
    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean silent;
    /** Guarded by {@code this}, which is notified of each change. */
    private long delayNanos;

    private TcpProxy(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** Listens on a free port, and forwards to this one, which need not be open yet. */
    public static TcpProxy to(int port) {
        try {
            return new TcpProxy(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens until it is closed. */
    public int port() {
        return listener.getLocalPort();
    }

    /** {@code redis://127.0.0.1:port}. */
    public URI url() {
        return URI.create("redis://127.0.0.1:" + port());
    }

    /** How many clients are connected, those that are black-holed included. */
    public long connections() {
        return links.stream().filter(link -> !link.client.isClosed()).count();
    }

    /** Holds back each chunk for this long, in each direction. Zero ends it, also for what is held back. */
    public synchronized void delay(Duration delay) {
        delayNanos = delay.toNanos();
        notifyAll();
    }

    /** Closes all connections, and each new one as soon as it is made. */
    public void cut() {
        cut = true;
        links.forEach(Link::close);
    }

    /**
     * A peer that is half open: connections stay open, new ones are accepted, and nothing passes in either direction,
     * not even a close.
     */
    public void blackHole() {
        silent = true;
        blackHoleExisting();
    }

    /** As {@link #blackHole}, but new connections work: what a firewall does that forgot a connection. */
    public void blackHoleExisting() {
        links.forEach(link -> link.silent = true);
    }

    /** Ends the stream to each client that is connected; what it sends is forwarded still, and answers are dropped. */
    public void halfClose() {
        links.forEach(Link::halfClose);
    }

    /** Forwards new bytes and new connections at once. What was black-holed or half-closed remains so. */
    public void heal() {
        cut = false;
        silent = false;
        delay(Duration.ZERO);
    }

    /** Closes all connections and the port. Idempotent. */
    @Override
    public void close() {
        end(listener);
        cut();
    }

    private void accept() {
        try {
            while (true) {
                Link link = new Link(listener.accept());
                links.add(link);
                // Looked at after it was added: whoever comes in between deals with it too.
                if (silent) {
                    link.silent = true;
                }
                if (cut) {
                    link.close();
                } else {
                    daemon(link::open);
                }
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private synchronized void hold() throws InterruptedException {
        long since = System.nanoTime();
        long left = delayNanos;
        while (left > 0) {
            // Rounded up, as zero would wait for ever.
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            left = delayNanos - (System.nanoTime() - since);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void end(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is of no more use either way.
        }
    }

    /** A client's connection and the one that was made for it. */
    private final class Link {
        private final Socket client;
        private final Socket server = new Socket();
        private volatile boolean silent;
        private volatile boolean halfClosed;

        Link(Socket client) {
            this.client = client;
        }

        void open() {
            try {
                if (silent) {
                    end(server);
                } else {
                    client.setTcpNoDelay(true);
                    server.setTcpNoDelay(true);
                    server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                    daemon(() -> forward(server, client));
                }
                forward(client, server);
            } catch (IOException e) {
                close();
            }
        }

        private void forward(Socket from, Socket to) {
            byte[] chunk = new byte[16 * 1024];
            try {
                InputStream in = from.getInputStream();
                for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                    hold();
                    if (!silent && !(halfClosed && to.equals(client))) {
                        to.getOutputStream().write(chunk, 0, length);
                    }
                }
            } catch (IOException | InterruptedException e) {
                // Either side is gone.
            }
            if (!silent) {
                close();
            } else {
                end(from);
                if (client.isClosed() && server.isClosed()) {
                    links.remove(this);
                }
            }
        }

        void halfClose() {
            halfClosed = true;
            try {
                client.shutdownOutput();
            } catch (IOException e) {
                // It is gone already.
            }
        }

        void close() {
            end(client);
            end(server);
            links.remove(this);
        }
    }
}
