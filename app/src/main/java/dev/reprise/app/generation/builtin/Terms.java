package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.reprise.api.CefrLevel;

/** The words and phrases of a document that are worth teaching, best first. */
final class Terms {
    private final Tagger tagger = new Tagger();
    private final Map<String, Ranked> ranked = new LinkedHashMap<>();

    /**
     * A term.
     *
     * @param key what it counts as, whatever its number and case
     * @param surface as the text writes it
     * @param words how many words it has
     * @param score higher for better ones
     * @param level that of its hardest word; null where that is not known
     */
    record Ranked(String key, String surface, int words, double score, @Nullable CefrLevel level) {

        /** How well it suits learners: what is far above or below them suits less. */
        double scoreAt(CefrLevel learners) {
            return score + suits(learners);
        }

        /** 0 for a word of the learners' own level, less for others. */
        double suits(CefrLevel learners) {
            int above = level == null ? words - 1 : level.compareTo(learners);
            return above > 0 ? -2.5 * above : 2.0 * above;
        }
    }

    /** A term where it stands in a sentence. */
    record Occurrence(Ranked term, Phrase phrase) {}

    static Terms of(Document document) {
        Terms terms = new Terms();
        Map<String, Sighting> sightings = new LinkedHashMap<>();
        for (int section = 0; section < document.sections().size(); section++) {
            for (String sentence : document.sections().get(section).sentences()) {
                if (!document.studied().contains(sentence)) {
                    continue;
                }
                for (Phrase phrase : terms.standing(sentence)) {
                    sightings.computeIfAbsent(phrase.key(), key -> new Sighting(phrase)).see(phrase, section);
                }
            }
        }
        for (String heading : document.headings()) {
            for (Phrase phrase : terms.phrases(heading.toLowerCase(Locale.ROOT))) {
                Sighting sighting = sightings.get(phrase.key());
                if (sighting != null) {
                    sighting.inHeading = true;
                }
            }
        }
        terms.rank(sightings);
        return terms;
    }

    List<Ranked> all() {
        return List.copyOf(ranked.values());
    }

    List<Token> tokens(String sentence) {
        return tagger.tokens(sentence);
    }

    List<Phrase> phrases(String sentence) {
        return Phrase.in(sentence, tokens(sentence));
    }

    /** The terms in a sentence, best first, each where it first stands. */
    List<Occurrence> in(String sentence) {
        List<Occurrence> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Phrase phrase : standing(sentence)) {
            Ranked term = ranked.get(phrase.key());
            if (term != null && seen.add(term.key())) {
                found.add(new Occurrence(term, phrase));
            }
        }
        found.sort(Comparator.comparingDouble(occurrence -> -occurrence.term().score()));
        return found;
    }

    /** The phrases of a sentence that go before no other noun and are no part of a name. */
    List<Phrase> standing(String sentence) {
        List<Phrase> phrases = phrases(sentence);
        List<Phrase> names = phrases.stream().filter(phrase -> phrase.isName() && phrase.whole()).toList();
        return phrases.stream().filter(phrase -> !phrase.inner()
                && names.stream().noneMatch(name -> !name.equals(phrase) && name.overlaps(phrase))).toList();
    }

    private void rank(Map<String, Sighting> sightings) {
        List<Ranked> order = new ArrayList<>();
        sightings.forEach((key, sighting) -> {
            if (sighting.isTerm()) {
                order.add(new Ranked(key, sighting.surface(), sighting.words, sighting.score(),
                        sighting.level));
            }
        });
        order.sort(Comparator.comparingDouble(term -> -term.score()));
        order.forEach(term -> ranked.put(term.key(), term));
    }

    /** What was seen of one candidate. */
    private static final class Sighting {
        private final int words;
        private final Token.Kind kind;
        private final @Nullable CefrLevel level;
        private final boolean explained;
        private final Map<String, Integer> surfaces = new LinkedHashMap<>();
        private final Set<Integer> sections = new HashSet<>();
        private int count;
        private int whole;
        private boolean inHeading;
        private boolean named;

        Sighting(Phrase phrase) {
            words = phrase.tokens().size();
            kind = phrase.head().kind();
            CefrLevel hardest = null;
            for (Token token : phrase.tokens()) {
                Glossary.Entry entry = Glossary.find(token.word().text(), token.kind());
                if (entry != null && (hardest == null || entry.level().compareTo(hardest) > 0)) {
                    hardest = entry.level();
                }
            }
            level = hardest;
            explained = Glossary.find(phrase.head().word().text(), kind) != null;
        }

        void see(Phrase phrase, int section) {
            Word first = phrase.tokens().getFirst().word();
            boolean opens = first.start() == 0 && !first.isAcronym() && !phrase.isName();
            surfaces.merge(opens ? Prose.lowerFirst(phrase.text()) : phrase.text(), 1, Integer::sum);
            sections.add(section);
            count++;
            whole += phrase.whole() ? 1 : 0;
            named |= phrase.isName();
        }

        /** A part of a phrase is a term only if it also stands by itself; other words only if their meaning is known. */
        boolean isTerm() {
            boolean noun = kind == Token.Kind.NOUN || kind == Token.Kind.PROPN;
            return count > 0 && (noun ? whole > 0 || (explained && words == 1) : explained);
        }

        double score() {
            return 2.0 * Math.min(count, 8) + 1.5 * Math.min(sections.size(), 4) + (words > 1 ? 3 : 0)
                    + (inHeading ? 2 : 0) + (named ? 3 : 0) + (explained ? 3 : 0) - (words > 3 ? 2 : 0)
                    - (whole == 0 ? 3 : 0) - (words == 1 && !explained ? 2 : 0);
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
    }
}
