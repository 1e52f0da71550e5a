package dev.reprise.app.popular;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.reprise.api.ContentType;
import dev.reprise.api.LessonRequest;
import dev.reprise.app.content.ContentKeys;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.content.GenerationLimit;
import dev.reprise.app.content.Rendition;
import dev.reprise.app.generation.ScriptedGenerator;
import dev.reprise.app.statistics.Statistics;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Directives;
import dev.reprise.cache.Lookup;
import dev.reprise.cache.Policy;
import dev.reprise.cache.Scope;
import dev.reprise.cache.SharedRanking;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.local.CaffeineTier;

/** A node with a clock of its own, and nothing that runs by itself. */
final class PreWarmingTest {
    private static final Duration TTL = Duration.ofHours(2);
    private static final LessonRequest LESSON = new LessonRequest("Reporting a spill");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final ScriptedGenerator generator = new ScriptedGenerator();
    private final Statistics statistics = new Statistics(now::get);
    private final TieredCache<Rendition> cache = TieredCache
            .builder(new CaffeineTier<>(1 << 20, Rendition::bytes)).clock(now::get)
            .policies(_ -> Policy.of(TTL).earlyRefresh(false)).executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final ContentService content = new ContentService(new ContentKeys(null), cache, generator, null, Map.of(),
            false, new GenerationLimit(0, now::get), statistics, now::get);
    private final Popularity popularity = new Popularity(_ -> SharedRanking.inProcess(now::get));
    private final PreWarming preWarming = new PreWarming(popularity, content, _ -> TTL, 20, now::get);

    @AfterEach
    void close() {
        preWarming.close();
        cache.close();
    }

    @Test
    void renew_nearItsEndAndAskedForOften_isMadeAnewBeforeItsEndAndCountsAsNoRequest() {
        ask(LESSON, 20);
        long made = made();
        preWarming.renew();
        assertThat(generator.calls()).as("young").isEqualTo(1);

        pass(TTL.multipliedBy(9).dividedBy(10));
        preWarming.renew();

        assertThat(generator.calls()).isEqualTo(2);
        assertThat(made()).isGreaterThan(made);
        assertThat(statistics.sinceStart(ContentType.LESSON_CONTENT).requests()).isEqualTo(20);
        preWarming.renew();
        assertThat(generator.calls()).as("made anew a moment ago").isEqualTo(2);
    }

    @Test
    void renew_noLongerAskedFor_isLeftToItsEnd() {
        ask(LESSON, 20);
        int lives = 0;
        int before;
        do {
            before = generator.calls();
            pass(TTL.multipliedBy(9).dividedBy(10));
            preWarming.renew();
            lives++;
        } while (generator.calls() > before);

        // 20 requests, half of them forgotten every 6 hours, are worth two in a life of 2 hours for less than a day.
        assertThat(lives).isBetween(3, 12);
    }

    @Test
    void renew_askedForTwice_isNotWorthIt() {
        ask(LESSON, 2);
        pass(TTL.multipliedBy(9).dividedBy(10));
        preWarming.renew();

        assertThat(generator.calls()).isEqualTo(1);
    }

    @Test
    void renew_cleared_staysCleared() {
        ask(LESSON, 20);
        cache.clear(new Scope.All("public"));
        preWarming.renew();
        pass(TTL);
        preWarming.renew();

        assertThat(generator.calls()).isEqualTo(1);
    }

    @Test
    void renew_generatorFails_leavesWhatThereIsAndGoesOn() {
        LessonRequest other = new LessonRequest("Another");
        ask(LESSON, 20);
        ask(other, 30);
        pass(TTL.multipliedBy(9).dividedBy(10));
        generator.fail(new IllegalStateException("on purpose"));
        preWarming.renew();

        assertThat(generator.calls()).as("both were tried").isEqualTo(4);
        assertThat(serve(LESSON)).isInstanceOf(Lookup.Hit.class);
    }

    private void ask(LessonRequest request, int times) {
        for (int i = 0; i < times; i++) {
            popularity.asked(key(request), request);
            serve(request);
        }
    }

    private Lookup<Rendition> serve(LessonRequest request) {
        return content.serve(content.keyed("public", request), Directives.NONE, Set.of(), happening -> {});
    }

    private CacheKey key(LessonRequest request) {
        return content.keyed("public", request).key();
    }

    private long made() {
        return ((Lookup.Served<Rendition>) cache.peek(key(LESSON))).entry().createdMillis();
    }

    private void pass(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }
}
