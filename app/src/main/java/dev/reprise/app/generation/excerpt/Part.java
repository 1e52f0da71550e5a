package dev.reprise.app.generation.excerpt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A piece of a document that is kept or left out as a whole.
 *
 * @param start where it begins
 * @param end where the next begins
 * @param section which section it belongs to, counted from 0
 * @param heading that section's, as the document writes it; empty where there is none
 */
record Part(int start, int end, int section, String heading) {
    private static final int LONGEST_HEADING = 100;
    private static final Pattern MARKDOWN = Pattern.compile("#{1,6}\\s+\\S.*");
    private static final Pattern NUMBERED = Pattern
            .compile("\\d{1,3}(?:\\.\\d{1,3}){1,4}[.)]?\\s+[\\p{Lu}\\p{Lo}].*[^.!?;,:。！？；]");
    /** Also how a list numbers its items, so only where it stands apart. */
    private static final Pattern COUNTED = Pattern
            .compile("(?:\\d{1,3}(?:[.)．、]\\s*|\\s+)[\\p{Lu}\\p{Lo}]|第.{1,4}[章条節編部]).*[^.!?;,:。！？；]");

    /**
     * The parts of a text: they leave nothing out and overlap nowhere. Each is a section, begun by a heading or, above
     * the first heading, by an empty line; small ones are joined with the next, large ones cut, at the end of a paragraph
     * or a sentence if there is one.
     *
     * @param small the weight below which a part is joined with the next
     * @param large the weight above which it is cut; not below {@code small}
     */
    static List<Part> of(String text, Weights weights, long small, long large) {
        List<Part> sections = sections(text);
        List<Part> parts = new ArrayList<>();
        int from = 0;
        String heading = "";
        for (int i = 0; i < sections.size(); i++) {
            Part section = sections.get(i);
            heading = heading.isEmpty() ? section.heading : heading;
            if (i + 1 < sections.size() && weights.between(from, section.end) < small) {
                continue;
            }
            while (weights.between(from, section.end) > large) {
                int cut = cut(text, from, weights.furthest(from, large));
                parts.add(new Part(from, cut, i, heading));
                from = cut;
            }
            if (from < section.end) {
                parts.add(new Part(from, section.end, i, heading));
            }
            from = section.end;
            heading = "";
        }
        return parts;
    }

    private static List<Part> sections(String text) {
        List<Part> sections = new ArrayList<>();
        int start = 0;
        String heading = "";
        boolean hasBody = false;
        boolean apart = true;
        int end;
        for (int at = 0; at < text.length(); at = end) {
            end = endOfLine(text, at);
            String line = end - at > 2 * LONGEST_HEADING ? "" : text.substring(at, end).strip();
            boolean blank = line.isEmpty() && end - at <= 2 * LONGEST_HEADING;
            boolean isHeading = isHeading(line, apart);
            if (hasBody && (isHeading || (heading.isEmpty() && apart && !blank))) {
                sections.add(new Part(start, at, sections.size(), heading));
                start = at;
                hasBody = false;
                heading = "";
            }
            if (isHeading) {
                heading = line;
            }
            hasBody |= !isHeading && !blank;
            apart = blank;
        }
        sections.add(new Part(start, text.length(), sections.size(), heading));
        return sections;
    }

    private static int endOfLine(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        boolean pair = end + 1 < text.length() && text.charAt(end) == '\r' && text.charAt(end + 1) == '\n';
        return Math.min(text.length(), end + (pair ? 2 : 1));
    }

    private static boolean isHeading(String line, boolean apart) {
        return !line.isEmpty() && line.length() <= LONGEST_HEADING && (MARKDOWN.matcher(line).matches()
                || NUMBERED.matcher(line).matches() || (apart && COUNTED.matcher(line).matches()) || isCapitals(line));
    }

    private static boolean isCapitals(String line) {
        long capitals = line.codePoints().filter(Character::isUpperCase).count();
        return capitals >= 4 && line.codePoints().noneMatch(Character::isLowerCase);
    }

    /** The best place to cut between the middle and {@code furthest}; in the middle of a word only if there is none. */
    private static int cut(String text, int from, int furthest) {
        int best = furthest;
        int rank = 0;
        for (int at = furthest; at > from + (furthest - from) / 2; at--) {
            int found = rank(text, at);
            if (found > rank) {
                best = at;
                rank = found;
            }
        }
        return best;
    }

    private static int rank(String text, int at) {
        char before = text.charAt(at - 1);
        if (before == '\n' || before == '\r') {
            String tail = text.substring(Math.max(0, at - 4), at).replace("\r\n", "\n");
            return tail.endsWith("\n\n") || tail.endsWith("\r\r") ? 4 : 3;
        }
        if ("。！？".indexOf(before) >= 0) {
            return 2;
        }
        if (before != ' ') {
            return 0;
        }
        return at > 1 && ".!?".indexOf(text.charAt(at - 2)) >= 0 ? 2 : 1;
    }
}
