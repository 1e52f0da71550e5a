package dev.reprise.app.content;

import java.util.HashSet;
import java.util.Set;

import dev.reprise.api.ContentRequest;
import dev.reprise.api.CurriculumRequest;
import dev.reprise.app.generation.ContentGenerator.Author;
import dev.reprise.cache.CacheKey;

/**
 * A tenant's request with the key of its answer.
 *
 * @param tags what the answer can be cleared by: its type, tenant, model, prompt and company
 */
public record Keyed(CacheKey key, ContentRequest request, Set<String> tags) {
    static Keyed of(CacheKey key, ContentRequest request, Author author) {
        Set<String> tags = new HashSet<>(Set.of("type:" + key.type(), "tenant:" + key.tenant(),
                "model:" + author.model(), "prompt:" + author.promptVersion()));
        if (request instanceof CurriculumRequest course) {
            tags.add("company:" + course.companyName());
        }
        return new Keyed(key, request, Set.copyOf(tags));
    }
}
