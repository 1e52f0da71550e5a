package dev.reprise.app.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

import dev.reprise.api.ClearRequest;
import dev.reprise.api.ContentType;
import dev.reprise.app.config.LiveConfig;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.content.Rendition;
import dev.reprise.app.settings.Settings;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.TieredCache.Cleared;

/** {@code /ai/cache}: what the cache is doing, and what an operator does to it. */
final class CacheRoutes {
    private final TieredCache<Rendition> cache;
    private final InvalidationLog log;
    private final ContentService content;
    private final Settings settings;
    private final LiveConfig live;
    private final RequestReader requests;

    CacheRoutes(TieredCache<Rendition> cache, InvalidationLog log, ContentService content, Settings settings,
            LiveConfig live, RequestReader requests) {
        this.cache = cache;
        this.log = log;
        this.content = content;
        this.settings = settings;
        this.live = live;
        this.requests = requests;
    }

    /**
     * Whether the server does its work. A far tier that is down makes it slower, not unable; while it cannot see what
     * other nodes clear, it may serve what is cleared there.
     */
    void health(Context ctx) {
        Map<String, Object> tiers = new LinkedHashMap<>();
        cache.tiers().forEach(tier -> tiers.put(tier.name(), new TierHealth(tier.isAvailable(), tier.breaker())));
        long lag = log.lag().toMillis();
        boolean allAvailable = cache.tiers().stream().allMatch(CacheTier::isAvailable);
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", allAvailable && lag == 0 ? "healthy" : "degraded");
        health.put("cache_available", allAvailable);
        health.put("tiers", tiers);
        health.put("coherence_lag_ms", lag);
        health.put("generator", generators().getFirst());
        if (generators().size() > 1) {
            health.put("fallback", generators().getLast());
        }
        ctx.header("Cache-Control", "no-store").json(health);
    }

    /** What each tier holds and how the cache is set. */
    void status(Context ctx) {
        Map<String, Object> tiers = new LinkedHashMap<>();
        cache.tiers().forEach(tier -> tiers.put(tier.name(), tier.status()));
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("tiers", tiers);
        if (settings.redis() != null) {
            status.put("redis_url", settings.redis().place());
        }
        status.put("ttl_settings", live.config().ttls());
        status.put("coherence_lag_ms", log.lag().toMillis());
        status.put("generator", generators().getFirst());
        if (generators().size() > 1) {
            status.put("fallback", generators().getLast());
            status.put("fallbacks", content.fallbacks());
        }
        ctx.header("Cache-Control", "no-store").json(status);
    }

    /** Drops what the body selects, or counts it. */
    void clear(Context ctx) {
        RequestHeaders.requireJsonBody(ctx);
        ClearRequest request = requests.clear(ctx.bodyAsBytes());
        Scope scope = scope(request);
        Cleared cleared = request.dryRun() ? new Cleared(cache.count(scope), false) : cache.clear(scope);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("selector", selector(request));
        answer.put("deleted_entries", cleared.entries());
        answer.put("propagated", cleared.propagated());
        answer.put("dry_run", request.dryRun());
        ctx.json(answer);
    }

    private static Scope scope(ClearRequest request) {
        String tenant = Scope.EVERY_TENANT;
        if (request.pattern() != null) {
            return request.pattern().matches("\\*+")
                    ? new Scope.All(tenant)
                    : new Scope.Matching(tenant, request.pattern());
        }
        if (request.type() != null) {
            return new Scope.Type(tenant, ContentType.named(request.type()).orElseThrow().prefix());
        }
        if (request.tag() != null) {
            return new Scope.Tag(tenant, request.tag());
        }
        String[] key = Objects.requireNonNull(request.key()).split(":", 2);
        return new Scope.Key(tenant, key[0], key[1]);
    }

    private static Map<String, String> selector(ClearRequest request) {
        Map<String, String> selector = new LinkedHashMap<>();
        selector.put("pattern", request.pattern());
        selector.put("type", request.type());
        selector.put("tag", request.tag());
        selector.put("key", request.key());
        selector.values().removeIf(Objects::isNull);
        return selector;
    }

    private List<Generator> generators() {
        return content.authors(ContentType.COURSE_CURRICULUM).stream()
                .map(author -> new Generator(author.provider(), author.model())).toList();
    }

    /** What is known of a tier without asking it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record TierHealth(boolean available, @Nullable String breaker) {}

    /** What generates, as clients see it. */
    private record Generator(String provider, String model) {}
}
