package dev.reprise.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.reprise.api.ApiJson;

/** The server as a process of its own, as it is run. */
@Timeout(60)
final class ProcessTest {
    @TempDir
    private Path folder;

    @Test
    void main_jsonLogsThenSigterm_writesAnObjectOnEachLineAndDrains() throws Exception {
        Process process = start(Map.of("LOG_FORMAT", "json", "DRAIN", "60"));
        try (BufferedReader out = process.inputReader(UTF_8); HttpClient client = HttpClient.newHttpClient()) {
            String url = out.readLine().replaceFirst(".* ", "");
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(HttpRequest.newBuilder(URI.create(url + "/ai/content/lesson-content"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"lesson_title\": \"Reporting a \\\"spill\\\"\"}")).build(),
                        BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            }

            process.destroy();

            HttpResponse<String> ready = get(client, url + "/readyz");
            while (ready.statusCode() == 200) {
                ready = get(client, url + "/readyz");
            }
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ApiJson.mapper().readTree(ready.body()).get("waiting_for")).extracting(JsonNode::textValue)
                    .contains("draining");
            assertThat(get(client, url + "/livez").statusCode()).isEqualTo(200);
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<String> lines = Files.readAllLines(folder.resolve("err"));
        assertThat(lines).isNotEmpty();
        JsonNode last = ApiJson.mapper().nullNode();
        for (String line : lines) {
            last = ApiJson.mapper().readTree(line);
            assertThat(last.get("level").textValue()).isNotEmpty();
            assertThat(last.get("formattedMessage").textValue()).isNotEmpty();
        }
        assertThat(last.get("kvpList").findValuesAsText("outcome")).containsExactly("near_hit");
        assertThat(last.get("kvpList").findValuesAsText("key").getFirst()).startsWith("lesson_content:");
    }

    @Test
    void main_textLogsAndStopping_writesReadableLinesAndEnds() throws Exception {
        Process process = start(Map.of("API_KEYS", ""));
        try (BufferedReader out = process.inputReader(UTF_8); HttpClient client = HttpClient.newHttpClient()) {
            String url = out.readLine().replaceFirst(".* ", "");
            client.send(HttpRequest.newBuilder(URI.create(url + "/ai/content/lesson-content"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"lesson_title\": \"Reporting a spill\"}")).build(),
                    BodyHandlers.ofString());

            process.destroy();

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it stops").isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(Files.readAllLines(folder.resolve("err"))).singleElement().asString().matches(
                "\\d{4}-.*Z INFO  ServedLog - served type=lesson-content key=lesson_content:[0-9a-f]{32}"
                        + " outcome=generated took_ms=[0-9.E]+ saved_ms=0.0 saved_tokens=0");
    }

    @Test
    void main_wrongLogFormat_saysWhatIsAllowed() throws Exception {
        Process process = start(Map.of("LOG_FORMAT", "xml"));

        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("err")))
                .isEqualTo("reprise: LOG_FORMAT is 'xml'; allowed: text, json\n");
    }

    private Process start(Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName())
                .directory(folder.toFile()).redirectError(folder.resolve("err").toFile());
        Map<String, String> all = new HashMap<>(variables);
        all.put("PORT", "0");
        builder.environment().clear();
        builder.environment().putAll(all);
        return builder.start();
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
}
