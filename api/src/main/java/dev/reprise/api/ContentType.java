package dev.reprise.api;

import java.util.Locale;
import java.util.Optional;

/** The five kinds of content. Each has a path segment, a key prefix, a request and a content record. */
public enum ContentType {
    COURSE_CURRICULUM(CurriculumRequest.class, Curriculum.class),
    LESSON_CONTENT(LessonRequest.class, Lesson.class),
    EXERCISES(ExercisesRequest.class, Exercises.class),
    ASSESSMENT(AssessmentRequest.class, Assessment.class),
    LEARNING_PATH(LearningPathRequest.class, LearningPath.class);

    private final Class<? extends ContentRequest> requestClass;
    private final Class<? extends Content> contentClass;
    private final String prefix = name().toLowerCase(Locale.ROOT);
    private final String segment = prefix.replace('_', '-');

    ContentType(Class<? extends ContentRequest> requestClass, Class<? extends Content> contentClass) {
        this.requestClass = requestClass;
        this.contentClass = contentClass;
    }

    /** The type whose {@link #segment()} or {@link #prefix()} is {@code name}, if there is one. */
    public static Optional<ContentType> named(String name) {
        for (ContentType type : values()) {
            if (type.segment.equals(name) || type.prefix.equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** As it stands in a path, for example {@code course-curriculum}. */
    public String segment() {
        return segment;
    }

    /** As it stands before the colon of a key, for example {@code course_curriculum}. */
    public String prefix() {
        return prefix;
    }

    /** The record that a request of this type is read into. */
    public Class<? extends ContentRequest> requestClass() {
        return requestClass;
    }

    /** The record that content of this type is read into. */
    public Class<? extends Content> contentClass() {
        return contentClass;
    }

    /** The JSON Schema (2020-12) of this type's requests, as text. */
    public String requestSchema() {
        return Schemas.read(segment + ".request.json");
    }

    /** The JSON Schema (2020-12) of this type's content, as text. */
    public String contentSchema() {
        return Schemas.read(segment + ".content.json");
    }
}
