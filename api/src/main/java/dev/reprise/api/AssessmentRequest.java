package dev.reprise.api;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks for a test of what a course taught.
 *
 * @param courseContext what was taught; not blank, of any length
 * @param assessmentType what kind of test, for example {@code quiz}; not blank
 * @param cefrLevel the learners' level
 * @param durationMinutes 5 to 480
 */
public record AssessmentRequest(String courseContext, String assessmentType, CefrLevel cefrLevel, int durationMinutes)
        implements
            ContentRequest {

    public AssessmentRequest {
        new RequestCheck().required("course_context", courseContext).required("assessment_type", assessmentType)
                .range("duration_minutes", durationMinutes, 5, 480).done();
    }

    /** A quiz of half an hour at B1. */
    public AssessmentRequest(String courseContext) {
        this(courseContext, "quiz", CefrLevel.B1, 30);
    }

    @Override
    public ContentType type() {
        return ContentType.ASSESSMENT;
    }

    @Override
    public CefrLevel level() {
        return cefrLevel;
    }

    @Override
    public SortedMap<String, Object> fields() {
        return new TreeMap<>(Map.of("course_context", courseContext, "assessment_type", assessmentType, "cefr_level",
                cefrLevel.name(), "duration_minutes", durationMinutes));
    }

    @Override
    public Set<String> documents() {
        return Set.of("course_context");
    }
}
