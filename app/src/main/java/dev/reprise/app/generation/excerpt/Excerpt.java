package dev.reprise.app.generation.excerpt;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.reprise.api.ContentRequest;

/**
 * As much of a request as a model can take.
 *
 * @param fields the request's, its documents shortened where they are too long together; unmodifiable
 * @param leftOut names of what that cost, in the order of the document; empty where nothing was left out
 */
public record Excerpt(SortedMap<String, Object> fields, List<String> leftOut) {
    /** What stands in a document where something was left out. */
    public static final String MARK = "[…]";

    private static final String BREAK = "\n\n";
    private static final long MARK_WEIGHT = new Weights(BREAK + MARK + BREAK).all();
    /** So that a long document is not decided on in crumbs, nor in lumps that leave no choice. */
    private static final int MOST_PARTS = 512;
    private static final int FEWEST_CHOICES = 8;
    private static final long SMALLEST_PART = Weights.of(16);
    private static final long LARGEST_PART = Weights.of(400);
    /** A document is seen as this many stretches, and each is worth less the more of it was chosen. */
    private static final int STRETCHES = 8;
    private static final double ANSWER_WEIGHT = 2;
    private static final int MOST_NAMES = 20;
    private static final int LONGEST_NAME = 60;
    /** Fields that say how to ask, not what about. */
    private static final Set<String> NO_TOPIC = Set.of("cefr_level", "exercise_types");

    /**
     * The parts of the documents that matter most for the rest of the request and for the documents themselves, in their
     * order, and always their beginning; {@link #MARK} stands for the others. What is kept is kept to the letter. The same
     * request always gives the same excerpt.
     *
     * @param maxTokens what all documents may take together, as {@link Weights} counts; where it is not positive, nothing
     *        is left of them
     */
    public static Excerpt of(ContentRequest request, int maxTokens) {
        SortedMap<String, Object> fields = new TreeMap<>(request.fields());
        Set<String> names = new TreeSet<>(request.documents());
        long budget = Weights.of(Math.max(0, maxTokens));
        long all = names.stream().mapToLong(name -> new Weights(text(fields, name)).all()).sum();
        List<String> leftOut = new ArrayList<>();
        if (all > budget) {
            String question = question(fields, names);
            for (String name : names) {
                String text = text(fields, name);
                long share = budget * new Weights(text).all() / all;
                fields.put(name, shortened(text, share, question, leftOut));
            }
        }
        return new Excerpt(Collections.unmodifiableSortedMap(fields), few(leftOut));
    }

    /**
     * The parts of a text that matter most for a question, in the same way.
     *
     * @param maxTokens what they may take together; positive
     */
    public static String of(String text, String question, int maxTokens) {
        return shortened(text, Weights.of(maxTokens), question, new ArrayList<>());
    }

    private static String text(SortedMap<String, Object> fields, String name) {
        return String.valueOf(fields.get(name));
    }

    private static String question(SortedMap<String, Object> fields, Set<String> documents) {
        return fields.entrySet().stream()
                .filter(field -> !documents.contains(field.getKey()) && !NO_TOPIC.contains(field.getKey()))
                .map(field -> field.getValue())
                .flatMap(value -> value instanceof Collection<?> several ? several.stream() : Stream.of(value))
                .map(String::valueOf).collect(joining("\n"));
    }

    private static String shortened(String text, long budget, String question, List<String> leftOut) {
        Weights weights = new Weights(text);
        if (weights.all() <= budget) {
            return text;
        }
        long fine = Math.max(SMALLEST_PART, budget / FEWEST_CHOICES);
        long small = Math.min(weights.all() / MOST_PARTS, fine);
        long large = Math.max(small, Math.min(LARGEST_PART, fine));
        List<Part> parts = Part.of(text, weights, small, large);
        BitSet kept = choose(text, weights, parts, budget, question);
        name(text, parts, kept, leftOut);
        if (kept.isEmpty()) {
            int end = weights.furthest(0, budget);
            return weights.between(0, end) <= budget ? text.substring(0, end) : "";
        }
        return joined(text, parts, kept);
    }

