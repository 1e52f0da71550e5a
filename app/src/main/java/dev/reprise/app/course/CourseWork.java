package dev.reprise.app.course;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

import dev.reprise.api.ApiJson;
import dev.reprise.api.Content;
import dev.reprise.api.CourseRequest;
import dev.reprise.api.Curriculum;
import dev.reprise.api.Curriculum.Module;
import dev.reprise.api.Lesson;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.job.Job;
import dev.reprise.app.job.Jobs;
import dev.reprise.app.job.PartMaker;
import dev.reprise.app.job.PartMaker.Made;

/**
 * Has a course made: first the curriculum, then its lessons, each followed by its exercises, and for each week an
 * assessment. Each part goes through the cache under its own key. A part that fails leaves out what is made from it and
 * nothing else.
 */
public final class CourseWork implements Jobs.Work {
    private final CourseRequest course;
    private final CoursePlan plan;
    private final ContentService content;

    /** Work to do once. */
    public CourseWork(CourseRequest course, ContentService content) {
        this.course = course;
        this.content = content;
        plan = new CoursePlan(course);
    }

    /** How many parts there will be if each week has as many lessons as asked for. */
    public int parts() {
        return CoursePlan.parts(Collections.nCopies(course.durationWeeks(), course.lessonsPerWeek()));
    }

    @Override
    public void run(Job job, ExecutorService threads) throws InterruptedException, ExecutionException {
        PartMaker parts = new PartMaker(job, content, course.concurrency());
        Optional<Made> made = parts.make(job.tenant(), Map.of(), course.curriculum(), Set.of());
        if (made.isEmpty()) {
            job.skip(parts() - 1);
            return;
        }
        Curriculum curriculum = read(made.get(), Curriculum.class);
        job.expect(CoursePlan.parts(curriculum.modules().stream().map(plan::lessons).toList()));
        Weeks weeks = new Weeks(job, parts, threads, parentTag(made.get()));
        all(threads, curriculum.modules().stream().map(module -> (Callable<Boolean>) () -> weeks.week(module))
                .toList());
    }

    private static String parentTag(Made parent) {
        return "parent:" + parent.name();
    }

    private static <C extends Content> C read(Made made, Class<C> as) {
        try {
            return ApiJson.mapper().treeToValue(ApiJson.mapper().readTree(made.rendition().json()).get("content"), as);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> List<T> all(ExecutorService threads, List<Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(tasks)) {
            results.add(future.get());
        }
        return results;
    }

    /** The weeks of a curriculum that is there. */
    private final class Weeks {
        private final Job job;
        private final PartMaker parts;
        private final ExecutorService threads;
        private final String curriculumTag;

        Weeks(Job job, PartMaker parts, ExecutorService threads, String curriculumTag) {
            this.job = job;
            this.parts = parts;
            this.threads = threads;
            this.curriculumTag = curriculumTag;
        }

        boolean week(Module module) throws InterruptedException, ExecutionException {
            List<Callable<Optional<Lesson>>> lessons = new ArrayList<>();
            for (int number = 1; number <= plan.lessons(module); number++) {
                int lesson = number;
                lessons.add(() -> lesson(module, lesson));
            }
            List<Optional<Lesson>> made = all(threads, lessons);
            if (made.stream().anyMatch(Optional::isEmpty)) {
                job.skip(1);
                return false;
            }
            List<Lesson> taught = made.stream().flatMap(Optional::stream).toList();
            return parts
                    .make(job.tenant(), Map.of("week", module.week()), plan.assessment(module, taught),
                            Set.of(curriculumTag))
                    .isPresent();
        }

        private Optional<Lesson> lesson(Module module, int number) throws InterruptedException {
            Map<String, Integer> place = Map.of("week", module.week(), "lesson", number);
            Optional<Made> made = parts.make(job.tenant(), place, plan.lesson(module, number), Set.of(curriculumTag));
            if (made.isEmpty()) {
                job.skip(1);
                return Optional.empty();
            }
            Lesson lesson = read(made.get(), Lesson.class);
            parts.make(job.tenant(), place, plan.exercises(lesson), Set.of(curriculumTag, parentTag(made.get())));
            return Optional.of(lesson);
        }
    }
}
