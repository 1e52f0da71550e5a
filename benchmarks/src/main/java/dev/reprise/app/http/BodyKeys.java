package dev.reprise.app.http;

import java.time.Clock;
import java.util.Map;

import dev.reprise.api.ContentType;
import dev.reprise.app.content.ContentKeys;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.content.GenerationLimit;
import dev.reprise.app.content.Rendition;
import dev.reprise.app.generation.builtin.BuiltInGenerator;
import dev.reprise.app.statistics.Statistics;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.local.CaffeineTier;

/**
 * The keys of bodies of requests for a curriculum, found as the server finds them. Here, in a package of the server, for
 * benchmarks to reach what nobody else should.
 */
public final class BodyKeys {
    private static final String TENANT = "public";

    private final RequestReader reader = new RequestReader();
    private final ContentService content = new ContentService(new ContentKeys(null),
            TieredCache.builder(new CaffeineTier<>(1, Rendition::bytes)).build(), new BuiltInGenerator(), null,
            Map.of(),
            false, new GenerationLimit(1, Clock.systemUTC()), new Statistics(Clock.systemUTC()), Clock.systemUTC());
    private final RequestMemo memo = new RequestMemo(reader, content);

    /** The key of a body, as if it came for the first time. */
    public CacheKey ofNew(byte[] body) {
        return content.keyed(TENANT, reader.content(ContentType.COURSE_CURRICULUM, body)).key();
    }

    /** The key of a body, found faster where an equal one came before. Nobody may change the bytes any more. */
    public CacheKey ofKnown(byte[] body) {
        return memo.read(ContentType.COURSE_CURRICULUM, TENANT, body).key();
    }
}
