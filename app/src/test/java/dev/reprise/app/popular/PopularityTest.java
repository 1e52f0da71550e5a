package dev.reprise.app.popular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.reprise.api.AssessmentRequest;
import dev.reprise.api.CefrLevel;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.api.CurriculumRequest;
import dev.reprise.api.ExerciseType;
import dev.reprise.api.ExercisesRequest;
import dev.reprise.api.LearningPathRequest;
import dev.reprise.api.LessonRequest;
import dev.reprise.app.content.ContentKeys;
import dev.reprise.app.generation.ScriptedGenerator;
import dev.reprise.app.popular.Popularity.Popular;
import dev.reprise.cache.CacheKey;
import dev.reprise.cache.SharedRanking;
import dev.reprise.cache.TierUnavailableException;

final class PopularityTest {
    private static final LessonRequest LESSON = new LessonRequest("Reporting a spill");

    private final ContentKeys keys = new ContentKeys(null);
    private final Flaky lessons = new Flaky();
    private final Popularity popularity = new Popularity(type -> type == ContentType.LESSON_CONTENT
            ? lessons
            : SharedRanking.inProcess(() -> Instant.EPOCH));

    @Test
    void top_severalAsked_areThoseOfTheTypeMostFirst() {
        ask("one", LESSON, 2);
        ask("two", LESSON, 3);
        ask("two", new LessonRequest("Another"), 1);
        ask("two", new LearningPathRequest(List.of("Speak"), CefrLevel.B1, CefrLevel.B2, 3), 9);

        List<Popular> top = popularity.top(ContentType.LESSON_CONTENT, 2);
        assertThat(top).extracting(Popular::tenant).containsExactly("two", "one");
        assertThat(top.getFirst().digest()).isEqualTo(key("two", LESSON).digest());
        assertThat(top.getFirst().count()).isCloseTo(3, within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void request_askedTwice_isTheSameAndHasATitle(ContentRequest request, String title) {
        ask("public", request, 2);

        Popular it = popularity.top(request.type(), 1).getFirst();
        assertThat(popularity.request(it)).contains(request);
        assertThat(popularity.title(it)).isEqualTo(title);
    }

    static Stream<Object[]> requests() {
        return Stream.of(new Object[]{LESSON, "Reporting a spill"},
                new Object[]{new CurriculumRequest("TechCorp", "Technology", "An SOP.", CefrLevel.A2, 8),
                        "TechCorp, Technology"},
                new Object[]{
                        new ExercisesRequest("One\n two. ".repeat(30), List.of(ExerciseType.GAP_FILL), CefrLevel.C1, 5),
                        "gap-fill: One two. One two. One two. One two. One two. One two. One two. One two…"},
                new Object[]{new AssessmentRequest("A course.", "quiz", CefrLevel.B1, 30), "quiz: A course."},
                new Object[]{new LearningPathRequest(List.of("Speak", "Write"), CefrLevel.B1, CefrLevel.B2, 3),
                        "Speak, Write"});
    }

    @Test
    void request_askedOnce_isNotKept() {
        ask("public", LESSON, 1);

        Popular it = popularity.top(ContentType.LESSON_CONTENT, 1).getFirst();
        assertThat(popularity.request(it)).isEmpty();
        assertThat(popularity.title(it)).isEmpty();
    }

    @Test
    void publish_storeAway_keepsWhatWasCountedForLater() {
        lessons.isAway = true;
        ask("public", LESSON, 2);
        popularity.publish();
        ask("public", LESSON, 1);
        popularity.publish();
        assertThatExceptionOfType(TierUnavailableException.class)
                .isThrownBy(() -> popularity.top(ContentType.LESSON_CONTENT, 1));
        lessons.isAway = false;

        assertThat(popularity.top(ContentType.LESSON_CONTENT, 1).getFirst().count()).isCloseTo(3, within(1e-9));
    }

    @Test
    void asked_moreThanAreCounted_dropsThoseAndCountsTheOthersOn() {
        ask("public", LESSON, 1);
        for (int i = 0; i < 2000; i++) {
            ask("public", new LessonRequest("Lesson " + i), 1);
        }
        ask("public", LESSON, 1);
        popularity.publish();

        assertThat(lessons.counted).hasSize(500);
        assertThat(popularity.top(ContentType.LESSON_CONTENT, 1).getFirst().digest())
                .isEqualTo(key("public", LESSON).digest());
    }

    private void ask(String tenant, ContentRequest request, int times) {
        for (int i = 0; i < times; i++) {
            popularity.asked(key(tenant, request), request);
        }
    }

    private CacheKey key(String tenant, ContentRequest request) {
        return keys.of(tenant, ScriptedGenerator.AUTHOR, request);
    }

    /** A ranking whose store can be away. */
    private static final class Flaky implements SharedRanking {
        private final SharedRanking ranking = SharedRanking.inProcess(() -> Instant.EPOCH);
        private final Set<String> counted = new HashSet<>();
        private boolean isAway;

        @Override
        public Set<String> add(Map<String, Long> counts) {
            check();
            counted.addAll(counts.keySet());
            return ranking.add(counts);
        }

        @Override
        public void describe(String name, String text) {
            ranking.describe(name, text);
        }

        @Override
        public List<Ranked> top(int most) {
            check();
            return ranking.top(most);
        }

        @Override
        public Optional<String> text(String name) {
            return ranking.text(name);
        }

        private void check() {
            if (isAway) {
                throw new TierUnavailableException("away", null);
            }
        }
    }
}
