package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** How generated text is put together. */
final class Prose {
    /** Stands where a word was taken out. */
    static final String GAP = "____";

    private Prose() {}

    static String quote(String text) {
        return "“" + text + "”";
    }

    /** {@code a, b and c}. */
    static String list(List<String> parts) {
        if (parts.size() < 2) {
            return String.join("", parts);
        }
        return String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
    }

    /** At most {@code max} characters, cut at a space where there is one. */
    static String shortened(String text, int max) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (line.length() <= max) {
            return line;
        }
        int cut = line.lastIndexOf(' ', max - 2);
        if (cut < max / 2) {
            cut = Character.isLowSurrogate(line.charAt(max - 2)) ? max - 3 : max - 2;
        }
        return line.substring(0, cut) + " …";
    }

    /** What stands around a place in a sentence, with that place as it is or as a gap. */
    static String excerpt(String sentence, int start, int end, String instead) {
        int reach = 60;
        int from = start <= reach ? 0 : sentence.indexOf(' ', start - reach) + 1;
        int to = sentence.length() - end <= reach ? sentence.length() : sentence.lastIndexOf(' ', end + reach);
        from = from <= 0 || from > start ? Math.max(0, start <= reach ? 0 : start) : from;
        to = Math.max(to, end);
        return (from > 0 ? "… " : "") + sentence.substring(from, start) + instead + sentence.substring(end, to)
                + (to < sentence.length() ? " …" : "");
    }

    static boolean opensWithVowel(String text) {
        return "aeiou".indexOf(Character.toLowerCase(text.charAt(0))) >= 0;
    }

    static String lowerFirst(String text) {
        boolean acronym = text.length() > 1 && Character.isUpperCase(text.charAt(1));
        return text.isEmpty() || acronym ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    static String upperFirst(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** Without the full stop at its end. */
    static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** The right option among the wrong ones, in an order that does not tell which it is. */
    static List<String> mixed(String right, List<String> wrong) {
        List<String> options = new ArrayList<>(wrong);
        options.add(right);
        options.sort(null);
        return shuffled(options);
    }

    /** In another order, the same one for the same list; a list of different things never keeps its order. */
    static List<String> shuffled(List<String> list) {
        List<String> shuffled = new ArrayList<>(list);
        Collections.shuffle(shuffled, new Random(String.join("|", list).hashCode()));
        if (shuffled.equals(list)) {
            Collections.rotate(shuffled, 1);
        }
        return shuffled;
    }

    /** A number that looks random and depends on the text only. */
    static int scatter(String text) {
        int hash = text.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 15) & Integer.MAX_VALUE;
    }
}
