package dev.reprise.app.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A client's connection: as much of HTTP/1.1 as clients of models speak. On a socket of its own, since no HTTP server
 * breaks off an answer in all the ways that a network does. One thread reads; another may write and wait; any may close.
 */
final class Connection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final CountDownLatch closed = new CountDownLatch(1);

    Connection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Waits for the next request; null where the client has no more. */
    @Nullable
    Request read() throws IOException {
        String line = readLine();
        if (line == null) {
            return null;
        }
        String[] start = line.split(" ", 3);
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (line = readLine(); line != null && !line.isEmpty(); line = readLine()) {
            String[] header = line.split(":", 2);
            if (header.length == 2) {
                headers.computeIfAbsent(header[0], _ -> new ArrayList<>()).add(header[1].strip());
            }
        }
        if (line == null || start.length != 3) {
            throw new EOFException("no HTTP request");
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", List.of("0")).getFirst());
        return new Request(URI.create(start[1]).getPath(), headers, new String(in.readNBytes(length), UTF_8));
    }

    private @Nullable String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            line.write(b);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Waits for the gate; throws where this is closed first, by the client or here. */
    void await(CountDownLatch gate) throws IOException, InterruptedException {
        while (!gate.await(10, TimeUnit.MILLISECONDS)) {
            if (closed.getCount() == 0) {
                throw new EOFException("closed");
            }
        }
    }

    /** Lets this time pass; throws where this is closed first, by the client or here. */
    void await(long nanos) throws IOException, InterruptedException {
        if (closed.await(nanos, TimeUnit.NANOSECONDS)) {
            throw new EOFException("closed");
        }
    }

    /** Closes it so that the client sees a reset instead of an end. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        close();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path is without the query. */
    record Request(String path, Map<String, List<String>> headers, String body) {}
}
