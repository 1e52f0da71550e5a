package dev.reprise.api;

import java.util.Set;
import java.util.SortedMap;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * What a client asks for. Each record checks itself: a constructor that returns has made a valid request, one that
 * cannot throws {@link InvalidRequestException} naming every field that is wrong. Immutable.
 */
public sealed interface ContentRequest
        permits CurriculumRequest, LessonRequest, ExercisesRequest, AssessmentRequest, LearningPathRequest {

    /** The kind of content asked for. */
    @JsonIgnore
    ContentType type();

    /** The level that the content is written for. */
    @JsonIgnore
    CefrLevel level();

    /**
     * Every field that shapes the content under its JSON name, sorted by name. Values are {@link String},
     * {@link Integer} or a {@link java.util.List} of strings; nothing is null. A new map for each caller, to change.
     */
    SortedMap<String, Object> fields();

    /** The names of those fields that hold a document: text of any length, which a key contains only as a digest. */
    Set<String> documents();
}
