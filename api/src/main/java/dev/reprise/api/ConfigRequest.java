package dev.reprise.api;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import org.jspecify.annotations.Nullable;

/**
 * Asks for settings to be changed while the server runs.
 *
 * @param ttls what to change, at least one: seconds by the setting's name; null for a type that shall have no TTL of its
 *        own any more
 * @param applyToExisting whether entries that exist become no older than that either
 */
public record ConfigRequest(@JsonAnySetter @JsonAnyGetter Map<String, @Nullable Integer> ttls,
        boolean applyToExisting) {

    /** The JSON Schema (2020-12) of this request, as text. It cannot express that there is a setting. */
    public static String schema() {
        return Schemas.read("cache-config.request.json");
    }

    public ConfigRequest {
        ttls = Collections.unmodifiableMap(new TreeMap<>(ttls));
        RequestCheck check = new RequestCheck();
        check.that(!ttls.isEmpty(), "", "must name a setting to change");
        check.done();
    }
}
