package dev.reprise.app.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A call and the answer to it in the making. What is written leaves when there is something to wait for, or at the end.
 * For one thread.
 */
public final class Exchange implements AutoCloseable {
    private final Connection connection;
    private final Call call;
    private final Form form;
    private final Pace pace;
    private final Runnable beforeEnd;
    private final long arrival = System.nanoTime();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private boolean over;
    private boolean complete;

    /** {@code beforeEnd} runs once, before the client can know that its call is over. */
    Exchange(Connection connection, Call call, Form form, Pace pace, Runnable beforeEnd) {
        this.connection = connection;
        this.call = call;
        this.form = form;
        this.pace = pace;
        this.beforeEnd = beforeEnd;
    }

    Call call() {
        return call;
    }

    Form form() {
        return form;
    }

    /** For answers that have none of their own. */
    Pace pace() {
        return pace;
    }

    /** A whole answer in JSON. */
    void send(int status, Map<String, String> headers, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Content-Type", "application/json");
        all.put("Content-Length", String.valueOf(bytes.length));
        head(status, all);
        pending.writeBytes(bytes);
        endHere();
    }

    /** The head of an answer whose body comes with {@link #write} until {@link #end}. */
    void begin(String contentType) {
        head(200, Map.of("Content-Type", contentType, "Transfer-Encoding", "chunked"));
    }

    void write(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length > 0) {
            put(Integer.toHexString(bytes.length) + "\r\n");
            pending.writeBytes(bytes);
            put("\r\n");
        }
    }

    void end() throws IOException {
        put("0\r\n\r\n");
        endHere();
    }

    /** Closes the connection amid the answer. */
    void cut() throws IOException {
        flush();
        close();
    }

    /** Resets the connection amid the answer. */
    void reset() throws IOException {
        flush();
        over();
        connection.reset();
    }

    /** Throws where the client or the simulator has gone before the gate opens. */
    void await(CountDownLatch gate) throws IOException, InterruptedException {
        flush();
        connection.await(gate);
    }

    /** Waits until the call came this long ago; throws where the client or the simulator has gone before. */
    void awaitAge(Duration age) throws IOException, InterruptedException {
        long nanos = arrival + age.toNanos() - System.nanoTime();
        if (nanos > 0) {
            flush();
            connection.await(nanos);
        }
    }

    /** Never returns: throws when the client or the simulator has gone. */
    void awaitInVain() throws IOException, InterruptedException {
        await(new CountDownLatch(1));
    }

    /** Closes the connection too, unless the answer is complete. */
    @Override
    public void close() {
        over();
        if (!complete) {
            connection.close();
        }
    }

    private void endHere() throws IOException {
        over();
        flush();
        complete = true;
    }

    private void over() {
        if (!over) {
            over = true;
            beforeEnd.run();
        }
    }

    private void head(int status, Map<String, String> headers) {
        put("HTTP/1.1 " + status + " Simulated\r\n");
        headers.forEach((name, value) -> put(name + ": " + value + "\r\n"));
        put("\r\n");
    }

    private void put(String text) {
        pending.writeBytes(text.getBytes(UTF_8));
    }

    private void flush() throws IOException {
        connection.write(pending.toByteArray());
        pending.reset();
    }
}
