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

    /** With a line about a text that cannot be worked with as it is. */
    static List<String> on(Document document, CefrLevel level) {
        List<String> notes = start();
        if (!document.isEnglish()) {
            notes.add("The text does not read like English, which is the only language that this generator knows. So "
                    + "nothing is taken from it but its title; everything practises general workplace English around "
                    + level + " instead.");
        } else if (document.step() > 1) {
            notes.add("The text is long: words and items are taken from one in " + document.step()
                    + " of its sentences.");
        }
        return notes;
    }

    /** With a line about a text that gave fewer items than were asked for. */
    static List<String> on(Document document, CefrLevel level, int general, int all) {
        List<String> notes = on(document, level);
        if (document.isEnglish() && general == all) {
            notes.add("The text has no sentence that items could be made from, so all items practise general workplace "
                    + "English around " + level + ".");
        } else if (document.isEnglish() && general > 0) {
            notes.add("The text is short: " + (all - general) + " of " + all + " items come from it; the others "
                    + "practise general workplace English around " + level + ".");
        }
        return notes;
    }
}
