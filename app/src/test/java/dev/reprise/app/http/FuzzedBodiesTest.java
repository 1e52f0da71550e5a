package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.reprise.api.ApiJson;
import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;

/** Bodies made at random: each is refused by name or, where it happens to be right, served. */
final class FuzzedBodiesTest {
    private static final int BODIES = 400;

    /** Each route that takes a body, and one that it takes. */
    private static final Map<String, String> ROUTES = Map.of("/ai/cache/clear",
            "{\"pattern\": \"course_curriculum:*\", \"confirm\": false, \"dry_run\": true}",
            "/ai/cache/config/update", "{\"lesson_content_ttl\": 3600, \"exercise_cache_ttl\": null,"
                    + " \"apply_to_existing\": true}",
            "/ai/cache/warm-up", "{\"source\": \"requests\", \"limit\": 2, \"concurrency\": 1, \"requests\":"
                    + " [{\"type\": \"exercises\", \"request\": {\"lesson_context\": \"Wear goggles.\", \"count\": 5}}]}",
            "/ai/courses",
            "{\"company_name\": \"TechCorp\", \"industry\": \"Technology\", \"sop_content\": \"Wear goggles.\","
                    + " \"duration_weeks\": 1, \"exercise_types\": [\"gap-fill\"], \"changes\": [{\"week\": 1, \"lesson\": 1,"
                    + " \"lesson_title\": \"Goggles\", \"vocabulary_themes\": [\"safety\"]}]}",
            "/ai/content/lesson-content", "{\"lesson_title\": \"Goggles\", \"vocabulary_themes\": [\"safety\"],"
                    + " \"cefr_level\": \"B1\", \"duration_minutes\": 60}");

    @AutoClose
    private final TestServer server = TestServer.start();

    /** The same ones each time, and one that is new. */
    static LongStream seeds() {
        return LongStream.of(1, 2, 3, 4, 5, 6, System.nanoTime());
    }

