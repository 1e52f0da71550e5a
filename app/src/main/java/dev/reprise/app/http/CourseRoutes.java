package dev.reprise.app.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.javalin.http.Context;

import dev.reprise.api.CourseRequest;
import dev.reprise.app.course.Course;
import dev.reprise.app.course.Course.Progress;
import dev.reprise.app.course.Course.State;
import dev.reprise.app.course.Courses;
import dev.reprise.app.course.Part;
import dev.reprise.app.course.Part.Outcome;
import dev.reprise.cache.LoadFailedException;

/** {@code /ai/courses}: whole courses, made in the background and watched. */
final class CourseRoutes {
    private final Courses courses;
    private final RequestReader requests;

    CourseRoutes(Courses courses, RequestReader requests) {
        this.courses = courses;
        this.requests = requests;
    }

    /** Begins a course, and shows how it goes on to who accepts events. Who goes away does not end it. */
    void post(Context ctx) {
        RequestHeaders.requireJsonBody(ctx);
        boolean events = RequestHeaders.prefersEvents(ctx);
        CourseRequest request = requests.course(ctx.bodyAsBytes());
        Course course = start(request);
        ctx.header("Location", "/ai/courses/" + course.id());
        if (events) {
            watch(ctx, course);
        } else {
            ctx.status(202).header("Cache-Control", "no-store").json(document(course));
        }
    }

    /** How a course stands, or how it went and goes on to who accepts events. */
    void get(Context ctx) {
        boolean events = RequestHeaders.prefersEvents(ctx);
        Course course = find(ctx);
        if (events) {
            watch(ctx, course);
        } else {
            ctx.header("Cache-Control", "no-store").json(document(course));
        }
    }

    /** Ends a course; what was made of it stays. */
    void delete(Context ctx) {
        Course course = find(ctx);
        course.cancel();
        ctx.header("Cache-Control", "no-store").json(document(course));
    }

    private Course start(CourseRequest request) {
        try {
            return courses.start(ContentRoutes.TENANT, request);
        } catch (RejectedExecutionException e) {
            throw Problem.tooManyCourses();
        }
    }

    private Course find(Context ctx) {
        return courses.find(ContentRoutes.TENANT, ctx.pathParam("id")).orElseThrow(
                () -> new Problem(Problem.Kind.NOT_FOUND, "this node has no such course; it knows its own last ones"));
    }

    private static void watch(Context ctx, Course course) {
        EventStream events = new EventStream();
        Consumer<Progress> follower = progress -> {
            if (progress.state() == State.RUNNING) {
                events.add("progress", document(course.id(), progress));
            } else {
                events.add(EventStream.RESULT, document(course));
            }
        };
        course.follow(follower);
        try {
            events.send(ctx);
        } finally {
            course.leave(follower);
        }
    }

    private static Map<String, Object> document(Course course) {
        Map<String, Object> document = document(course.id(), course.progress());
        document.put("made", course.parts().stream().map(CourseRoutes::document).toList());
        return document;
    }

    private static Map<String, Object> document(String id, Progress progress) {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("total", progress.total());
        parts.put("done", progress.done());
        for (Outcome outcome : Outcome.values()) {
            parts.put(name(outcome), progress.outcomes().getOrDefault(outcome, 0));
        }
        Map<String, Object> cost = new LinkedHashMap<>();
        cost.put("input_tokens", progress.cost().inputTokens());
        cost.put("output_tokens", progress.cost().outputTokens());
        cost.put("money", progress.cost().moneyMicros() / 1e6);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", id);
        document.put("state", name(progress.state()));
        document.put("parts", parts);
        document.put("elapsed_ms", progress.elapsed().toMillis());
        document.put("estimate_seconds", progress.left() == null ? null : progress.left().toSeconds());
        document.put("cost", cost);
        if (progress.part() != null) {
            document.put("part", document(progress.part()));
        }
        return document;
    }

    private static Map<String, Object> document(Part part) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", part.type().segment());
        if (part.week() > 0) {
            document.put("week", part.week());
        }
        if (part.lesson() > 0) {
            document.put("lesson", part.lesson());
        }
        document.put("outcome", name(part.outcome()));
        document.put("took_ms", part.took().toMillis());
        String content = "/ai/content/" + part.type().segment() + '/' + part.key();
        LoadFailedException failure = part.failure();
        if (failure == null) {
            document.put("content", content);
        } else {
            document.put("problem", Problem.of(failure).document(content));
        }
        return document;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
