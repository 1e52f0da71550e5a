package dev.reprise.app.generation.builtin;

import java.util.List;

/** What a document is about, in a few words. */
final class Topic {
    private Topic() {}

    /** Its title, else its only heading, else its best terms, else how it begins. */
    static String of(Document document) {
        if (!document.title().isEmpty()) {
            return Prose.shortened(document.title(), 80);
        }
        if (document.headings().size() == 1) {
            return Prose.shortened(document.headings().getFirst(), 80);
        }
        List<String> sentences = document.sentences();
        if (document.isEnglish() && sentences.size() > 1) {
            List<String> best = document.terms().all().stream().limit(2).map(Terms.Ranked::surface).toList();
            if (!best.isEmpty()) {
                return Prose.upperFirst(Prose.list(best));
            }
        }
        return sentences.isEmpty() ? "workplace English" : Prose.shortened(Prose.withoutStop(sentences.getFirst()), 60);
    }
}
