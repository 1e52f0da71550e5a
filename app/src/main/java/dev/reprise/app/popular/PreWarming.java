package dev.reprise.app.popular;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.content.Rendition;
import dev.reprise.app.popular.Popularity.Popular;
import dev.reprise.cache.Entry;
import dev.reprise.cache.LoadFailedException;
import dev.reprise.cache.Lookup;
import dev.reprise.cache.SharedRanking;
import dev.reprise.cache.TierUnavailableException;

/**
 * Keeps what is asked for most at hand: it is read into the near tier of a node that starts, and made anew before its
 * end for as long as it pays. What was cleared or has ended is left to who asks for it. Thread-safe.
 */
public final class PreWarming implements AutoCloseable {
    private static final Duration PUBLISH_EVERY = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    /** Fewer requests than these in its next life, and making something anew before it is asked for is not worth it. */
    private static final double WORTH_IT = 2;

    private static final Logger LOG = LoggerFactory.getLogger(PreWarming.class);

    private final Popularity popularity;
    private final ContentService content;
    private final Function<ContentType, Duration> ttl;
    private final int most;
    private final InstantSource clock;
    private final ScheduledExecutorService threads;

    /**
     * Does nothing yet.
     *
     * @param ttl how long content of a type lives now
     * @param most how many requests of each type are kept at hand; 0 for none
     */
    public PreWarming(Popularity popularity, ContentService content, Function<ContentType, Duration> ttl, int most,
            InstantSource clock) {
        this.popularity = popularity;
        this.content = content;
        this.ttl = ttl;
        this.most = most;
        this.clock = clock;
        threads = Executors.newScheduledThreadPool(2, Thread.ofPlatform().daemon().name("reprise-popular-", 0)
                .factory());
    }

    /** Publishes and looks from now on. */
    public void start() {
        every(PUBLISH_EVERY, popularity::publish);
        if (most > 0) {
            every(LOOK_EVERY, this::renew);
        }
    }

    private void every(Duration period, Runnable task) {
        ScheduledFuture<?> _ = threads.scheduleWithFixedDelay(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                // A task that throws would be the last.
                LOG.error("Keeping what is popular at hand failed", e);
            }
        }, period.toMillis(), period.toMillis(), MILLISECONDS);
    }

    /** Reads what is asked for most into the near tier, as far as it is in the far one. */
    public void prime() {
        int found = 0;
        try {
            for (ContentType type : ContentType.values()) {
                for (Popular it : popularity.top(type, most)) {
                    found += find(it).isPresent() ? 1 : 0;
                }
            }
        } catch (TierUnavailableException e) {
            LOG.debug("What is popular cannot be known", e);
        }
        if (found > 0) {
            LOG.info("Read {} popular entries", found);
        }
    }

    /** Has made anew what is near its end and worth it. */
    void renew() {
        try {
            for (ContentType type : ContentType.values()) {
                for (Popular it : popularity.top(type, most)) {
                    if (isWorthIt(it)) {
                        find(it).filter(entry -> isDue(type, entry)).ifPresent(entry -> renew(it, entry));
                    }
                }
            }
        } catch (TierUnavailableException e) {
            LOG.debug("What is popular cannot be known", e);
        }
    }

    private void renew(Popular popular, Entry<Rendition> entry) {
        Optional<ContentRequest> request = popularity.request(popular);
        if (request.isPresent()) {
            try {
                // Not without condition: another node may have done it by now.
                content.renew(popular.tenant(), request.get(), entry);
                LOG.debug("{}:{} was made anew before its end", popular.type().prefix(), popular.digest());
            } catch (LoadFailedException e) {
                LOG.debug("{}:{} could not be made anew", popular.type().prefix(), popular.digest(), e);
            }
        }
    }

    private boolean isWorthIt(Popular popular) {
        double perMilli = popular.count() * Math.log(2) / SharedRanking.HALF_LIFE.toMillis();
        return perMilli * ttl.apply(popular.type()).toMillis() >= WORTH_IT;
    }

    private boolean isDue(ContentType type, Entry<Rendition> entry) {
        long life = ttl.apply(type).toMillis();
        long lead = Math.min(life / 2, Math.max(life / 10, 2 * LOOK_EVERY.toMillis()));
        return entry.freshUntilMillis() - clock.millis() <= lead;
    }

    private Optional<Entry<Rendition>> find(Popular popular) {
        return content.find(popular.tenant(), popular.type(), popular.digest())
                .flatMap(lookup -> lookup instanceof Lookup.Served<Rendition> served
                        ? Optional.of(served.entry())
                        : Optional.empty());
    }

    /** Publishes what was counted last, and ends. Idempotent. */
    @Override
    public void close() {
        threads.shutdownNow();
        popularity.publish();
    }
}
