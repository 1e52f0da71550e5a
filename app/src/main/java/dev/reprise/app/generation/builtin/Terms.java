package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The words and phrases of a document that are worth teaching, best first. */
final class Terms {
    private static final int LONGEST_PHRASE = 3;

    private final Map<String, Ranked> ranked = new LinkedHashMap<>();

    /**
     * A term.
     *
     * @param key what it counts as, whatever its number and case
     * @param surface as the text writes it
     * @param words how many words it has
     * @param rank 0 for the best
     */
    record Ranked(String key, String surface, int words, int rank) {}

    /** A term where it stands in a sentence. */
    record Occurrence(Ranked term, int start, int end) {

        /** A phrase in capitals, such as Standard Operating Procedure, whose parts are no terms by themselves. */
        boolean isName(String sentence) {
            List<Word> parts = Word.in(sentence.substring(start, end));
            return parts.size() > 1 && parts.stream().allMatch(Word::isCapitalised);
        }

        boolean isPartOf(Occurrence other) {
            return end - start < other.end - other.start && other.start <= start && end <= other.end;
        }
    }

    static Terms of(Document document) {
        Terms terms = new Terms();
        Map<String, Sighting> sightings = new LinkedHashMap<>();
        int section = 0;
        for (Document.Section part : document.sections()) {
            for (String sentence : part.sentences()) {
                terms.collect(sentence, section, false, sightings);
            }
            section++;
        }
        for (String heading : document.headings()) {
            terms.collect(heading, -1, true, sightings);
        }
        terms.rank(sightings);
        return terms;
    }

    List<Ranked> all() {
        return List.copyOf(ranked.values());
    }

    /** The terms in a sentence, best first, each where it first stands. */
    List<Occurrence> in(String sentence) {
        List<Occurrence> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        List<Word> words = Word.in(sentence);
        for (int from = 0; from < words.size(); from++) {
            for (int to = from; to < Math.min(words.size(), from + LONGEST_PHRASE); to++) {
                Ranked term = ranked.get(key(words, from, to));
                if (term != null && (from == to || adjacent(sentence, words, from, to)) && seen.add(term.key())) {
                    found.add(new Occurrence(term, words.get(from).start(), words.get(to).end()));
                }
            }
        }
        List<Occurrence> names = found.stream().filter(one -> one.isName(sentence)).toList();
        found.removeIf(one -> names.stream().anyMatch(one::isPartOf));
        found.sort(Comparator.comparingInt(occurrence -> occurrence.term().rank()));
        return found;
    }

    static boolean isContent(Word word) {
        return word.text().length() > 2 && word.isLatin() && !StopWords.contains(word.text());
    }

    private static String key(List<Word> words, int from, int to) {
        StringBuilder key = new StringBuilder(Word.fold(words.get(from).text()));
        for (int i = from + 1; i <= to; i++) {
            key.append(' ').append(Word.fold(words.get(i).text()));
        }
        return key.toString();
    }

    private static boolean adjacent(String sentence, List<Word> words, int from, int to) {
        for (int i = from; i < to; i++) {
            int gap = words.get(i).end();
            if (words.get(i + 1).start() != gap + 1 || sentence.charAt(gap) != ' ') {
                return false;
            }
        }
        return true;
    }

    private void collect(String sentence, int section, boolean heading, Map<String, Sighting> sightings) {
        List<Word> words = Word.in(sentence);
        for (int from = 0; from < words.size(); from++) {
            for (int to = from; to < Math.min(words.size(), from + LONGEST_PHRASE); to++) {
                if (!isContent(words.get(to)) || !adjacent(sentence, words, from, to)) {
                    break;
                }
                Sighting sighting = sightings.computeIfAbsent(key(words, from, to),
                        key -> new Sighting(key.split(" ", -1).length));
                sighting.see(sentence, words, from, to, section, heading);
            }
        }
    }

