package dev.reprise.app.content;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.api.ApiJson;
import dev.reprise.api.ContentRequest;
import dev.reprise.app.content.Happening.At;
import dev.reprise.app.content.Happening.Stage;
import dev.reprise.app.generation.ContentGenerator;
import dev.reprise.app.generation.ContentGenerator.Author;
import dev.reprise.app.generation.ContentGenerator.Generated;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.Progress;
import dev.reprise.app.settings.Ai.Price;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Cost;
import dev.reprise.cache.Loaded;
import dev.reprise.cache.Loader;

/**
 * Makes one piece of content for all who wait for it. They see the same happenings, who comes late from the beginning.
 * Thread-safe.
 */
final class Generation implements Loader<Rendition> {
    private static final Logger LOG = LoggerFactory.getLogger(Generation.class);

    /** How often at most the number of tokens is told while they come. */
    private static final Duration TELLING = Duration.ofSeconds(1);

    private final ContentGenerator generator;
    private final CacheKey key;
    private final ContentRequest request;
    private final Map<String, Price> prices;
    private final InstantSource clock;

    private final Replay<Happening> replay = new Replay<>();

    /** All below is guarded by {@code this}. */
    private Runnable charge = () -> {};
    private @Nullable Thread thread;
    private boolean abandoned;
    private long startNanos;
    private long toldNanos;
    private long tokens;

    Generation(ContentGenerator generator, CacheKey key, ContentRequest request, Map<String, Price> prices,
            InstantSource clock) {
        this.generator = generator;
        this.key = key;
        this.request = request;
        this.prices = prices;
        this.clock = clock;
        replay.happened(new At(Stage.WAITING, Duration.ZERO, 0));
    }

    @Override
    public Loaded<Rendition> load() throws InterruptedException {
        begin();
        try {
            Generated generated = generator.generate(request, this::progressed);
            Author author = generator.author(request.type());
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("type", request.type().segment());
            answer.put("key", ContentKeys.publicName(key));
            answer.put("generator", author);
            answer.put("generated_at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
            answer.put("content", generated.content());
            if (generated.repaired()) {
                LOG.info("Generating {} took a repair", ContentKeys.publicName(key));
            }
            Price price = prices.get(author.model());
            long money = price == null ? 0 : price.micros(generated.inputTokens(), generated.outputTokens());
            return new Loaded<>(Rendition.of(ApiJson.mapper().writeValueAsBytes(answer)),
                    new Cost(Duration.ZERO, generated.inputTokens(), generated.outputTokens(), money));
        } catch (GenerationException e) {
            LOG.warn("Generating {} failed: {}", ContentKeys.publicName(key), e.getMessage());
            throw e;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("content is always JSON", e);
        } finally {
            end();
        }
    }

    /** Has somebody charged for it when it begins; to throw is to forbid it. */
    synchronized void chargeWith(Runnable action) {
        charge = action;
    }

    /** Tells a follower what has happened and what happens. */
    synchronized void follow(Consumer<Happening> follower) {
        abandoned = false;
        replay.follow(follower);
    }

    /**
     * Tells a follower no more.
     *
     * @param cancel whether to end the generation if nobody is left who follows it
     */
    synchronized void leave(Consumer<Happening> follower, boolean cancel) {
        boolean others = replay.leave(follower);
        abandoned = cancel && !others;
        if (abandoned && thread != null) {
            thread.interrupt();
        }
    }

    private synchronized void begin() throws InterruptedException {
        if (abandoned) {
            throw new InterruptedException("everybody has left");
        }
        charge.run();
        thread = Thread.currentThread();
        startNanos = System.nanoTime();
        tell(Stage.GENERATING);
    }

    private synchronized void end() {
        thread = null;
    }

    private synchronized void progressed(Progress progress) {
        switch (progress) {
            case Progress.Wrote wrote -> {
                tokens++;
                replay.happened(new Happening.Written(wrote.text()));
                if (System.nanoTime() - toldNanos >= TELLING.toNanos()) {
                    tell(Stage.GENERATING);
                }
            }
            case Progress.Restarted _ -> {
                tokens = 0;
                replay.happened(new Happening.Voided());
            }
            case Progress.Validating validating -> {
                tokens = validating.outputTokens();
                tell(Stage.VALIDATING);
            }
        }
    }

    private void tell(Stage stage) {
        toldNanos = System.nanoTime();
        replay.happened(new At(stage, Duration.ofNanos(toldNanos - startNanos), tokens));
    }
}