    private static BitSet choose(String text, Weights weights, List<Part> parts, long budget, String question) {
        Relevance relevance = new Relevance(
                parts.stream().map(part -> part.heading() + "\n" + text.substring(part.start(), part.end())).toList());
        double[] answers = relevance.answers(question);
        double[] represents = relevance.represents();
        double[] chosen = new double[STRETCHES];
        // Each part may need a mark before it, and the last one another after it.
        long left = budget - MARK_WEIGHT;
        BitSet kept = new BitSet(parts.size());
        // The beginning says what the document is.
        int next = cost(weights, parts.getFirst()) <= left ? 0 : -1;
        do {
            if (next >= 0) {
                kept.set(next);
                long cost = cost(weights, parts.get(next));
                left -= cost;
                chosen[stretch(parts.get(next), text)] += (double) cost * STRETCHES / budget;
            }
            next = -1;
            double most = -1;
            for (int i = kept.nextClearBit(0); i < parts.size(); i = kept.nextClearBit(i + 1)) {
                double crowd = 1 + chosen[stretch(parts.get(i), text)];
                double worth = ANSWER_WEIGHT * answers[i] + represents[i] / (crowd * crowd);
                if (worth > most && cost(weights, parts.get(i)) <= left) {
                    most = worth;
                    next = i;
                }
            }
        } while (next >= 0);
        return kept;
    }

    private static long cost(Weights weights, Part part) {
        return weights.between(part.start(), part.end()) + MARK_WEIGHT;
    }

    private static int stretch(Part part, String text) {
        return (int) ((long) part.start() * STRETCHES / text.length());
    }

    private static String joined(String text, List<Part> parts, BitSet kept) {
        List<String> pieces = new ArrayList<>();
        int end = 0;
        for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(end)) {
            if (i > 0) {
                pieces.add(MARK);
            }
            end = kept.nextClearBit(i);
            pieces.add(text.substring(parts.get(i).start(), parts.get(end - 1).end()).strip());
        }
        if (end < parts.size()) {
            pieces.add(MARK);
        }
        return String.join(BREAK, pieces);
    }

    /** A section that is missing as a whole goes by its heading, one that is missing in part also by where that begins. */
    private static void name(String text, List<Part> parts, BitSet kept, List<String> names) {
        int end;
        for (int start = kept.nextClearBit(0); start < parts.size(); start = kept.nextClearBit(end)) {
            int next = kept.nextSetBit(start);
            end = next < 0 ? parts.size() : next;
            for (int i = start; i < end; i++) {
                Part part = parts.get(i);
                boolean goesOn = i > start && (parts.get(i - 1).section() == part.section()
                        || (part.heading().isEmpty() && parts.get(i - 1).heading().isEmpty()));
                if (!goesOn) {
                    boolean whole = !isOf(part.section(), parts, start - 1) && !isOf(part.section(), parts, end);
                    names.add(name(text, part, whole));
                }
            }
        }
    }

    private static boolean isOf(int section, List<Part> parts, int index) {
        return index >= 0 && index < parts.size() && parts.get(index).section() == section;
    }

    private static String name(String text, Part part, boolean whole) {
        String heading = firstWords(part.heading().replaceFirst("^#+", ""));
        String body = text.substring(part.start(), part.end()).strip();
        String begins = firstWords(body.startsWith(part.heading()) ? body.substring(part.heading().length()) : body);
        if (part.heading().isEmpty()) {
            return begins;
        }
        return whole ? heading : heading + ": " + begins;
    }

    /** In one line of clean characters, for a name may be shown anywhere. */
    private static String firstWords(String text) {
        StringBuilder words = new StringBuilder();
        int length = 0;
        int next;
        for (int at = 0; at < text.length(); at = next) {
            int c = text.codePointAt(at);
            next = at + Character.charCount(c);
            boolean unseen = Character.getType(c) == Character.FORMAT;
            boolean space = Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
            if (unseen || (space && (words.isEmpty() || words.charAt(words.length() - 1) == ' '))) {
                continue;
            }
            if (length++ == LONGEST_NAME) {
                int cut = words.lastIndexOf(" ");
                words.setLength(cut > words.length() / 2 ? cut : words.length());
                return words.append('…').toString();
            }
            words.appendCodePoint(space ? ' ' : c);
        }
        return words.isEmpty() ? "…" : words.toString().strip();
    }

    private static List<String> few(List<String> names) {
        if (names.size() <= MOST_NAMES) {
            return List.copyOf(names);
        }
        List<String> few = new ArrayList<>(names.subList(0, MOST_NAMES - 1));
        few.add((names.size() - few.size()) + " more parts");
        return List.copyOf(few);
    }
}
