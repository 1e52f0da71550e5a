package dev.reprise.api;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks for one lesson.
 *
 * @param lessonTitle what the lesson is about; not blank
 * @param moduleContext the module it belongs to, of any length; may be empty
 * @param vocabularyThemes what its words are about; may be empty
 * @param grammarFocus the structures it practises; may be empty
 * @param cefrLevel the learners' level
 * @param durationMinutes 5 to 480
 */
public record LessonRequest(String lessonTitle, String moduleContext, List<String> vocabularyThemes,
        List<String> grammarFocus, CefrLevel cefrLevel, int durationMinutes) implements ContentRequest {

    public LessonRequest {
        vocabularyThemes = List.copyOf(vocabularyThemes);
        grammarFocus = List.copyOf(grammarFocus);
        new RequestCheck().required("lesson_title", lessonTitle).optional("module_context", moduleContext)
                .texts("vocabulary_themes", vocabularyThemes, 0, Integer.MAX_VALUE)
                .texts("grammar_focus", grammarFocus, 0, Integer.MAX_VALUE)
                .range("duration_minutes", durationMinutes, 5, 480).done();
    }

    /** An hour at B1. */
    public LessonRequest(String lessonTitle) {
        this(lessonTitle, "", List.of(), List.of(), CefrLevel.B1, 60);
    }

    @Override
    public ContentType type() {
        return ContentType.LESSON_CONTENT;
    }

    @Override
    public CefrLevel level() {
        return cefrLevel;
    }

    @Override
    public SortedMap<String, Object> fields() {
        return new TreeMap<>(Map.of("lesson_title", lessonTitle, "module_context", moduleContext, "vocabulary_themes",
                vocabularyThemes, "grammar_focus", grammarFocus, "cefr_level", cefrLevel.name(), "duration_minutes",
                durationMinutes));
    }

    @Override
    public Set<String> documents() {
        return Set.of("module_context");
    }
}
