package dev.reprise.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The schema files of this module. */
final class Schemas {
    private Schemas() {}

    static String read(String file) {
        try (InputStream in = Schemas.class.getResourceAsStream("schema/" + file)) {
            if (in == null) {
                throw new IllegalStateException("no schema " + file + " in this module");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
