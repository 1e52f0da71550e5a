package dev.reprise.api;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How an item is asked. In JSON the name in lower case with hyphens, for example {@code gap-fill}. */
public enum ExerciseType {
    MULTIPLE_CHOICE, GAP_FILL, MATCHING, ORDERING, TRUE_FALSE, SHORT_ANSWER;

    /** The type with this {@link #wireName()}; {@link IllegalArgumentException} where there is none. */
    @JsonCreator
    public static ExerciseType named(String wireName) {
        for (ExerciseType type : values()) {
            if (type.wireName().equals(wireName)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no exercise type '" + wireName + "'");
    }

    /** The name in JSON. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
