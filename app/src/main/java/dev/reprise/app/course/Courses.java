package dev.reprise.app.course;

import java.security.SecureRandom;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import dev.reprise.api.CourseRequest;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.course.Course.State;

/** The courses of this node: those that are being made, and the last that were. Thread-safe. */
public final class Courses implements AutoCloseable {
    private static final int MOST_RUNNING = 16;
    private static final int MOST_REMEMBERED = 200;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ContentService content;
    private final Map<String, Course> courses = new LinkedHashMap<>();

    /** None yet; what is made goes through {@code content}. */
    public Courses(ContentService content) {
        this.content = content;
    }

    /**
     * Begins to make a course.
     *
     * @throws RejectedExecutionException where too many are being made
     */
    public synchronized Course start(String tenant, CourseRequest request) {
        long running = courses.values().stream().filter(it -> it.progress().state() == State.RUNNING).count();
        if (running >= MOST_RUNNING) {
            throw new RejectedExecutionException(running + " courses are being made");
        }
        if (courses.size() >= MOST_REMEMBERED) {
            courses.values().stream().filter(it -> it.progress().state() != State.RUNNING).findFirst()
                    .ifPresent(oldest -> courses.remove(oldest.id()));
        }
        Course course = new Course(newId(), tenant, request,
                CoursePlan.parts(Collections.nCopies(request.durationWeeks(), request.lessonsPerWeek())));
        courses.put(course.id(), course);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        threads.execute(new CourseWork(course, content, threads)::run);
        return course;
    }

    /** A tenant's course that is being made, or was made lately. */
    public synchronized Optional<Course> find(String tenant, String id) {
        return Optional.ofNullable(courses.get(id)).filter(course -> course.tenant().equals(tenant));
    }

    /** Cancels what is being made. */
    @Override
    public synchronized void close() {
        courses.values().forEach(Course::cancel);
    }

    private static String newId() {
        byte[] bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
