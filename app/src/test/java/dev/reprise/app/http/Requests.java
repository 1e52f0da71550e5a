package dev.reprise.app.http;

import java.util.Arrays;

import dev.reprise.api.ContentType;

/** A request of each type with nothing but what it must have, and where it is sent. */
enum Requests {
    CURRICULUM(ContentType.COURSE_CURRICULUM, """
            {"company_name": "TechCorp", "industry": "Technology", "sop_content": "Company SOPs..."}"""),

    LESSON(ContentType.LESSON_CONTENT, """
            {"lesson_title": "Reporting a spill"}"""),

    EXERCISES(ContentType.EXERCISES, """
            {"lesson_context": "Wear goggles."}"""),

    ASSESSMENT(ContentType.ASSESSMENT, """
            {"course_context": "Spills and goggles."}"""),

    LEARNING_PATH(ContentType.LEARNING_PATH, """
            {"goals": ["Report spills"]}""");

    private final ContentType type;
    private final String json;

    Requests(ContentType type, String json) {
        this.type = type;
        this.json = json;
    }

    ContentType type() {
        return type;
    }

    String json() {
        return json;
    }

    /** The request with one field more, or another value; both are JSON. */
    String with(String field, String value) {
        return Arrays.stream(new String[]{json.substring(0, json.length() - 1), ", \"", field, "\": ", value, "}"})
                .reduce("", String::concat);
    }

    String path() {
        return "/ai/content/" + type.segment();
    }
}
