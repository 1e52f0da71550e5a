package dev.reprise.app.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Calls a simulator. An instance is one call over a socket of its own, which shows how the answer came. For one thread. */
final class Client implements AutoCloseable {
    private static final HttpClient WHOLE = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Socket socket;
    private final InputStream in;
    private final StringBuilder seen = new StringBuilder();

    private Client(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** Sends a call and reads nothing yet. */
    static Client call(ModelSimulator simulator, String path, String body) throws IOException {
        URI url = simulator.baseUrl();
        Client client = new Client(new Socket(url.getHost(), url.getPort()));
        byte[] bytes = body.getBytes(UTF_8);
        client.socket.getOutputStream().write(("POST " + url.getPath() + path + " HTTP/1.1\r\nHost: x\r\n"
                + "Content-Length: " + bytes.length + "\r\n\r\n").getBytes(UTF_8));
        client.socket.getOutputStream().write(bytes);
        return client;
    }

    /** Makes a call over a connection that is kept, and reads its whole answer. */
    static HttpResponse<String> post(ModelSimulator simulator, String path, String body)
            throws IOException, InterruptedException {
        return WHOLE.send(HttpRequest.newBuilder(URI.create(simulator.baseUrl() + path))
                .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    /** Reads on until this has come or the connection has ended. */
    void readUntil(String text) throws IOException {
        int b;
        do {
            b = in.read();
            if (b >= 0) {
                seen.append((char) b);
            }
        } while (b >= 0 && !seen.toString().endsWith(text));
    }

    /** Reads until the connection ends. */
    void readToEnd() throws IOException {
        seen.append(new String(in.readAllBytes(), ISO_8859_1));
    }

    /** All that has come, head and all. */
    String seen() {
        return seen.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
