package dev.reprise.benchmarks;

import java.util.Random;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.reprise.api.ApiJson;

/** Lessons and requests for them, of a wanted size. */
final class Lessons {
    private static final String TITLE = "Reporting a spill";
    private static final String[] WORDS = ("the a of to in is that for on with as at by from report spill form sample site"
            + " operator supervisor label goggles container hazard before after each never always check write read learners"
            + " answer question sentence past present describe explain partner group minutes board example task")
            .split(" ");

    private Lessons() {}

    /** Content of about so many bytes that is right for every request made here. */
    static String content(int bytes) {
        ObjectNode lesson = ApiJson.mapper().createObjectNode();
        lesson.put("title", TITLE).put("cefr_level", "B1").put("duration_minutes", 60);
        lesson.putArray("objectives").add("can report a spill");
        ArrayNode stages = lesson.putArray("stages");
        for (String stage : new String[]{"warm-up", "presentation", "practice", "production", "wrap-up"}) {
            stages.addObject().put("name", stage).put("minutes", 12).put("description", "Learners work on the text.")
                    .putArray("activities").add("Read and answer.");
        }
        lesson.putArray("vocabulary").addObject().put("term", "spill").put("definition", "liquid that got out")
                .put("example", "Report each spill.");
        lesson.putArray("grammar").add("past simple");
        lesson.putArray("materials").add("a form");
        ArrayNode advice = lesson.putArray("teacher_notes");
        lesson.putArray("notes");
        Random random = new Random(1);
        while (lesson.toString().length() < bytes - 100) {
            advice.add(text(90, random));
        }
        return lesson.toString();
    }

    /** The body of a request of so many bytes; another for each seed. */
    static String request(int bytes, long seed) {
        ObjectNode request = ApiJson.mapper().createObjectNode().put("lesson_title", TITLE);
        int others = request.put("module_context", "").toString().length();
        request.put("module_context", text(bytes - others, new Random(seed)));
        try {
            return ApiJson.mapper().writeValueAsString(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(int length, Random random) {
        StringBuilder text = new StringBuilder(length + 16);
        while (text.length() < length) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.substring(0, length - 1) + '.';
    }
}
