package dev.reprise.app.generation.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.reprise.api.ApiJson;
import dev.reprise.api.CefrLevel;
import dev.reprise.api.Content.Term;

/** What is taught at each level. */
final class Cefr {
    private static final Map<CefrLevel, Level> LEVELS = read();

    private Cefr() {}

    /**
     * One level.
     *
     * @param description what a learner of the level is called
     * @param sentenceWords how long a sentence to work with should be
     * @param weeklyTerms how many terms a week or a lesson introduces
     * @param guidedHours how long the way to this level takes from the one below
     * @param consolidationHours how long it takes to make this level sure
     * @param canDo what a learner can do with a {topic}
     * @param milestone what shows that the level is reached
     * @param grammar its structures
     * @param speaking tasks about a {topic}
     * @param writing tasks about a {topic}
     * @param vocabulary general workplace words of the level
     * @param sentences model sentences of the level
     */
    record Level(String description, int sentenceWords, int weeklyTerms, int guidedHours, int consolidationHours,
            List<String> canDo, String milestone, List<Structure> grammar, List<String> speaking,
            List<String> writing, List<Term> vocabulary, List<String> sentences) {

        /** The use of a structure that may be followed by where it was found; empty for one that is not of the level. */
        String use(String structure) {
            return grammar.stream().filter(one -> structure.startsWith(one.name())).map(Structure::use).findFirst()
                    .orElse("");
        }

        List<String> grammarNames() {
            return grammar.stream().map(Structure::name).toList();
        }
    }

    /**
     * A grammatical structure.
     *
     * @param use its form, and what it is used for
     * @param pattern finds it in a text; empty where that cannot be told
     */
    record Structure(String name, String use, String pattern) {}

    static Level at(CefrLevel level) {
        return Objects.requireNonNull(LEVELS.get(level));
    }

    /** All levels, the nearest first and of equally near ones the lower. */
    static List<Level> from(CefrLevel level) {
        List<CefrLevel> order = new ArrayList<>(List.of(CefrLevel.values()));
        order.sort(Comparator.comparingInt(other -> Math.abs(other.compareTo(level))));
        return order.stream().map(Cefr::at).toList();
    }

    private static Map<CefrLevel, Level> read() {
        try (InputStream in = Cefr.class.getResourceAsStream("cefr.json")) {
            if (in == null) {
                throw new IllegalStateException("no cefr.json beside " + Cefr.class.getName());
            }
            return new EnumMap<>(ApiJson.mapper().readValue(in, new TypeReference<Map<CefrLevel, Level>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
