package dev.reprise.app.content;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.app.generation.ContentGenerator;
import dev.reprise.app.generation.ContentGenerator.Author;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.settings.Ai.Price;
import dev.reprise.app.statistics.Served;
import dev.reprise.app.statistics.Statistics;
import dev.reprise.cache.Cost;
import dev.reprise.cache.Directives;
import dev.reprise.cache.Entry;
import dev.reprise.cache.LoadFailedException;
import dev.reprise.cache.Lookup;
import dev.reprise.cache.TieredCache;

/**
 * Answers requests for content from the cache, and has made what it does not hold. Where the first generator fails, the
 * second one is asked in the same way: what it makes has a key of its own. Thread-safe.
 */
public final class ContentService {
    private static final Logger LOG = LoggerFactory.getLogger(ContentService.class);

    private final ContentKeys keys;
    private final TieredCache<Rendition> cache;
    private final ContentGenerator first;
    private final @Nullable ContentGenerator fallback;
    private final Map<String, Price> prices;
    private final boolean cancelAbandoned;
    private final GenerationLimit limit;
    private final Statistics statistics;
    private final InstantSource clock;
    private final ServedLog log;
    private final LongAdder fallbacks = new LongAdder();
    private final LongAdder waiting = new LongAdder();

    /**
     * Puts it together.
     *
     * @param first who generates
     * @param fallback who does where that fails; null for nobody
     * @param prices what their models charge, by name
     * @param cancelAbandoned whether a generation ends that all have left who followed it
     * @param limit what a tenant may have generated
     * @param statistics told how each lookup ended
     */
    public ContentService(ContentKeys keys, TieredCache<Rendition> cache, ContentGenerator first,
            @Nullable ContentGenerator fallback, Map<String, Price> prices, boolean cancelAbandoned,
            GenerationLimit limit, Statistics statistics, InstantSource clock) {
        this.keys = keys;
        this.cache = cache;
        this.first = first;
        this.fallback = fallback;
        this.prices = Map.copyOf(prices);
        this.cancelAbandoned = cancelAbandoned;
        this.limit = limit;
        this.statistics = statistics;
        this.clock = clock;
        log = new ServedLog(clock);
    }

    /** The key under which a tenant's request is kept, and what it can be cleared by. */
    public Keyed keyed(String tenant, ContentRequest request) {
        return keyed(first, tenant, request);
    }

    private Keyed keyed(ContentGenerator generator, String tenant, ContentRequest request) {
        Author author = generator.author(request.type());
        return Keyed.of(keys.of(tenant, author, request), request, author);
    }

    /**
     * Serves a request. Blocks while content is generated; an interrupt ends that for this caller, not for others. What
     * this request makes the server generate is taken off what its tenant may have generated: once, whoever generates,
     * and not where it was served or joined.
     *
     * @param asked as {@link #keyed} gives it
     * @param tags what it can be cleared by besides
     * @param follower told what happens while this waits, on whatever thread that is; must not block
     * @throws LoadFailedException where it had to be generated and could not; for a
     *         {@link GenerationLimit.ReachedException} where the tenant has had its share
     */
    public Lookup<Rendition> serve(Keyed asked, Directives directives, Set<String> tags,
            Consumer<Happening> follower) {
        long start = System.nanoTime();
        try {
            Lookup<Rendition> found = firstOrFallback(asked, directives, tags, follower);
            ended(asked, Served.of(found), start,
                    found instanceof Lookup.Served<?> served ? served.entry().cost() : Cost.NONE);
            return found;
        } catch (LoadFailedException e) {
            ended(asked, Served.FAILED, start, Cost.NONE);
            throw e;
        }
    }

    /**
     * Has made anew what an entry holds, unless that was done since. Counts as no request.
     *
     * @throws LoadFailedException where it cannot be made
     */
    public void renew(String tenant, ContentRequest request, Entry<Rendition> entry) {
        Duration age = Duration.ofMillis(Math.max(0, clock.millis() - entry.createdMillis() - 1));
        Lookup<Rendition> _ = firstOrFallback(keyed(tenant, request), new Directives(false, false, false, age),
                entry.tags(), happening -> {});
    }

