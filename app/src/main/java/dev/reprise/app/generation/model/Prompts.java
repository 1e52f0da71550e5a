package dev.reprise.app.generation.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import com.fasterxml.jackson.core.JsonProcessingException;

import dev.reprise.api.ApiJson;
import dev.reprise.api.ContentType;

/**
 * What a model is told. The instructions are the files in {@code prompts/}: one for each type, and after it those that
 * hold for several or for all, so that each rule stands in one place. Immutable.
 */
final class Prompts {
    private final Map<ContentType, Prompt> prompts = new EnumMap<>(ContentType.class);

    Prompts() {
        for (ContentType type : ContentType.values()) {
            String text = files(type).stream().map(Prompts::read).collect(joining("\n"));
            prompts.put(type, new Prompt(text, version(text, type.contentSchema())));
        }
    }

    /** For the system message: all that a model is told to do, and nothing that came from a client. */
    String instructions(ContentType type) {
        return prompt(type).text;
    }

    /**
     * For the user message: the fields of a request as one line of JSON between two tags. Inside it {@code <} and {@code >} are
     * escaped, so no text of a client can end it.
     */
    String data(SortedMap<String, Object> fields) {
        try {
            String json = ApiJson.mapper().writeValueAsString(fields);
            return "<request>\n" + json.replace("<", "\\u003c").replace(">", "\\u003e") + "\n</request>";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request is always JSON", e);
        }
    }

    /** Changes whenever the instructions or the schema of the content do; 12 hexadecimal digits. */
    String version(ContentType type) {
        return prompt(type).version;
    }

    private Prompt prompt(ContentType type) {
        return requireNonNull(prompts.get(type));
    }

    private static String version(String text, String schema) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest((text + schema).getBytes(UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static List<String> files(ContentType type) {
        return switch (type) {
            case EXERCISES, ASSESSMENT -> List.of(type.segment(), "items", "common");
            case COURSE_CURRICULUM, LESSON_CONTENT, LEARNING_PATH -> List.of(type.segment(), "common");
        };
    }

    private static String read(String name) {
        String file = "prompts/" + name + ".md";
        try (InputStream in = Prompts.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no " + file);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Prompt(String text, String version) {}
}
