package dev.reprise.app.course;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.reprise.api.ApiJson;
import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;
import dev.reprise.app.generation.ContentGate;
import dev.reprise.app.generation.model.Endpoint;
import dev.reprise.app.generation.model.ModelGenerator;
import dev.reprise.app.http.Events;
import dev.reprise.app.http.Events.Event;
import dev.reprise.app.simulator.BuiltInWriter;
import dev.reprise.app.simulator.ModelSimulator;

/** Whole courses, from a client through the server to a simulated model and back. */
@Timeout(120)
final class CourseOverHttpTest {
    private static final String COURSES = "/ai/courses";
    private static final String SOP = """
            Before the crew takes a sample, it writes a plan. The plan names the site, the number of samples and the
            tools. The crew cleans each tool with clean water. A label on each bottle shows the date and the place.
            The crew puts every bottle into a cool box. The laboratory signs for the samples when they arrive.
            Whoever finds a broken bottle reports it to the supervisor. The supervisor records the loss in the log.
            """;

    private final ModelSimulator model = ModelSimulator.start().writing();
    private final TestServer server = TestServer.start(Map.of(), new ModelGenerator(
            Endpoint.openAi(model.baseUrl(), null, "tiny", Duration.ofSeconds(30)), 5000, new ContentGate()));

    @AfterEach
    void stop() {
        server.close();
        model.close();
    }

    @Test
    void post_course_makesEachPartOnceAndTheSecondTimeNone() throws Exception {
        JsonNode first = made(course(2, 2));

        assertThat(first.get("state").textValue()).isEqualTo("done");
        assertThat(counts(first)).isEqualTo(Map.of("total", 11, "done", 11, "generated", 11, "joined", 0, "cached", 0,
                "failed", 0, "skipped", 0));
        assertThat(names(first)).containsExactlyInAnyOrder("course-curriculum 0.0", "lesson-content 1.1",
                "lesson-content 1.2", "lesson-content 2.1", "lesson-content 2.2", "exercises 1.1", "exercises 1.2",
                "exercises 2.1", "exercises 2.2", "assessment 1.0", "assessment 2.0");
        assertThat(first.at("/cost/output_tokens").intValue()).isEqualTo(11 * ModelSimulator.OUTPUT_TOKENS);
        for (JsonNode part : first.get("made")) {
            assertThat(server.get(part.get("content").textValue()).status()).isEqualTo(200);
        }

        JsonNode second = made(course(2, 2));
        assertThat(counts(second)).containsEntry("cached", 11).containsEntry("generated", 0);
        assertThat(second.at("/cost/output_tokens").intValue()).isZero();
        assertThat(model.callCount()).isEqualTo(11);
    }

    @Test
    void post_oneLessonChanged_makesThatLessonAndWhatIsMadeFromIt() throws Exception {
        made(course(2, 2));
        ObjectNode changed = course(2, 2);
        changed.putArray("changes").addObject().put("week", 2).put("lesson", 1).put("lesson_title",
                "Reporting a broken bottle");

        JsonNode second = made(changed);

        assertThat(names(second, "generated")).containsExactlyInAnyOrder("lesson-content 2.1", "exercises 2.1",
                "assessment 2.0");
        assertThat(names(second, "cached")).hasSize(8);
    }

    @Test
    void clear_byTheTagOfALesson_dropsItsExercises() throws Exception {
        JsonNode course = made(course(1, 2));
        String lesson = key(course, "lesson-content 1.1");

        Answer cleared = server.postAsAdmin("/ai/cache/clear", "{\"tag\": \"parent:" + lesson + "\"}");

        assertThat(cleared.json().get("deleted_entries").intValue()).isEqualTo(1);
        assertThat(names(made(course(1, 2)), "generated")).containsExactly("exercises 1.1");
    }

    @Test
    void clear_byTheTagOfTheCurriculum_dropsAllThatWasMadeFromIt() throws Exception {
        JsonNode course = made(course(1, 2));

        Answer cleared = server.postAsAdmin("/ai/cache/clear",
                "{\"tag\": \"parent:" + key(course, "course-curriculum 0.0") + "\"}");

        assertThat(cleared.json().get("deleted_entries").intValue()).isEqualTo(5);
        assertThat(names(made(course(1, 2)), "cached")).containsExactly("course-curriculum 0.0");
    }

    @Test
    void post_modelRefusesALesson_leavesOutWhatIsMadeFromItAndNothingElse() throws Exception {
        model.writing(call -> {
            String asked = call.messages("user").getFirst();
            if (asked.contains("\"lesson_title\"") && asked.contains("Impossible")) {
                return "{}";
            }
            return new BuiltInWriter().write(call);
        });
        ObjectNode course = course(2, 2);
        course.putArray("changes").addObject().put("week", 1).put("lesson", 2).put("lesson_title", "Impossible");

        JsonNode made = made(course);

        assertThat(made.get("state").textValue()).isEqualTo("incomplete");
        assertThat(counts(made)).containsEntry("failed", 1).containsEntry("skipped", 2).containsEntry("generated", 8)
                .containsEntry("done", 11);
        JsonNode failed = part(made, "lesson-content 1.2");
        assertThat(failed.at("/problem/type").textValue()).isEqualTo("urn:reprise:problem:generation-invalid");
        assertThat(failed.at("/problem/errors").isEmpty()).isFalse();
    }