    private void ended(Keyed asked, Served how, long startNanos, Cost cost) {
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        statistics.ended(asked.request().type(), asked.key(), how, took, cost);
        log.write(asked.request().type(), asked.key(), how, took, cost);
    }

    private Lookup<Rendition> firstOrFallback(Keyed asked, Directives directives, Set<String> tags,
            Consumer<Happening> follower) {
        AtomicBoolean charged = new AtomicBoolean();
        Runnable charge = () -> {
            if (!charged.getAndSet(true)) {
                limit.take(asked.key().tenant());
            }
        };
        try {
            Lookup<Rendition> found = lookup(first, asked, directives, tags, follower, charge);
            return found instanceof Lookup.Absent && fallback != null
                    ? lookup(fallback, byFallback(asked), directives, tags, follower, charge)
                    : found;
        } catch (LoadFailedException e) {
            if (fallback == null || !isWorthAnother(e)) {
                throw e;
            }
            fallbacks.increment();
            LOG.debug("{} is left to the fallback", ContentKeys.publicName(asked.key()));
            follower.accept(new Happening.Voided());
            return lookup(fallback, byFallback(asked), directives, tags, follower, charge);
        }
    }

    private Lookup<Rendition> lookup(ContentGenerator generator, Keyed asked, Directives directives, Set<String> tags,
            Consumer<Happening> follower, Runnable charge) {
        Generation mine = new Generation(generator, asked.key(), asked.request(), prices, clock);
        AtomicReference<@Nullable Generation> followed = new AtomicReference<>();
        try {
            return cache.lookup(asked.key(), union(asked.tags(), tags), directives, mine, loader -> {
                Generation generation = (Generation) loader;
                // A refresh behind the scenes does not come by here, nor does a generation that is joined.
                if (generation.equals(mine)) {
                    mine.chargeWith(charge);
                }
                leave(followed.getAndSet(generation), follower);
                generation.follow(follower);
                waiting.increment();
            });
        } finally {
            leave(followed.get(), follower);
        }
    }

    private void leave(@Nullable Generation generation, Consumer<Happening> follower) {
        if (generation != null) {
            waiting.decrement();
            generation.leave(follower, cancelAbandoned);
        }
    }

    /**
     * Finds a tenant's content by the name that an answer gave it. Never generates.
     *
     * @return empty where the type has no such names; {@link Lookup.Absent} where nothing is kept under it
     */
    public Optional<Lookup<Rendition>> find(String tenant, ContentType type, String name) {
        Optional<Lookup<Rendition>> found = find(first, tenant, type, name);
        return fallback != null && found.isPresent() && found.get() instanceof Lookup.Absent
                ? find(fallback, tenant, type, name)
                : found;
    }

    private Optional<Lookup<Rendition>> find(ContentGenerator generator, String tenant, ContentType type,
            String name) {
        return keys.named(tenant, generator.author(type), type, name).map(cache::peek);
    }

    /** Who generates, in the order in which they are asked. */
    public List<Author> authors(ContentType type) {
        return fallback == null
                ? List.of(first.author(type))
                : List.of(first.author(type), fallback.author(type));
    }

    /** How many requests were left to the fallback because the first generator failed. */
    public long fallbacks() {
        return fallbacks.sum();
    }

    /** How many requests wait for a generation now, their own or one that they joined. */
    public long waiting() {
        return waiting.sum();
    }

    private Keyed byFallback(Keyed asked) {
        return keyed(requireNonNull(fallback), asked.key().tenant(), asked.request());
    }

    /** Whether another generator might do what this one could not: not where it was not even tried. */
    private static boolean isWorthAnother(LoadFailedException failure) {
        return failure.getCause() instanceof GenerationException || failure.getCause() instanceof TimeoutException;
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        if (more.isEmpty()) {
            return some;
        }
        Set<String> all = new HashSet<>(some);
        all.addAll(more);
        return all;
    }
}
