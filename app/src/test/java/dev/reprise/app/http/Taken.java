package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.http.Events.Event;

/** How a client takes its answer. Which way it does makes no difference to how that ends. */
public enum Taken {
    JSON("application/json"),
    EVENTS("text/event-stream");

    private static final String PROBLEM = "urn:reprise:problem:";

    private final String accept;

    Taken(String accept) {
        this.accept = accept;
    }

    /** Posts JSON and waits for the end. */
    public Outcome post(TestServer server, String path, String json, String... headers) {
        return postLater(server, path, json, headers).join();
    }

    /** Posts JSON from another thread. */
    public CompletableFuture<Outcome> postLater(TestServer server, String path, String json, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Accept";
        all[1] = accept;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return server.postLater(path, json, all).thenApply(this::outcome);
    }

    private Outcome outcome(Answer answer) {
        String type = answer.header("Content-Type");
        if (!type.startsWith(EVENTS.accept)) {
            assertThat(type).isEqualTo(answer.status() == 200 ? accept : "application/problem+json");
            return new Outcome(answer.status(), answer.json(), List.of(), answer.text());
        }
        assertThat(this).isEqualTo(EVENTS);
        List<Event> events = Events.in(answer.text());
        JsonNode last = events.getLast().data();
        return new Outcome(events.getLast().name().equals("problem") ? last.get("status").intValue() : 200, last,
                events,
                answer.text());
    }

    /**
     * How it ended.
     *
     * @param status as it is without events
     * @param last the content with all around it, or the problem
     * @param events all of them; empty where none were wanted
     * @param text all that came
     */
    public record Outcome(int status, JsonNode last, List<Event> events, String text) {
        /** The status and, of a problem, what follows it: for example {@code 504 generation-timeout}. */
        public String shortly() {
            String type = last.path("type").asText();
            return status + (type.startsWith(PROBLEM) ? " " + type.substring(PROBLEM.length()) : "");
        }

        /** What the model wrote, as a client of events puts it together. */
        public String written() {
            StringBuilder written = new StringBuilder();
            for (Event event : events) {
                if (event.data().has("restarted")) {
                    written.setLength(0);
                } else if (event.name().equals("delta")) {
                    written.append(event.data().get("text").textValue());
                }
            }
            return written.toString();
        }

        /** How often it was begun anew. */
        public long restarts() {
            return events.stream().filter(event -> event.data().has("restarted")).count();
        }
    }
}
