package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses the structures of a week or a lesson: of those that its text shows, the ones that came least often so far. */
final class GrammarChoice {
    private static final int AT_ONCE = 2;

    private final Cefr.Level cefr;
    private final Map<String, Integer> used = new HashMap<>();

    GrammarChoice(Cefr.Level cefr) {
        this.cefr = cefr;
    }

    List<String> forText(List<String> sentences) {
        Map<Cefr.Structure, String> shown = new HashMap<>();
        cefr.grammar().forEach(structure -> shown.put(structure, shown(structure, sentences)));
        List<Cefr.Structure> order = new ArrayList<>(cefr.grammar());
        order.sort(Comparator.comparingInt(structure -> rank(structure, shown.getOrDefault(structure, ""))));
        List<String> chosen = new ArrayList<>();
        for (Cefr.Structure structure : order.subList(0, AT_ONCE)) {
            used.merge(structure.name(), 1, Integer::sum);
            chosen.add(structure.name() + shown.getOrDefault(structure, ""));
        }
        return chosen;
    }

    private int rank(Cefr.Structure structure, String shown) {
        int unseen = shown.isEmpty() ? 3 : 0;
        return 2 * used.getOrDefault(structure.name(), 0) + unseen;
    }

    /** The place in the text that shows the structure, in brackets; empty where there is none. */
    private static String shown(Cefr.Structure structure, List<String> sentences) {
        if (structure.pattern().isEmpty()) {
            return "";
        }
        Pattern pattern = Pattern.compile(structure.pattern());
        for (String sentence : sentences.subList(0, Math.min(40, sentences.size()))) {
            Matcher matcher = pattern.matcher(sentence);
            if (matcher.find()) {
                String found = matcher.group().strip().replaceFirst("^[.;,] ?", "");
                return " (in the text: " + Prose.quote(found) + ")";
            }
        }
        return "";
    }
}