    @AfterEach
    void server_afterwards_serves() {
        assertThat(server.post(Requests.EXERCISES.path(), Requests.EXERCISES.json()).status()).isEqualTo(200);
        assertThat(server.get("/ai/cache/health").json().get("status").textValue()).isEqualTo("healthy");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void post_anyBody_isServedOrRefusedByName(long seed) {
        Fuzz fuzz = new Fuzz(new Random(seed));
        for (int i = 0; i < BODIES; i++) {
            List<String> paths = ROUTES.keySet().stream().sorted().toList();
            String path = paths.get(i % paths.size());
            byte[] body = fuzz.body(requireNonNull(ROUTES.get(path)));

            Answer answer = server.raw("POST", path, body, "Content-Type", "application/json", "Authorization",
                    "Bearer " + TestServer.ADMIN_TOKEN);

            try {
                assertServedOrRefused(path, body, answer);
            } catch (AssertionError e) {
                throw new AssertionError("seed %d, body %d to %s: %s".formatted(seed, i, path, shown(body)), e);
            }
        }
    }

    private static void assertServedOrRefused(String path, byte[] body, Answer answer) {
        if (answer.status() == 200 || answer.status() == 202) {
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            return;
        }
        // As many jobs may go on as a node does at once.
        assertThat(answer.status()).as(answer.text()).isIn(400, 413, 422, 503);
        String kind = answer.json().get("type").textValue();
        kind = kind.substring(kind.lastIndexOf(':') + 1);
        assertThat(kind).isIn("not-json", "body-too-large", "invalid-request", "generations-queued");
        Problems.assertProblem(answer, answer.status(), kind, path);
        if (answer.status() == 422) {
            Problems.pointers(answer, path).forEach(pointer -> assertLeadsSomewhere(pointer, body));
        }
    }

    /** To something in the body or, for a field that is missing, to an object that it could be in. */
    private static void assertLeadsSomewhere(String pointer, byte[] body) {
        JsonNode json = json(body);
        JsonPointer place = JsonPointer.compile(pointer);
        // A name that somebody made up is cut.
        boolean leads = pointer.endsWith("...") || !json.at(place).isMissingNode()
                || json.at(place.head()).isObject();
        assertThat(leads).as(pointer).isTrue();
    }

    private static JsonNode json(byte[] body) {
        try {
            return body.length == 0 ? ApiJson.mapper().createObjectNode() : ApiJson.mapper().readTree(body);
        } catch (IOException e) {
            throw new AssertionError("what is no JSON has no fields", e);
        }
    }

    private static String shown(byte[] body) {
        String text = new String(body, UTF_8);
        return text.length() <= 500 ? text : text.substring(0, 500) + "... of " + text.length() + " characters";
    }

    /** Makes bodies. The same random numbers make the same ones. */
    private static final class Fuzz {
        private final Random random;

        Fuzz(Random random) {
            this.random = random;
        }

        byte[] body(String right) {
            return switch (random.nextInt(12)) {
                case 0 -> bytes();
                case 1 -> value(4).getBytes(UTF_8);
                case 2 -> spoilt(right);
                case 3 -> deep().getBytes(UTF_8);
                case 4 -> (right + value(1)).getBytes(UTF_8);
                default -> changed(right).getBytes(UTF_8);
            };
        }

        /** One value of a right body is another, or one field more is there, perhaps one that is there already. */
        private String changed(String right) {
            List<Integer> places = new ArrayList<>();
            for (int at = right.indexOf(": "); at >= 0; at = right.indexOf(": ", at + 1)) {
                places.add(at + 2);
            }
            int at = places.get(random.nextInt(places.size()));
            if (random.nextInt(4) == 0) {
                int name = right.lastIndexOf('"', right.lastIndexOf('"', at) - 1);
                String field = random.nextBoolean() ? right.substring(name, at) : text() + ": ";
                return right.substring(0, name) + field + value(3) + ", " + right.substring(name);
            }
            int end = at;
            int depth = 0;
            boolean inText = false;
            while (inText || depth > 0 || ",}]".indexOf(right.charAt(end)) < 0) {
                char c = right.charAt(end);
                inText ^= c == '"';
                depth += inText ? 0 : "[{".indexOf(c) >= 0 ? 1 : "]}".indexOf(c) >= 0 ? -1 : 0;
                end++;
            }
            return right.substring(0, at) + value(3) + right.substring(end);
        }

        private byte[] bytes() {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            return bytes;
        }

        /** A right body of which some bytes are others. */
        private byte[] spoilt(String right) {
            byte[] bytes = right.getBytes(UTF_8);
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            return bytes;
        }

        private String deep() {
            int depth = 1 + random.nextInt(3000);
            return random.nextBoolean()
                    ? "[".repeat(depth) + "]".repeat(random.nextInt(2) * depth)
                    : "{\"requests\":".repeat(depth) + "1" + "}".repeat(depth);
        }

        private String value(int depth) {
            List<Supplier<String>> kinds = new ArrayList<>(List.of(this::number, this::number, this::text, this::text,
                    () -> pick("null", "true", "false", "{}", "[]")));
            if (depth > 0) {
                kinds.add(() -> "[" + String.join(", ", many(() -> value(depth - 1))) + "]");
                kinds.add(() -> "{" + String.join(", ", many(() -> text() + ": " + value(depth - 1))) + "}");
            }
            return kinds.get(random.nextInt(kinds.size())).get();
        }

        private List<String> many(Supplier<String> item) {
            // Now and then more than any list may have.
            int size = random.nextInt(50) == 0 ? 2000 : random.nextInt(4);
            if (size > 100) {
                return Collections.nCopies(size, item.get());
            }
            List<String> items = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                items.add(item.get());
            }
            return items;
        }

        private String number() {
            String digits = String.valueOf(1 + random.nextInt(9)).repeat(1 + random.nextInt(400));
            return pick("0", "-0", "-1", "1.0", "3600.0", "1e2", "0.1", "1e999999", "-1e999999", "1e-999999",
                    "1e9999999999", "2147483647", "2147483648", "4294967296", "9223372036854775808", "NaN", "Infinity",
                    "01", "1.", "0x10", digits, "-" + digits, digits + ".5", digits + "e" + digits,
                    String.valueOf(random.nextInt(5000)), String.valueOf(random.nextLong()));
        }

        private String text() {
            StringBuilder text = new StringBuilder("\"");
            for (int i = random.nextInt(6); i > 0; i--) {
                text.append(
                        pick("a", "type", "requests", "source", "*", "?", "[", "(a+)+$", "/", "~", "~1", "\\\\", "\\\"",
                                "\\u0000", "\\ud83d", "\\udd25", "\\ud83d\\udd25", "\u0007", "\u0000", " ", "\\u2028",
                                "%s", "🔥", "é",
                                "exercises", "lesson_content:", "ab", ":", "${x}", "<script>", "'"));
            }
            if (random.nextInt(40) == 0) {
                text.append(pick("x", "*", "🔥", "~", "?*").repeat(random.nextInt(60_000)));
            }
            return text.append('"').toString();
        }

        private String pick(String... of) {
            return of[random.nextInt(of.length)];
        }
    }
}
