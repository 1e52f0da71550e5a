package dev.reprise.app.config;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.api.ConfigRequest;
import dev.reprise.api.ContentType;
import dev.reprise.app.settings.Ai;
import dev.reprise.cache.InvalidationLog;
import dev.reprise.cache.LogRecord.Announced;
import dev.reprise.cache.Policy;
import dev.reprise.cache.SharedText;
import dev.reprise.cache.TierUnavailableException;

/**
 * The settings as they are now, on this node as on all that share a Redis. They are kept there as a {@link SharedText},
 * and the log tells of each change; a node also looks by itself now and then, for it may have been cut off. The higher
 * version wins: a node that knows a later one than Redis, which may have lost it, puts it back. Thread-safe.
 */
public final class LiveConfig implements AutoCloseable {
    /** What the text is called. */
    public static final String NAME = "config";

    /** How long a node that missed an announcement, or could not reach Redis, may be behind. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(LiveConfig.class);

    private final Ai ai;
    private final SharedText stored;
    private final InvalidationLog log;
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor looks;

    /** Replaced under {@code this}. */
    private volatile Current current;
    private volatile Consumer<String> onMaxAge = type -> {};
    private volatile boolean saidUnreadable;

    private record Current(Config config, Map<String, Policy> policies) {}

    /**
     * Begins with what the server is started with.
     *
     * @param stored where later versions are kept
     * @param log shared by those who share {@code stored}
     */
    public LiveConfig(Map<String, Duration> ttls, Ai ai, SharedText stored, InvalidationLog log, InstantSource clock) {
        this.ai = ai;
        this.stored = stored;
        this.log = log;
        this.clock = clock;
        current = current(Config.initial(ttls));
        looks = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "reprise-config");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Takes what is stored, if that can be known at once, and follows it from now on.
     *
     * @param newOnMaxAge told the prefix of each type whose entries may no longer become as old as they might
     */
    public void start(Consumer<String> newOnMaxAge) {
        onMaxAge = newOnMaxAge;
        log.follow((_, record) -> {
            if (record instanceof Announced(String name) && name.equals(NAME)) {
                lookSoon();
            }
        });
        look();
        if (log.isShared()) {
            ScheduledFuture<?> _ = looks.scheduleWithFixedDelay(this::look, LOOK_EVERY.toMillis(),
                    LOOK_EVERY.toMillis(), MILLISECONDS);
        }
    }

    /** How content with this prefix is kept and made. */
    public Policy policy(String prefix) {
        return requireNonNull(current.policies.get(prefix), prefix);
    }

    /** What they are now. */
    public Config config() {
        return current.config;
    }

    /** How content of a type is kept and made where the settings are {@code config}. */
    public Policy policy(Config config, ContentType type) {
        Duration ttl = config.ttl(type);
        // The first generator leaves the fallback its half.
        Duration deadline = ai.fallback() == null ? ai.timeout() : ai.timeout().dividedBy(2);
        // What cannot be made anew is worth having for as long again; shortly after its end nobody waits for a new one.
        Policy policy = Policy.of(ttl).staleWhileRevalidate(ttl.dividedBy(10)).staleIfError(ttl)
                .deadline(deadline).concurrentLoads(ai.concurrent()).queuedLoads(ai.queued())
                .failureMemory(ai.failureMemory());
        Duration maxAge = config.maxAge(type);
        return maxAge == null ? policy : policy.maxAge(maxAge);
    }

    /**
     * What became of a change.
     *
     * @param before what they were
     * @param after what they are; the same where nothing was different
     * @param propagated whether the other nodes were told; where not, they find out within seconds
     */
    public record Changed(Config before, Config after, boolean propagated) {}

    /**
     * Changes them on all nodes.
     *
     * @param who does it
     * @param condition what they must be before; asked again where another change comes first
     * @return empty where the condition does not hold
     * @throws TierUnavailableException where it cannot be stored; nothing is changed, unless the store took it and could
     *         not say so
     */
    public Optional<Changed> change(ConfigRequest request, String who, Predicate<Config> condition) {
        while (true) {
            String text = stored.read();
            Config before = latest(text);
            if (!condition.test(before)) {
                return Optional.empty();
            }
            Config after = before.with(request, who, clock.instant());
            if (after.equals(before)) {
                adopt(before);
                return Optional.of(new Changed(before, after, true));
            }
            if (stored.replace(text, after.text())) {
                adopt(after);
                return Optional.of(new Changed(before, after, log.append(new Announced(NAME))));
            }
        }
    }

    /** What is stored, or what this node knows, whichever is later. */
    private Config latest(String text) {
        Config known = config();
        Config found = Config.parse(text);
        return found == null || found.version() < known.version() ? known : found;
    }

    private void lookSoon() {
        try {
            looks.execute(this::look);
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed, so not looking", e);
        }
    }

    private void look() {
        try {
            String text = stored.read();
            Config found = Config.parse(text);
            Config known = config();
            if (found == null && !text.isEmpty()) {
                sayUnreadable();
            } else if (found != null && found.version() >= known.version()) {
                adopt(found);
            } else if (known.version() > 0 && stored.replace(text, known.text())) {
                LOG.warn("Redis had lost version {} of the settings; it was put back", known.version());
            }
        } catch (TierUnavailableException e) {
            LOG.debug("The settings cannot be looked at", e);
        } catch (RuntimeException e) {
            // A task that throws would be the last.
            LOG.error("Looking at the settings failed", e);
        }
    }

    private void sayUnreadable() {
        if (!saidUnreadable) {
            saidUnreadable = true;
            LOG.warn("The settings on Redis cannot be read, going on with version {}; said only once",
                    config().version());
        }
    }

    private synchronized void adopt(Config config) {
        Config before = config();
        if (config.version() < before.version() || config.equals(before)) {
            return;
        }
        current = current(config);
        Config.Change change = config.history().getFirst();
        LOG.info("Settings are now version {}, by {} at {}: {}{}", config.version(), change.who(), change.when(),
                change.settings(), change.appliedToExisting() ? ", also for entries that exist" : "");
        for (ContentType type : ContentType.values()) {
            if (config.maxAge(type) != null && !Objects.equals(config.maxAge(type), before.maxAge(type))) {
                onMaxAge.accept(type.prefix());
            }
        }
    }

    private Current current(Config config) {
        Map<String, Policy> policies = new TreeMap<>();
        for (ContentType type : ContentType.values()) {
            policies.put(type.prefix(), policy(config, type));
        }
        return new Current(config, Map.copyOf(policies));
    }

    /** Follows no longer. Idempotent. */
    @Override
    public void close() {
        looks.shutdownNow();
    }
}
