package dev.reprise.app.course;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.reprise.app.TestServer;

/** A course for a tenant that may have only so much generated. */
@Timeout(60)
final class CourseLimitTest {
    private static final String COURSE = """
            {"company_name": "TechCorp", "industry": "Technology", "sop_content": "Wear goggles.",
             "lessons_per_week": 1}""";

    /** That a lesson was to be generated and was not. */
    private static final Pattern REFUSED = Pattern
            .compile("reprise_loads_total\\{outcome=\"failed\",type=\"lesson_content\"} [1-9]");

    /** As many as leave one second between two, which the course waits for by the real time. */
    private static final int PER_MINUTE = 60;

    @Test
    void post_limitReached_waitsForItsTurnAndFailsNothing() {
        try (TestServer server = TestServer.start(
                Map.of("GENERATIONS_PER_MINUTE", Integer.toString(PER_MINUTE)))) {
            for (int i = 1; i < PER_MINUTE; i++) {
                assertThat(server.post("/ai/content/exercises", "{\"lesson_context\": \"Goggles " + i + "\"}").status())
                        .isEqualTo(200);
            }
            String course = server.post("/ai/courses", COURSE).header("Location");
            while (!REFUSED.matcher(server.get("/metrics").text()).find()) {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
            JsonNode now = server.get(course).json();
            assertThat(now.get("state").textValue()).isEqualTo("running");
            assertThat(now.at("/parts/done").intValue()).as("the curriculum").isEqualTo(1);
            server.advance(Duration.ofMinutes(1));

            while (now.get("state").textValue().equals("running")) {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                now = server.get(course).json();
            }
            assertThat(now.get("state").textValue()).isEqualTo("done");
            assertThat(now.at("/parts/done")).isEqualTo(now.at("/parts/total"));
            assertThat(now.at("/parts/failed").intValue() + now.at("/parts/skipped").intValue()).isZero();
        }
    }
}
