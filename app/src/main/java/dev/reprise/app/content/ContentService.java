package dev.reprise.app.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.api.ApiJson;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.api.CurriculumRequest;
import dev.reprise.app.generation.ContentGenerator;
import dev.reprise.app.generation.ContentGenerator.Author;
import dev.reprise.app.generation.ContentGenerator.Generated;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Cost;
import dev.reprise.cache.Directives;
import dev.reprise.cache.Loaded;
import dev.reprise.cache.Lookup;
import dev.reprise.cache.TieredCache;

/** Answers requests for content from the cache, and has made what it does not hold. Thread-safe. */
public final class ContentService {
    private static final Logger LOG = LoggerFactory.getLogger(ContentService.class);

    private final ContentKeys keys;
    private final TieredCache<Rendition> cache;
    private final ContentGenerator generator;
    private final InstantSource clock;

    public ContentService(ContentKeys keys, TieredCache<Rendition> cache, ContentGenerator generator,
            InstantSource clock) {
        this.keys = keys;
        this.cache = cache;
        this.generator = generator;
        this.clock = clock;
    }

    /** The key under which a tenant's request is kept. */
    public CacheKey key(String tenant, ContentRequest request) {
        return keys.of(tenant, generator.author(request.type()), request);
    }

    /**
     * Serves a request. Blocks while content is generated.
     *
     * @param key as {@link #key} gives it for the request
     * @throws dev.reprise.cache.LoadFailedException where it had to be generated and could not
     */
    public Lookup<Rendition> serve(CacheKey key, ContentRequest request, Directives directives) {
        return cache.lookup(key, tags(key, request), directives, () -> generate(key, request));
    }

    /**
     * Finds a tenant's content by the name that an answer gave it. Never generates.
     *
     * @return empty where the type has no such names; {@link Lookup.Absent} where nothing is kept under it
     */
    public Optional<Lookup<Rendition>> find(String tenant, ContentType type, String name) {
        return keys.named(tenant, generator.author(type), type, name).map(cache::peek);
    }

    /** What content can be cleared by besides its key and type. */
    private Set<String> tags(CacheKey key, ContentRequest request) {
        Author author = generator.author(request.type());
        Set<String> tags = new HashSet<>(Set.of("type:" + key.type(), "tenant:" + key.tenant(),
                "model:" + author.model(), "prompt:" + author.promptVersion()));
        if (request instanceof CurriculumRequest course) {
            tags.add("company:" + course.companyName());
        }
        return tags;
    }

    private Loaded<Rendition> generate(CacheKey key, ContentRequest request) throws InterruptedException {
        Generated generated;
        try {
            generated = generator.generate(request);
        } catch (GenerationException e) {
            LOG.warn("Generating {} failed: {}", ContentKeys.publicName(key), e.getMessage());
            throw e;
        }
        Author author = generator.author(request.type());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("type", request.type().segment());
        answer.put("key", ContentKeys.publicName(key));
        answer.put("generator", author);
        answer.put("generated_at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        answer.put("content", generated.content());
        return new Loaded<>(Rendition.of(json(answer)),
                new Cost(Cost.NONE.time(), generated.inputTokens(), generated.outputTokens(), 0));
    }

    private static byte[] json(Map<String, Object> answer) {
        try {
            return ApiJson.mapper().writeValueAsBytes(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
