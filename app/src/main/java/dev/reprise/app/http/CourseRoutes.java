package dev.reprise.app.http;

import io.javalin.http.Context;

import dev.reprise.app.content.ContentService;
import dev.reprise.app.course.CourseWork;
import dev.reprise.app.job.Job;
import dev.reprise.app.job.Jobs;

/** {@code /ai/courses}: whole courses, made in the background and watched. */
final class CourseRoutes {
    private final Jobs courses;
    private final ContentService content;
    private final RequestReader requests;
    private final Access access;

    CourseRoutes(Jobs courses, ContentService content, RequestReader requests, Access access) {
        this.courses = courses;
        this.content = content;
        this.requests = requests;
        this.access = access;
    }

    /** Begins a course, and shows how it goes on to who accepts events. Who goes away does not end it. */
    void post(Context ctx) {
        RequestHeaders.requireJsonBody(ctx);
        boolean events = RequestHeaders.prefersEvents(ctx);
        CourseWork work = new CourseWork(requests.course(ctx.bodyAsBytes()), content);
        JobAnswer.started(ctx, "/ai/courses/", JobAnswer.start(courses, access.tenant(ctx), work.parts(), work),
                events);
    }

    /** How a course stands, or how it went and goes on to who accepts events. */
    void get(Context ctx) {
        boolean events = RequestHeaders.prefersEvents(ctx);
        JobAnswer.state(ctx, find(ctx), events);
    }

    /** Ends a course; what was made of it stays. */
    void delete(Context ctx) {
        Job course = find(ctx);
        course.cancel();
        JobAnswer.state(ctx, course, false);
    }

    private Job find(Context ctx) {
        return courses.find(access.tenant(ctx), ctx.pathParam("id")).orElseThrow(
                () -> new Problem(Problem.Kind.NOT_FOUND, "this node has no such course; it knows its own last ones"));
    }
}
