package dev.reprise.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

import dev.reprise.app.settings.Settings;

/**
 * What {@code ./reprise} makes the AOT cache from: starts the server as {@link Main} does, on a free port and whatever
 * the settings are, has it serve each kind of answer, and ends.
 */
final class Training {
    private static final String LESSON = "{\"lesson_title\": \"Reporting a spill\", \"vocabulary_themes\": [\"safety\"]}";

    /** A Redis that is away has what talks to it loaded, too; one that is there is not for this to write to. */
    private static final Map<String, String> SETTINGS = Map.of("PORT", "0", "REDIS_URL", "redis://127.0.0.1:1");

    private static final int HITS = 20;

    private Training() {}

    /** Fails where an answer is not as it should be, so that nothing is kept of such a run. */
    public static void main(String[] args) throws IOException, InterruptedException {
        // Read as ever, and ignored.
        Main.variables();
        try (HttpClient client = HttpClient.newHttpClient();
                Reprise reprise = Main.serve(Settings.from(SETTINGS::get))) {
            URI server = URI.create("http://127.0.0.1:" + reprise.port());
            for (int i = 0; i <= HITS; i++) {
                ask(client, post(server));
                ask(client, post(server).header("Accept-Encoding", "gzip"));
                ask(client, post(server).header("Accept", "text/event-stream"));
                ask(client, HttpRequest.newBuilder(server.resolve("/ai/cache/health")));
            }
        }
    }

    private static HttpRequest.Builder post(URI server) {
        return HttpRequest.newBuilder(server.resolve("/ai/content/lesson-content"))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(LESSON));
    }

    private static void ask(HttpClient client, HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.uri() + " is answered with " + answer.statusCode());
        }
    }
}
