package dev.reprise.app.statistics;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.reprise.api.ContentType;

/**
 * What was counted and measured, on one node or on all. Immutable.
 *
 * @param since when that began
 * @param types of each type of content since then
 * @param minutes of all types in each of the last 60 minutes that had requests, the one that goes on among them, by its
 *        start
 */
public record Report(Instant since, Map<ContentType, Measured> types, SortedMap<Instant, Measured> minutes) {
    public Report {
        types = Map.copyOf(types);
        minutes = Collections.unmodifiableSortedMap(new TreeMap<>(minutes));
    }

    static Report of(Instant since, Map<ContentType, Figures> types, SortedMap<Instant, Figures> minutes) {
        Map<ContentType, Measured> measuredTypes = new EnumMap<>(ContentType.class);
        types.forEach((type, figures) -> measuredTypes.put(type, figures.measured()));
        SortedMap<Instant, Measured> measuredMinutes = new TreeMap<>();
        minutes.forEach((start, figures) -> measuredMinutes.put(start, figures.measured()));
        return new Report(since, measuredTypes, measuredMinutes);
    }

    /** Of a type. */
    public Measured type(ContentType type) {
        return types.getOrDefault(type, Measured.NOTHING);
    }

    /** Of every type, in the order of their declaration. */
    public List<Measured> all() {
        return List.of(ContentType.values()).stream().map(this::type).toList();
    }
}
