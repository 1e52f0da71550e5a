package dev.reprise.app.job;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.reprise.api.ContentType;
import dev.reprise.cache.LoadFailedException;

/**
 * A part of a job that is done with.
 *
 * @param type what it is
 * @param place where it belongs, by names such as {@code week}, each counted from 1; may be empty
 * @param outcome what became of it
 * @param key under which it is kept or would be, {@code prefix:digest}
 * @param took how long it was waited for
 * @param failure why there is none; null unless it failed
 */
public record Part(ContentType type, Map<String, Integer> place, Outcome outcome, String key, Duration took,
        @Nullable LoadFailedException failure) {
    public Part {
        place = Collections.unmodifiableMap(new LinkedHashMap<>(place));
    }

    /** What can become of a part. */
    public enum Outcome {
        /** It was made for this job. */
        GENERATED,
        /** Somebody else was having it made. */
        JOINED,
        /** It was there. */
        CACHED,
        /** It could not be made. */
        FAILED,
        /** It was not tried: what it is made from could not be made, or enough was spent. */
        SKIPPED
    }
}
