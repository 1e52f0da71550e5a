package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Spreads a document over the weeks of a course. */
final class Weeks {
    /** A week needs something to read; a document with less per week than this is gone through again instead. */
    private static final int FEWEST_SENTENCES = 2;

    private Weeks() {}

    /** Why a week goes over known text once more; {@link #NEW} where it does not. */
    enum Kind {
        NEW(""),
        SPEAKING("Speaking workshop"),
        WRITING("Writing workshop"),
        CASE("Case study"),
        REVISION("Revision"),
        PROJECT("Project week"),
        FINAL("Review and final test");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /**
     * A week.
     *
     * @param topic what its text is about
     * @param part counted from 1 where a section takes several weeks, else 0
     * @param sentences the text it works with
     */
    record Week(Kind kind, String topic, int part, List<String> sentences) {}

    /** Exactly {@code count} weeks; their sentences may be empty where the document has none. */
    static List<Week> of(Document document, int count) {
        List<Document.Section> sections = document.sections();
        int sentences = sections.stream().mapToInt(section -> section.sentences().size()).sum();
        int reading = Math.min(count, Math.max(1, Math.max(sections.size(), sentences / FEWEST_SENTENCES)));
        if (reading == count && count > 3 && sentences < FEWEST_SENTENCES * 2 * count) {
            reading--;
        }
        List<Week> weeks = new ArrayList<>();
        if (sections.isEmpty()) {
            weeks.add(new Week(Kind.NEW, Topic.of(document), 0, List.of()));
        } else if (reading <= sections.size()) {
            merge(sections, reading, weeks);
        } else {
            split(sections, reading, weeks);
        }
        revisit(weeks, count);
        return weeks;
    }

    private static void merge(List<Document.Section> sections, int count, List<Week> weeks) {
        for (int i = 0; i < count; i++) {
            List<Document.Section> group = sections.subList(sections.size() * i / count,
                    sections.size() * (i + 1) / count);
            StringJoiner topic = new StringJoiner("; ");
            group.stream().map(Document.Section::heading).filter(heading -> !heading.isEmpty()).limit(2)
                    .forEach(topic::add);
            weeks.add(new Week(Kind.NEW, topic.toString(), 0,
                    group.stream().flatMap(section -> section.sentences().stream()).toList()));
        }
    }

    private static void split(List<Document.Section> sections, int count, List<Week> weeks) {
        List<Integer> sizes = sections.stream().map(section -> section.sentences().size()).toList();
        List<Integer> shares = Shares.of(count, sizes);
        for (int i = 0; i < sections.size(); i++) {
            List<String> sentences = sections.get(i).sentences();
            int parts = Math.min(shares.get(i), sentences.size());
            for (int part = 0; part < parts; part++) {
                weeks.add(new Week(Kind.NEW, sections.get(i).heading(), parts > 1 ? part + 1 : 0, sentences
                        .subList(sentences.size() * part / parts, sentences.size() * (part + 1) / parts)));
            }
        }
    }

    /** Fills up with weeks that go over the text again, each round in another way. */
    private static void revisit(List<Week> weeks, int count) {
        List<Kind> ways = List.of(Kind.SPEAKING, Kind.WRITING, Kind.CASE, Kind.REVISION, Kind.PROJECT);
        int reading = weeks.size();
        int extra = count - reading;
        for (int i = 0; i < extra; i++) {
            boolean last = i == extra - 1 && count > 2;
            Week source = weeks.get(i % reading);
            weeks.add(new Week(last ? Kind.FINAL : ways.get((i + i / reading) % ways.size()), source.topic(),
                    source.part(), last ? all(weeks.subList(0, reading)) : source.sentences()));
        }
    }

    private static List<String> all(List<Week> weeks) {
        return weeks.stream().flatMap(week -> week.sentences().stream()).toList();
    }
}
