package dev.reprise.app.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

import dev.reprise.api.ConfigRequest;
import dev.reprise.api.ContentType;
import dev.reprise.app.config.Config;
import dev.reprise.app.config.LiveConfig;
import dev.reprise.app.config.LiveConfig.Changed;
import dev.reprise.cache.Policy;
import dev.reprise.cache.TierUnavailableException;

/** {@code /ai/cache/config}: the settings that change while the server runs. */
final class ConfigRoutes {
    private static final String ADMIN = "admin";

    private final LiveConfig live;
    private final RequestReader requests;

    ConfigRoutes(LiveConfig live, RequestReader requests) {
        this.live = live;
        this.requests = requests;
    }

    /** What they are, what follows for each type, and who changed what. */
    void get(Context ctx) {
        Config config = live.config();
        ctx.header("Cache-Control", "no-cache").header("ETag", config.etag());
        if (RequestHeaders.matches(ctx, config.etag())) {
            ctx.status(304);
        } else {
            ctx.json(document(config, null, null));
        }
    }

    /** Changes them on all nodes, or not at all. */
    void update(Context ctx) {
        RequestHeaders.requireJsonBody(ctx);
        ConfigRequest request = requests.config(ctx.bodyAsBytes());
        Changed changed;
        try {
            changed = live.change(request, ADMIN, config -> RequestHeaders.isExpected(ctx, config.etag()))
                    .orElseThrow(() -> new Problem(Problem.Kind.PRECONDITION_FAILED,
                            "the settings are not those that If-Match names; get them anew"));
        } catch (TierUnavailableException e) {
            throw Problem.storeUnavailable(
                    "the other nodes cannot be told; look before you try again, for it may have been done");
        }
        Config config = changed.after();
        Map<String, Config.Step> steps = config.equals(changed.before())
                ? Map.of()
                : config.history().getFirst().settings();
        ctx.header("Cache-Control", "no-store").header("ETag", config.etag())
                .json(document(config, steps, changed.propagated()));
    }

    private Document document(Config config, @Nullable Map<String, Config.Step> changed,
            @Nullable Boolean propagated) {
        Map<String, PolicyRow> policies = new LinkedHashMap<>();
        for (ContentType type : ContentType.values()) {
            policies.put(type.prefix(), PolicyRow.of(live.policy(config, type), config.maxAge(type) != null));
        }
        return new Document(config.version(), changed, propagated, config.ttls(), policies, config.history());
    }

    /** The answer; what is null is left out, but for a TTL. */
    private record Document(long version, @Nullable Map<String, Config.Step> changed, @Nullable Boolean propagated,
            @JsonInclude(content = JsonInclude.Include.ALWAYS) Map<String, @Nullable Integer> ttlSettings,
            Map<String, PolicyRow> policies, List<Config.Change> history) {}

    /** How a type is kept and made. Times are in seconds. */
    private record PolicyRow(long timeToLive, long staleWhileRevalidate, long staleIfError, @Nullable Long maxAge,
            double deadline, int concurrent, int queued) {
        static PolicyRow of(Policy policy, boolean hasMaxAge) {
            return new PolicyRow(policy.timeToLive().toSeconds(), policy.staleWhileRevalidate().toSeconds(),
                    policy.staleIfError().toSeconds(), hasMaxAge ? policy.maxAge().toSeconds() : null,
                    policy.deadline().toMillis() / 1e3, policy.concurrentLoads(), policy.queuedLoads());
        }
    }
}
