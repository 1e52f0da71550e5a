package dev.reprise.benchmarks;

import java.time.Duration;
import java.util.List;

import dev.reprise.api.ContentType;

/**
 * A row of the table that was claimed before anything was measured.
 *
 * @param type what is generated
 * @param name what it is called there
 * @param without how long it took without a cache
 * @param with how long with one
 * @param faster by how many percent that was said to be
 * @param request a request of this type as JSON, with %s where it says which
 */
record Operation(ContentType type, String name, Duration without, Duration with, int faster, String request) {
    private static final String DOCUMENT = """
            Before you open a drum, read its label and the safety data sheet. Wear goggles, gloves and an apron. If a \
            liquid spills, warn everybody in the area, close the door and call the supervisor. Cover the drain with a \
            mat and put absorbent granules around the spill. Never wash a chemical into the drain. Collect the waste in \
            the yellow bag, write the date and the name of the substance on it, and put it in the marked container. \
            The supervisor writes a report on the same day: what happened, who was there, what was done and what could \
            have prevented it. Replace what you took from the spill kit before the next shift begins.""";

    /** In their order. */
    static List<Operation> claimed() {
        return List.of(
                of(ContentType.COURSE_CURRICULUM, "Course Curriculum", 3.2, 0.8, 75,
                        "{'company_name': 'Company %s', 'industry': 'Chemicals', 'sop_content': '" + DOCUMENT + "'}"),
                of(ContentType.LESSON_CONTENT, "Lesson Content", 2.5, 1.0, 60,
                        "{'lesson_title': 'Reporting a spill, part %s', 'module_context': '" + DOCUMENT + "'}"),
                of(ContentType.EXERCISES, "Exercise Generation", 1.8, 0.9, 50,
                        "{'lesson_context': 'Lesson %s. " + DOCUMENT + "'}"),
                of(ContentType.ASSESSMENT, "Assessment Creation", 2.1, 0.8, 60,
                        "{'course_context': 'Course %s. " + DOCUMENT + "'}"),
                of(ContentType.LEARNING_PATH, "Learning Path", 4.0, 0.8, 80,
                        "{'goals': ['Report a spill to supervisor %s', 'Write the report of a shift']}"));
    }

    private static Operation of(ContentType type, String name, double without, double with, int faster,
            String request) {
        return new Operation(type, name, Duration.ofMillis((long) (without * 1000)),
                Duration.ofMillis((long) (with * 1000)), faster, request.replace('\'', '"'));
    }

    String path() {
        return "/ai/content/" + type.segment();
    }

    /** The request with this name, which no other request has. */
    String request(String which) {
        return request.formatted(which);
    }
}
