package dev.reprise.api;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a whole course: a curriculum, and from it lessons, exercises for each and an assessment for each week.
 *
 * @param companyName whose course it is; not blank
 * @param industry the company's field; not blank
 * @param sopContent the document that the course teaches; not blank, of any length
 * @param cefrLevel the learners' level
 * @param durationWeeks 1 to 52
 * @param lessonsPerWeek 1 to 4; fewer where the curriculum has fewer for a week
 * @param lessonMinutes 5 to 480
 * @param exerciseTypes how the exercises are asked; at least one, none twice
 * @param exerciseCount how many items each lesson's exercises have, 1 to 50
 * @param assessmentType what kind of test ends each week, for example {@code quiz}; not blank
 * @param assessmentMinutes 5 to 480
 * @param changes what differs from the curriculum; no lesson twice
 * @param concurrency how many parts are made at once, 1 to 16
 */
public record CourseRequest(String companyName, String industry, String sopContent, CefrLevel cefrLevel,
        int durationWeeks, int lessonsPerWeek, int lessonMinutes, List<ExerciseType> exerciseTypes, int exerciseCount,
        String assessmentType, int assessmentMinutes, List<Change> changes, int concurrency) {

    /** The JSON Schema (2020-12) of this request, as text. */
    public static String schema() {
        return Schemas.read("course.request.json");
    }

    public CourseRequest {
        exerciseTypes = List.copyOf(exerciseTypes);
        changes = List.copyOf(changes);
        RequestCheck check = new RequestCheck().required("company_name", companyName).required("industry", industry)
                .required("sop_content", sopContent).range("duration_weeks", durationWeeks, 1, 52)
                .range("lessons_per_week", lessonsPerWeek, 1, 4).range("lesson_minutes", lessonMinutes, 5, 480)
                .distinct("exercise_types", exerciseTypes).range("exercise_count", exerciseCount, 1, 50)
                .required("assessment_type", assessmentType).range("assessment_minutes", assessmentMinutes, 5, 480)
                .range("concurrency", concurrency, 1, 16);
        Set<List<Integer>> changed = new HashSet<>();
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            String field = "changes/" + i;
            check.range(field + "/week", change.week, 1, durationWeeks)
                    .range(field + "/lesson", change.lesson, 1, lessonsPerWeek)
                    .that(changed.add(List.of(change.week, change.lesson)), field, "must not change a lesson twice");
            if (change.lessonTitle != null) {
                check.required(field + "/lesson_title", change.lessonTitle);
            }
            if (change.vocabularyThemes != null) {
                check.texts(field + "/vocabulary_themes", change.vocabularyThemes, 0, Integer.MAX_VALUE);
            }
            if (change.grammarFocus != null) {
                check.texts(field + "/grammar_focus", change.grammarFocus, 0, Integer.MAX_VALUE);
            }
        }
        check.done();
    }

    /**
     * What is to differ for one lesson from what the curriculum says. What is null stays.
     *
     * @param week counted from 1
     * @param lesson of the week, counted from 1
     * @param lessonTitle its title; not blank
     * @param vocabularyThemes what its words are about
     * @param grammarFocus the structures it practises
     */
    public record Change(int week, int lesson, @Nullable String lessonTitle, @Nullable List<String> vocabularyThemes,
            @Nullable List<String> grammarFocus) {
        public Change {
            vocabularyThemes = vocabularyThemes == null ? null : List.copyOf(vocabularyThemes);
            grammarFocus = grammarFocus == null ? null : List.copyOf(grammarFocus);
        }
    }

    /** The request for its curriculum. */
    public CurriculumRequest curriculum() {
        return new CurriculumRequest(companyName, industry, sopContent, cefrLevel, durationWeeks);
    }
}
