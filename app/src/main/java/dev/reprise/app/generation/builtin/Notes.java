package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.List;

import dev.reprise.api.CefrLevel;

/** What a reader should know of how content was made. */
final class Notes {
    private Notes() {}

    /** The line that stands in all content. */
    static List<String> start() {
        List<String> notes = new ArrayList<>();
        notes.add("Made by rules, without a language model, and for English texts only. Please read it through before "
                + "you teach with it.");
        return notes;
    }

    /** With a line about a text that gave less than was asked for. */
    static List<String> on(Document document, CefrLevel level, int general, int all) {
        List<String> notes = start();
        if (!document.isEnglish()) {
            notes.add("The text does not read like English, so everything practises general workplace English around "
                    + level + " instead.");
        } else if (general == all) {
            notes.add("The text has no sentence that items could be made from, so all items practise general workplace "
                    + "English around " + level + ".");
        } else if (general > 0) {
            notes.add(
                    "The text is short: " + (all - general) + " of " + all + " items come from it; the others practise "
                            + "general workplace English around " + level + ".");
        }
        return notes;
    }
}
