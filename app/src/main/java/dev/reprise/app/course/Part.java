package dev.reprise.app.course;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.reprise.api.ContentType;
import dev.reprise.cache.LoadFailedException;

/**
 * A part of a course that is done with.
 *
 * @param type what it is
 * @param week which it belongs to, counted from 1; 0 for the curriculum
 * @param lesson which of the week it belongs to, counted from 1; 0 for the curriculum and an assessment
 * @param outcome what became of it
 * @param key under which it is kept or would be, {@code prefix:digest}
 * @param took how long it was waited for
 * @param failure why there is none; null unless it failed
 */
public record Part(ContentType type, int week, int lesson, Outcome outcome, String key, Duration took,
        @Nullable LoadFailedException failure) {
    /** What can become of a part. */
    public enum Outcome {
        /** It was made for this course. */
        GENERATED,
        /** Somebody else was having it made. */
        JOINED,
        /** It was there. */
        CACHED,
        /** It could not be made. */
        FAILED,
        /** It was not tried: what it is made from could not be made. */
        SKIPPED
    }
}