    private void rank(Map<String, Sighting> sightings) {
        Map<String, Sighting> kept = new LinkedHashMap<>(sightings);
        kept.values().removeIf(sighting -> sighting.words > 1 && !sighting.isPhrase(sightings));
        Map<String, Integer> inPhrases = new HashMap<>();
        kept.forEach((key, sighting) -> {
            if (sighting.words > 1) {
                for (String part : parts(key)) {
                    inPhrases.merge(part, sighting.count, Math::max);
                }
            }
        });
        kept.entrySet().removeIf(entry -> entry.getValue().words == 2
                && inPhrases.getOrDefault(entry.getKey(), 0) >= entry.getValue().count);
        List<Map.Entry<String, Sighting>> order = new ArrayList<>(kept.entrySet());
        Map<String, Double> scores = new HashMap<>();
        order.forEach(entry -> scores.put(entry.getKey(), entry.getValue()
                .score(inPhrases.getOrDefault(entry.getKey(), 0) >= entry.getValue().count)));
        order.sort(Comparator.comparingDouble(entry -> -scores.getOrDefault(entry.getKey(), 0.0)));
        for (Map.Entry<String, Sighting> entry : order) {
            Sighting sighting = entry.getValue();
            ranked.put(entry.getKey(),
                    new Ranked(entry.getKey(), sighting.surface(), sighting.words, ranked.size()));
        }
    }

    private static List<String> parts(String key) {
        String[] words = key.split(" ", -1);
        List<String> parts = new ArrayList<>(List.of(words));
        for (int i = 0; words.length > 2 && i + 1 < words.length; i++) {
            parts.add(words[i] + " " + words[i + 1]);
        }
        return parts;
    }

    /** What was seen of one candidate. */
    private static final class Sighting {
        private final int words;
        private final Map<String, Integer> surfaces = new LinkedHashMap<>();
        private final Set<Integer> sections = new HashSet<>();
        private int count;
        private boolean inHeading;
        private boolean standsAlone;
        private boolean named;
        private String last = "";

        Sighting(int words) {
            this.words = words;
        }

        void see(String sentence, List<Word> all, int from, int to, int section, boolean heading) {
            inHeading |= heading;
            if (heading && count > 0) {
                return;
            }
            String surface = sentence.substring(all.get(from).start(), all.get(to).end());
            boolean opens = from == 0 && !all.get(from).isAcronym() && !(words > 1 && all.get(to).isCapitalised());
            surfaces.merge(opens || heading ? lowerFirst(surface, heading) : surface, 1, Integer::sum);
            last = all.get(to).lower();
            sections.add(section);
            count++;
            boolean bounded = to + 1 == all.size() || !adjacent(sentence, all, to, to + 1)
                    || !isContent(all.get(to + 1));
            boolean led = from > 0
                    && (!adjacent(sentence, all, from - 1, from) || !isContent(all.get(from - 1)));
            standsAlone |= bounded && led;
            named |= !heading && from > 0 && all.subList(from, to + 1).stream().allMatch(Word::isCapitalised);
        }

        boolean isPhrase(Map<String, Sighting> sightings) {
            if (last.endsWith("ed") || surfaces.isEmpty()) {
                return false;
            }
            if (count > 1 || inHeading || (named && standsAlone)) {
                return true;
            }
            Sighting head = sightings.get(Word.fold(last));
            return standsAlone && (looksLikeNoun(last) || (head != null && head.count > 1));
        }

        double score(boolean onlyInPhrases) {
            double score = 2.0 * Math.min(count, 12) + 1.5 * Math.min(sections.size(), 4) + (words > 1 ? 3 : 0)
                    + (inHeading ? 2 : 0) + (words > 1 && named ? 4 : 0) + (looksLikeNoun(last) ? 1 : 0)
                    - (last.length() < 4 ? 1 : 0);
            if (last.endsWith("ed") || (last.endsWith("ing") && count == 1)) {
                score -= 2;
            }
            return onlyInPhrases ? score - 4 : score;
        }

        /** The commonest spelling, the earliest among equals; in lower case if the text ever writes it so. */
        String surface() {
            String best = "";
            int most = 0;
            boolean common = surfaces.keySet().stream().anyMatch(surface -> Character.isLowerCase(surface.charAt(0)));
            for (Map.Entry<String, Integer> surface : surfaces.entrySet()) {
                boolean fits = !common || Character.isLowerCase(surface.getKey().charAt(0));
                if (fits && surface.getValue() > most) {
                    best = surface.getKey();
                    most = surface.getValue();
                }
            }
            return best;
        }

        private static boolean looksLikeNoun(String word) {
            return (word.endsWith("s") && !word.endsWith("ss"))
                    || word.matches(
                            ".{3,}(?:tion|sion|ment|ity|ance|ence|ure|sis|ness|ship|ist|or|age|ism|ery|cy|nel)");
        }

        private static String lowerFirst(String surface, boolean heading) {
            if (heading) {
                return surface.toLowerCase(Locale.ROOT);
            }
            return surface.substring(0, 1).toLowerCase(Locale.ROOT) + surface.substring(1);
        }
    }
}
