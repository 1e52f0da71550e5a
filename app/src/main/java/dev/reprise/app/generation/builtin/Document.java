package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** A text taken apart. For one thread, as it finds its terms when they are first asked for. */
final class Document {
    private static final int MOST_STUDIED = 1000;
    private static final Pattern BULLET = Pattern
            .compile("^(?:[-*•●▪◦‣–—·]|\\(?[0-9]{1,3}[.)]|\\(?[a-zA-Z][.)])\\s+(?=\\S)");
    /** A numbered heading in capitals inside a line, as where line breaks were lost. */
    private static final Pattern INLINE_HEADING = Pattern
            .compile("(?<=^|[.!?\\n] )(\\d{1,2}(?:\\.\\d{1,2}){1,3} [A-Z][A-Z&/,\\- ]{2,80}) (?=[A-Z][a-z]|A )");

    private final String title;
    private final List<Section> sections;
    private final List<String> headings;
    private final boolean english;
    private final Set<String> studied;
    private final int step;
    private @Nullable Terms terms;
    private @Nullable Definitions definitions;

    private Document(String title, List<Section> sections, List<String> headings) {
        this.title = title;
        this.sections = List.copyOf(sections);
        this.headings = List.copyOf(headings);
        this.english = readsLikeEnglish();
        Set<String> different = new LinkedHashSet<>(sentences());
        this.step = Math.max(1, (different.size() + MOST_STUDIED - 1) / MOST_STUDIED);
        this.studied = english ? every(step, different) : Set.of();
    }

    /**
     * A heading and what stands under it.
     *
     * @param heading in title case; empty where there is none
     */
    record Section(String heading, List<String> sentences) {}

    static Document parse(String text) {
        String clean = cleaned(text);
        String lines = INLINE_HEADING.matcher(clean).replaceAll("\n$1\n");
        return new Parser(acronyms(lines)).parse(lines);
    }

    /** The heading above everything else; empty where there is none. */
    String title() {
        return title;
    }

    /** The parts that have sentences, in order. */
    List<Section> sections() {
        return sections;
    }

    /** All headings, in order, also of parts without sentences. */
    List<String> headings() {
        return headings;
    }

    Terms terms() {
        if (terms == null) {
            terms = Terms.of(this);
        }
        return terms;
    }

    Definitions definitions() {
        if (definitions == null) {
            definitions = Definitions.of(this);
        }
        return definitions;
    }

    /** Every sentence, in order. */
    List<String> sentences() {
        return sections.stream().flatMap(section -> section.sentences().stream()).toList();
    }

    /**
     * The sentences that terms and items are taken from: all that differ, or of a long text every second, third or so,
     * since more would take time and change little. None where the text is not English.
     */
    Set<String> studied() {
        return studied;
    }

    /** One in how many sentences is studied. */
    int step() {
        return step;
    }

    private static Set<String> every(int step, Set<String> sentences) {
        Set<String> few = new LinkedHashSet<>();
        int at = 0;
        for (String sentence : sentences) {
            if (at++ % step == 0) {
                few.add(sentence);
            }
        }
        return Collections.unmodifiableSet(few);
    }

    /** Whether this reads like English; a few words in Latin letters get the benefit of the doubt. */
    boolean isEnglish() {
        return english;
    }

    private boolean readsLikeEnglish() {
        int words = 0;
        int latin = 0;
        int markers = 0;
        int sure = 0;
        int letters = 0;
        List<String> texts = new ArrayList<>(headings);
        sections.stream().limit(200).forEach(section -> texts.addAll(section.sentences()));
        for (String text : texts.subList(0, Math.min(texts.size(), 2000))) {
            for (Word word : Word.in(text)) {
                words++;
                letters += word.text().length();
                latin += word.isLatin() ? word.text().length() : 0;
                markers += StopWords.marksEnglish(word.text()) ? 1 : 0;
                sure += word.lower().matches("the|and|you|your|with") ? 1 : 0;
            }
        }
        return words > 0 && latin * 10 >= letters * 9 && (words < 12 || (markers * 10 >= words && sure > 0));
    }

    private static String cleaned(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean lineEnd = c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029' || c == '\f';
            boolean space = !lineEnd && (Character.isWhitespace(c) || Character.isSpaceChar(c)
                    || Character.isISOControl(c) || c == '\ufeff' || c == '\u200b');
            char last = clean.isEmpty() ? '\n' : clean.charAt(clean.length() - 1);
            if (lineEnd) {
                if (c != '\n' || i == 0 || text.charAt(i - 1) != '\r') {
                    clean.append('\n');
                }
            } else if (!space) {
                clean.append(c);
            } else if (last != ' ' && last != '\n') {
                clean.append(' ');
            }
        }
        return clean.toString();
    }

    /** Abbreviations that the running text writes in capitals, which a heading in capitals would hide. */
    private static Set<String> acronyms(String lines) {
        Set<String> acronyms = new HashSet<>();
        for (String line : lines.split("\n", -1)) {
            if (line.chars().anyMatch(Character::isLowerCase)) {
                Word.in(line).stream().filter(Word::isAcronym).forEach(word -> acronyms.add(word.text()));
            }
        }
        return acronyms;
    }

    /** One pass over the lines. */
    private static final class Parser {
        private final Set<String> acronyms;
        private final List<Section> sections = new ArrayList<>();
        private final List<String> headings = new ArrayList<>();
        private final StringBuilder paragraph = new StringBuilder();
        private List<String> sentences = new ArrayList<>();
        private String heading = "";
        private String title = "";

        Parser(Set<String> acronyms) {
            this.acronyms = acronyms;
        }

        Document parse(String lines) {
            String[] all = lines.split("\n", -1);
            for (int i = 0; i < all.length; i++) {
                line(all[i].strip(), i + 1 < all.length ? all[i + 1].strip() : "");
            }
            endSection();
            return new Document(title, sections, headings);
        }

        private void line(String line, String next) {
            boolean bullet = BULLET.matcher(line).lookingAt();
            if (line.isEmpty()) {
                endParagraph();
            } else if ((Headings.isHeading(line) || Headings.isNumberedTitle(line, next))
                    && (paragraph.isEmpty() || !continues())) {
                endSection();
                heading = Headings.title(line, acronyms);
                headings.add(heading);
            } else {
                if (bullet) {
                    endParagraph();
                }
                paragraph.append(paragraph.isEmpty() ? "" : " ")
                        .append(bullet ? BULLET.matcher(line).replaceFirst("") : line);
            }
        }

        /** A paragraph whose last line broke off in mid-sentence goes on, even with a line that looks like a title. */
        private boolean continues() {
            char last = paragraph.charAt(paragraph.length() - 1);
            return last == ',' || last == '-' || Character.isLetter(last);
        }

        private void endParagraph() {
            sentences.addAll(Sentences.in(paragraph.toString()));
            paragraph.setLength(0);
        }

        private void endSection() {
            endParagraph();
            if (!sentences.isEmpty()) {
                sections.add(new Section(heading, List.copyOf(sentences)));
                sentences = new ArrayList<>();
            } else if (headings.size() == 1 && sections.isEmpty()) {
                title = headings.getFirst();
            }
        }
    }
}
