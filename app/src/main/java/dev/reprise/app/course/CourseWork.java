package dev.reprise.app.course;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.api.ApiJson;
import dev.reprise.api.Content;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.Curriculum;
import dev.reprise.api.Curriculum.Module;
import dev.reprise.api.Lesson;
import dev.reprise.app.content.ContentKeys;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.content.Rendition;
import dev.reprise.app.course.Course.State;
import dev.reprise.app.course.Part.Outcome;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Cost;
import dev.reprise.cache.Directives;
import dev.reprise.cache.LoadFailedException;
import dev.reprise.cache.Lookup;
import dev.reprise.cache.Lookup.Served;

/**
 * Has a course made: first the curriculum, then its lessons, each followed by its exercises, and for each week an
 * assessment. Each part goes through the cache under its own key. A part that fails leaves out what is made from it and
 * nothing else.
 */
final class CourseWork {
    private static final Logger LOG = LoggerFactory.getLogger(CourseWork.class);

    private final Course course;
    private final CoursePlan plan;
    private final ContentService content;
    private final ExecutorService threads;
    private final Semaphore turns;

    /**
     * Work to do.
     *
     * @param threads of its own: they are interrupted when the course is cancelled
     */
    CourseWork(Course course, ContentService content, ExecutorService threads) {
        this.course = course;
        this.content = content;
        this.threads = threads;
        plan = new CoursePlan(course.request());
        turns = new Semaphore(course.request().concurrency(), true);
    }

    /** Does it all, until it is done or the course is cancelled. */
    void run() {
        course.whenEnded(threads::shutdownNow);
        try {
            make();
            course.end(course.isWhole() ? State.DONE : State.INCOMPLETE);
        } catch (InterruptedException e) {
            course.end(State.CANCELLED);
        } catch (RuntimeException | ExecutionException | Error e) {
            LOG.error("Course {} failed", course.id(), e);
            course.end(State.INCOMPLETE);
        }
    }

    private void make() throws InterruptedException, ExecutionException {
        Optional<Made<Curriculum>> curriculum = part(0, 0, course.request().curriculum(), Set.of(), Curriculum.class);
        if (curriculum.isEmpty()) {
            course.skip(course.progress().total() - 1);
            return;
        }
        Made<Curriculum> made = curriculum.get();
        List<Module> modules = made.content.modules();
        course.expect(CoursePlan.parts(modules.stream().map(plan::lessons).toList()));
        all(modules.stream().map(module -> (Callable<Boolean>) () -> week(module, made.parentTag())).toList());
    }

    private boolean week(Module module, String curriculumTag) throws InterruptedException, ExecutionException {
        List<Callable<Optional<Lesson>>> lessons = new ArrayList<>();
        for (int number = 1; number <= plan.lessons(module); number++) {
            int lesson = number;
            lessons.add(() -> lesson(module, lesson, curriculumTag));
        }
        List<Optional<Lesson>> made = all(lessons);
        if (made.stream().anyMatch(Optional::isEmpty)) {
            course.skip(1);
            return false;
        }
        List<Lesson> taught = made.stream().flatMap(Optional::stream).toList();
        return part(module.week(), 0, plan.assessment(module, taught), Set.of(curriculumTag), Content.class)
                .isPresent();
    }

    private Optional<Lesson> lesson(Module module, int number, String curriculumTag) throws InterruptedException {
        Optional<Made<Lesson>> lesson = part(module.week(), number, plan.lesson(module, number),
                Set.of(curriculumTag), Lesson.class);
        if (lesson.isEmpty()) {
            course.skip(1);
            return Optional.empty();
        }
        part(module.week(), number, plan.exercises(lesson.get().content),
                Set.of(curriculumTag, lesson.get().parentTag()), Content.class);
        return lesson.map(Made::content);
    }

    /** Has a part made when it is its turn; empty where that failed. */
    private <C extends Content> Optional<Made<C>> part(int week, int lesson, ContentRequest request, Set<String> tags,
            Class<C> as) throws InterruptedException {
        turns.acquire();
        long start = System.nanoTime();
        CacheKey key = content.key(course.tenant(), request);
        String name = ContentKeys.publicName(key);
        try {
            Served<Rendition> served = (Served<Rendition>) content.serve(key, request, Directives.NONE, tags,
                    happening -> {});
            Outcome outcome = outcome(served);
            course.done(new Part(request.type(), week, lesson, outcome, name, since(start), null),
                    outcome == Outcome.GENERATED ? served.entry().cost() : Cost.NONE);
            return Optional.of(new Made<>(name, as.cast(read(request, served.entry().value()))));
        } catch (LoadFailedException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            course.done(new Part(request.type(), week, lesson, Outcome.FAILED, name, since(start), e), Cost.NONE);
            return Optional.empty();
        } finally {
            turns.release();
        }
    }

    private static Outcome outcome(Served<?> served) {
        if (!(served instanceof Lookup.Miss)) {
            return Outcome.CACHED;
        }
        return served.joined() ? Outcome.JOINED : Outcome.GENERATED;
    }

    private static Content read(ContentRequest request, Rendition rendition) {
        try {
            return ApiJson.mapper().treeToValue(ApiJson.mapper().readTree(rendition.json()).get("content"),
                    request.type().contentClass());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> List<T> all(List<Callable<T>> tasks) throws InterruptedException, ExecutionException {
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(tasks)) {
            results.add(future.get());
        }
        return results;
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private record Made<C extends Content>(String name, C content) {
        /** By which what is made from it can be cleared. */
        String parentTag() {
            return "parent:" + name;
        }
    }
}
