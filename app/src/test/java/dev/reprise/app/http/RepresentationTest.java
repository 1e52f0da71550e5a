package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.builtin.BuiltInGenerator;

/** The forms in which cached content is sent, and the requests that are answered without it. */
final class RepresentationTest {
    private static final Requests REQUEST = Requests.LESSON;
    private static final String ABSENT = REQUEST.path() + "/lesson_content:00000000000000000000000000000000";

    @AutoClose
    private final TestServer server = TestServer.start();

    private final Answer posted = server.post(REQUEST.path(), REQUEST.json());
    private final String location = posted.header("Content-Location");
    private final String etag = posted.header("ETag");

    @Test
    void get_contentLocation_answersTheSame() {
        server.advance(Duration.ofSeconds(10));
        Answer got = server.get(location);

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.body()).isEqualTo(posted.body());
        assertThat(got.header("Content-Type")).isEqualTo("application/json");
        assertThat(got.header("Content-Location")).isEqualTo(location);
        assertThat(got.header("Cache-Status")).isEqualTo("\"caffeine\"; hit; ttl=7190");
        assertThat(got.header("Cache-Control")).isEqualTo("private, max-age=7190");
        assertThat(got.header("Age")).isEqualTo("10");
        assertThat(got.header("ETag")).isEqualTo(etag);
        assertThat(got.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(got.header("Server-Timing")).matches("caffeine;dur=\\d+\\.\\d{3}");
        assertThat(server.generator().calls()).isEqualTo(1);
    }

    @Test
    void post_contentIsLong_itsLengthIsToldBefore() throws IOException {
        byte[] request = Files.readAllBytes(Path.of("../examples/course-curriculum.json"));
        try (TestServer writing = TestServer.start(new BuiltInGenerator())) {
            Answer plain = writing.raw("POST", Requests.CURRICULUM.path(), request, "Content-Type", "application/json");
            Answer gzip = writing.raw("POST", Requests.CURRICULUM.path(), request, "Content-Type", "application/json",
                    "Accept-Encoding", "gzip");

            assertThat(plain.body()).hasSizeGreaterThan(16_384);
            assertThat(plain.header("Content-Length")).isEqualTo(String.valueOf(plain.body().length));
            assertThat(gzip.header("Content-Length")).isEqualTo(String.valueOf(gzip.body().length));
        }
    }

    @Test
    void get_digestAlone_answersTheSame() {
        assertThat(server.get(location.replace("lesson_content:", "")).body()).isEqualTo(posted.body());
    }

    @Test
    void get_longPastItsTtl_isNotFound() {
        server.advance(Duration.ofHours(4));

        Problems.assertProblem(server.get(location), 404, "not-found", location);
        assertThat(server.generator().calls()).isEqualTo(1);
    }

    @Test
    void get_unknownKey_isNotFound() {
        Problems.assertProblem(server.get(ABSENT), 404, "not-found", ABSENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "lesson_content:", "lesson_content:xyz", "*", "..%2e", "%E2%82%AC", "a%20b",
            "exercises:00000000000000000000000000000000", "0000000000000000000000000000000G", "a:b:c:d"})
    void get_noSuchName_isNotFound(String name) {
        String path = REQUEST.path() + "/" + name;

        Answer got = server.get(path);

        assertThat(got.status()).isEqualTo(404);
        assertThat(got.json().get("type").textValue()).isEqualTo("urn:reprise:problem:not-found");
    }

    @Test
    void get_anotherTypesPath_isNotFound() {
        String path = location.replace("lesson-content", "exercises");

        Problems.assertProblem(server.get(path), 404, "not-found", path);
    }

    @Test
    void head_cached_hasTheHeadersAndNoBody() {
        Answer head = server.raw("HEAD", location, new byte[0]);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("ETag")).isEqualTo(etag);
        assertThat(head.header("Content-Type")).isEqualTo("application/json");
        assertThat(head.header("Cache-Control")).isEqualTo("private, max-age=7200");
        assertThat(server.raw("HEAD", ABSENT, new byte[0]).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "*", "\"other\", %s", "\"a,b\" , W/\"c\",%s", "%s, \"other\""})
    void get_ifNoneMatchNamesIt_is304WithoutBody(String header) {
        Answer got = server.get(location, "If-None-Match", header.formatted(etag));

        assertThat(got.status()).isEqualTo(304);
        assertThat(got.body()).isEmpty();
        assertThat(got.header("ETag")).isEqualTo(etag);
        assertThat(got.header("Cache-Control")).isEqualTo("private, max-age=7200");
        assertThat(got.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(got.header("Content-Type")).isIn("", "application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"other\"", "W/\"other\"", "\"\"", "nonsense", "\"*\"", "\"", "W/", "\"a"})
    void get_ifNoneMatchNamesAnother_is200(String header) {
        assertThat(server.get(location, "If-None-Match", header).status()).isEqualTo(200);
    }

    @Test
    void get_ifNoneMatchOnSeveralLines_countsThemAll() {
        assertThat(server.get(location, "If-None-Match", "\"other\"", "If-None-Match", etag).status()).isEqualTo(304);
    }

    @Test
    void get_ifNoneMatchNamesTheGzipForm_is304() {
        String gzipTag = server.get(location, "Accept-Encoding", "gzip").header("ETag");

        Answer got = server.get(location, "Accept-Encoding", "gzip", "If-None-Match", gzipTag);

        assertThat(got.status()).isEqualTo(304);
        assertThat(got.body()).isEmpty();
        assertThat(got.header("ETag")).isEqualTo(gzipTag);
        assertThat(got.header("Content-Encoding")).isEmpty();
    }

    @Test
    void get_ifNoneMatchForNothing_isNotFound() {
        Problems.assertProblem(server.get(ABSENT, "If-None-Match", "*"), 404, "not-found", ABSENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "br, gzip;q=0.1", "*", "gzip, deflate, br, zstd"})
    void get_gzipAccepted_isTheSameCompressed(String accepted) throws IOException {
        for (Answer answer : new Answer[]{server.get(location, "Accept-Encoding", accepted),
                server.post(REQUEST.path(), REQUEST.json(), "Accept-Encoding", accepted)}) {
            assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
            assertThat(answer.header("ETag")).matches("\"[^\"]+\"").isNotEqualTo(etag);
            assertThat(decompressed(answer)).isEqualTo(posted.body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip;q=0", "identity", "br", "", "*;q=0", "gzip;q=0, *"})
    void get_gzipNotAccepted_isPlain(String accepted) {
        Answer got = server.get(location, "Accept-Encoding", accepted);

        assertThat(got.header("Content-Encoding")).isEmpty();
        assertThat(got.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(got.header("ETag")).isEqualTo(etag);
        assertThat(got.body()).isEqualTo(posted.body());
    }

    private static byte[] decompressed(Answer answer) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return in.readAllBytes();
        }
    }
}