    @Test
    void post_events_showEachPartWithCountsAndAnEstimate() throws Exception {
        List<Event> events;
        try (Events stream = Events.post(server, COURSES, course(1, 1).toString())) {
            assertThat(stream.response().headers().firstValue("Location")).isPresent();
            events = stream.rest();
        }

        assertThat(events).extracting(Event::name).containsExactly("progress", "progress", "progress", "progress",
                "progress", "result");
        assertThat(events.getFirst().data().has("estimate_seconds")).as("nothing is known yet").isFalse();
        assertThat(events.getFirst().data().at("/parts/total").intValue()).isEqualTo(4);
        assertThat(events.get(1).data().at("/part/type").textValue()).isEqualTo("course-curriculum");
        assertThat(events.get(1).data().at("/estimate_seconds").isIntegralNumber()).isTrue();
        assertThat(events.get(3).data().at("/parts/done").intValue()).isEqualTo(3);
        assertThat(events.getLast().data().get("made")).hasSize(4);
        String location = COURSES + '/' + events.getLast().data().get("id").textValue();
        try (Events late = Events.get(server, location)) {
            assertThat(late.rest()).extracting(Event::data).containsExactlyElementsOf(
                    events.stream().map(Event::data).toList());
        }
        assertThat(server.get(location).json().get("made")).hasSize(4);
    }

    @Test
    void post_manyParts_areMadeNoMoreAtOnceThanAsked() throws Exception {
        CountDownLatch gate = holdLessons();
        ObjectNode course = course(4, 2).put("concurrency", 3);
        try (Events stream = Events.post(server, COURSES, course.toString())) {
            while (model.inFlight() < 3) {
                Thread.onSpinWait();
            }
            gate.countDown();
            assertThat(stream.rest().getLast().data().get("state").textValue()).isEqualTo("done");
        }
        assertThat(model.mostInFlight()).isEqualTo(3);
    }

    @Test
    void delete_courseInProgress_beginsNoFurtherPart() throws Exception {
        CountDownLatch gate = holdLessons();
        try (Events stream = Events.post(server, COURSES, course(2, 2).put("concurrency", 1).toString())) {
            Event curriculum = stream.next();
            while (!curriculum.data().has("part")) {
                curriculum = stream.next();
            }
            String location = COURSES + '/' + curriculum.data().get("id").textValue();
            while (model.inFlight() < 1) {
                Thread.onSpinWait();
            }

            assertThat(server.raw("DELETE", location, new byte[0]).json().get("state").textValue())
                    .isEqualTo("cancelled");
            assertThat(stream.rest().getLast().data().get("state").textValue()).isEqualTo("cancelled");
            gate.countDown();
            assertThat(server.raw("DELETE", location, new byte[0]).status()).as("twice is harmless").isEqualTo(200);
            assertThat(server.get(location).json().get("made")).hasSize(1);
        }
        assertThat(model.callCount()).isEqualTo(2);
    }

    @Test
    void get_unknownCourse_is404() {
        assertThat(server.get(COURSES + "/0123").status()).isEqualTo(404);
        assertThat(server.raw("DELETE", COURSES + "/0123", new byte[0]).status()).isEqualTo(404);
    }

    @Test
    void post_wrongFields_areNamed() {
        Answer answer = server.post(COURSES, """
                {"company_name": "A", "industry": "B", "sop_content": "C", "duration_weeks": 2, "lessons_per_week": 2,
                 "changes": [{"week": 3, "lesson": 1}, {"week": 1, "lesson": 1}, {"week": 1, "lesson": 1}]}""");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("errors")).extracting(error -> error.get("pointer").textValue())
                .containsExactly("/changes/0/week", "/changes/2");
    }

    private JsonNode made(ObjectNode course) throws IOException, InterruptedException {
        try (Events stream = Events.post(server, COURSES, course.toString())) {
            return stream.rest().getLast().data();
        }
    }

    private static ObjectNode course(int weeks, int lessons) {
        return ApiJson.mapper().createObjectNode().put("company_name", "TechCorp").put("industry", "Laboratories")
                .put("sop_content", SOP).put("duration_weeks", weeks).put("lessons_per_week", lessons)
                .put("exercise_count", 4);
    }

    private static Map<String, Integer> counts(JsonNode course) {
        return ApiJson.mapper().convertValue(course.get("parts"),
                ApiJson.mapper().getTypeFactory().constructMapType(Map.class, String.class, Integer.class));
    }

    private static String name(JsonNode part) {
        return part.get("type").textValue() + ' ' + part.path("week").asInt() + '.' + part.path("lesson").asInt();
    }

    private static List<String> names(JsonNode course) {
        List<String> names = new ArrayList<>();
        course.get("made").forEach(part -> names.add(name(part)));
        assertThat(new HashSet<>(names)).hasSameSizeAs(names);
        return names;
    }

    private static Set<String> names(JsonNode course, String outcome) {
        Set<String> names = new HashSet<>();
        course.get("made").forEach(part -> {
            if (part.get("outcome").textValue().equals(outcome)) {
                names.add(name(part));
            }
        });
        return names;
    }

    private static JsonNode part(JsonNode course, String name) {
        for (JsonNode part : course.get("made")) {
            if (name(part).equals(name)) {
                return part;
            }
        }
        throw new AssertionError("no " + name + " in " + course);
    }

    private static String key(JsonNode course, String name) {
        String content = part(course, name).get("content").textValue();
        return content.substring(content.lastIndexOf('/') + 1);
    }

    /** Has the model write no lesson before the gate opens. */
    private CountDownLatch holdLessons() {
        CountDownLatch gate = new CountDownLatch(1);
        BuiltInWriter writer = new BuiltInWriter();
        model.writing(call -> {
            if (call.message("user").contains("lesson_title")) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return writer.write(call);
        });
        return gate;
    }
}
