package dev.reprise.app.generation.builtin;

import java.util.function.Consumer;

import dev.reprise.api.AssessmentRequest;
import dev.reprise.api.Content;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.api.CurriculumRequest;
import dev.reprise.api.ExercisesRequest;
import dev.reprise.api.LearningPathRequest;
import dev.reprise.api.LessonRequest;
import dev.reprise.app.generation.ContentGenerator;
import dev.reprise.app.generation.Progress;

/**
 * Makes content by rules, without a model. Deterministic: the same request gives the same content. It never fails for a
 * valid request: where a text is too short or not English, what it makes is about work in general, and its notes say so.
 * A course of general English is of use to a company that writes its documents in another language; a refusal is not.
 * What a text tells its reader to do is material like the rest of it. Thread-safe.
 */
public final class BuiltInGenerator implements ContentGenerator {
    /** Raised whenever the same request would give other content. */
    private static final String RULES_VERSION = "2";
    private static final Author AUTHOR = new Author("builtin", "rules", RULES_VERSION);

    @Override
    public Author author(ContentType type) {
        return AUTHOR;
    }

    @Override
    public Generated generate(ContentRequest request, Consumer<Progress> progress) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the content was made");
        }
        return new Generated(write(request), 0, 0, false);
    }

    private static Content write(ContentRequest request) {
        return switch (request) {
            case CurriculumRequest curriculum -> new CurriculumWriter(curriculum).write();
            case LessonRequest lesson -> new LessonWriter(lesson).write();
            case ExercisesRequest exercises -> ExercisesWriter.write(exercises);
            case AssessmentRequest assessment -> AssessmentWriter.write(assessment);
            case LearningPathRequest path -> new LearningPathWriter(path).write();
        };
    }
}
