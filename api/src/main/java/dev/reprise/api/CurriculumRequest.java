package dev.reprise.api;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks for the framework of a course made from a company's own procedures.
 *
 * @param companyName whose course it is; not blank
 * @param industry the company's field; not blank
 * @param sopContent the document that the course teaches; not blank, of any length
 * @param cefrLevel the learners' level
 * @param durationWeeks 1 to 52
 */
public record CurriculumRequest(String companyName, String industry, String sopContent, CefrLevel cefrLevel,
        int durationWeeks) implements ContentRequest {

    public CurriculumRequest {
        new RequestCheck().required("company_name", companyName).required("industry", industry)
                .required("sop_content", sopContent).range("duration_weeks", durationWeeks, 1, 52).done();
    }

    /** Eight weeks at B1. */
    public CurriculumRequest(String companyName, String industry, String sopContent) {
        this(companyName, industry, sopContent, CefrLevel.B1, 8);
    }

    @Override
    public ContentType type() {
        return ContentType.COURSE_CURRICULUM;
    }

    @Override
    public CefrLevel level() {
        return cefrLevel;
    }

    @Override
    public SortedMap<String, Object> fields() {
        return new TreeMap<>(Map.of("company_name", companyName, "industry", industry, "sop_content", sopContent,
                "cefr_level", cefrLevel.name(), "duration_weeks", durationWeeks));
    }

    @Override
    public Set<String> documents() {
        return Set.of("sop_content");
    }
}
