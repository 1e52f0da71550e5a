package dev.reprise.api;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Asks to have content made before somebody asks for it.
 *
 * @param source where the requests come from: {@code common}, {@code popular} or {@code requests}
 * @param requests what to make; empty unless {@code source} is {@code requests}
 * @param limit how many are made at most, 1 to 1000
 * @param concurrency how many are made at once, 1 to 64
 * @param maxTokens how many tokens may be spent on it, at least 1: once they are, nothing more is begun and the rest is
 *        skipped; null for no limit
 */
public record WarmUpRequest(String source, List<Item> requests, int limit, int concurrency,
        @Nullable Long maxTokens) {

    /** The JSON Schema (2020-12) of this request, as text. */
    public static String schema() {
        return Schemas.read("warm-up.request.json");
    }

    public WarmUpRequest {
        requests = List.copyOf(requests);
        new RequestCheck().that(List.of("common", "popular", "requests").contains(source), "source",
                "must be common, popular or requests")
                .that(source.equals("requests") != requests.isEmpty(), "requests",
                        source.equals("requests")
                                ? "must have at least one item"
                                : "must be left out unless source is requests")
                .range("limit", limit, 1, 1000).range("concurrency", concurrency, 1, 64)
                .that(maxTokens == null || maxTokens >= 1, "max_tokens", "must be at least 1").done();
    }

    /**
     * One thing to make.
     *
     * @param type the content type, by its path segment
     * @param request the fields of the request by their JSON names
     */
    public record Item(String type, Map<String, Object> request) {}
}
