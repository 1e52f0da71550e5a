package dev.reprise.api;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Asks for entries to be dropped. Exactly one of the first four is not null.
 *
 * @param pattern matched against {@code prefix:digest}; {@code *} stands for any run of characters, {@code ?} for one
 * @param type a content type, by its path segment or its key prefix
 * @param tag a tag
 * @param key the key of an answer, {@code prefix:digest}
 * @param confirm must be true for a pattern that matches everything
 * @param dryRun whether only to count
 */
public record ClearRequest(@Nullable String pattern, @Nullable String type, @Nullable String tag, @Nullable String key,
        boolean confirm, boolean dryRun) {

    /** The JSON Schema (2020-12) of this request, as text. It cannot express that there is one selector. */
    public static String schema() {
        return Schemas.read("cache-clear.request.json");
    }

    public ClearRequest {
        long selectors = Stream.of(pattern, type, tag, key).filter(it -> it != null).count();
        RequestCheck check = new RequestCheck();
        check.that(selectors == 1, "", "must have exactly one of pattern, type, tag and key");
        if (pattern != null) {
            check.that(confirm || !pattern.matches("[*?:]+"), "confirm",
                    "must be true, because the pattern matches everything");
        }
        if (type != null) {
            check.that(ContentType.named(type).isPresent(), "type", "is none of the content types");
        }
        if (key != null) {
            check.that(key.matches("[a-z_]+:[0-9a-f]+") && ContentType.named(key.split(":", 2)[0]).isPresent(), "key",
                    "is not a key, such as course_curriculum:22919b209593fae34b1ed788d30dd0fd");
        }
        check.done();
    }
}
