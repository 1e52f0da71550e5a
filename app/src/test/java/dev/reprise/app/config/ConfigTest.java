package dev.reprise.app.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.api.ApiJson;
import dev.reprise.api.ConfigRequest;
import dev.reprise.api.ContentType;
import dev.reprise.app.config.Config.Change;
import dev.reprise.app.config.Config.Step;
import dev.reprise.app.settings.Settings;

/** What a change makes of the settings, and the form in which they are kept. */
final class ConfigTest {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final Config INITIAL = Config.initial(Settings.from(name -> null).ttls());

    @Test
    void initial_defaults_areThoseOfTheContract() {
        assertThat(INITIAL.version()).isZero();
        assertThat(INITIAL.ttls()).isEqualTo(Map.of("default_ttl", 3600, "ai_content_ttl", 7200,
                "course_curriculum_ttl", 14400, "lesson_content_ttl", 7200, "exercise_cache_ttl", 3600,
                "assessment_cache_ttl", 7200, "learning_path_ttl", 14400));
        assertThat(INITIAL.history()).isEmpty();
    }

    @Test
    void requestSchema_properties_areTheSettings() throws IOException {
        JsonNode properties = ApiJson.mapper().readTree(ConfigRequest.schema()).get("properties");

        Set<String> names = new TreeSet<>(INITIAL.ttls().keySet());
        names.add("apply_to_existing");
        assertThat(properties.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(names);
        INITIAL.ttls().keySet().forEach(name -> assertThat(properties.get(name).get("maximum").intValue())
                .isEqualTo(Duration.ofDays(30).toSeconds()));
    }

    @Test
    void with_aTtl_changesThatAloneAndRecordsIt() {
        Config next = with(INITIAL, "lesson_content_ttl", 60, false);

        assertThat(next.version()).isEqualTo(1);
        assertThat(next.ttl(ContentType.LESSON_CONTENT)).hasSeconds(60);
        assertThat(next.ttl(ContentType.ASSESSMENT)).hasSeconds(7200);
        assertThat(next.maxAge(ContentType.LESSON_CONTENT)).isNull();
        assertThat(next.history()).containsExactly(new Change(1, "admin", "2026-11-26T10:00:00Z",
                Map.of("lesson_content_ttl", new Step(7200, 60)), false));
    }

    @Test
    void with_whatIsSoAlready_isTheSame() {
        assertThat(with(INITIAL, "lesson_content_ttl", 7200, false)).isSameAs(INITIAL);
    }

    @Test
    void with_null_takesTheFallbackAndFollowsIt() {
        Config none = with(INITIAL, "course_curriculum_ttl", null, false);
        assertThat(none.ttl(ContentType.COURSE_CURRICULUM)).hasSeconds(7200);
        assertThat(none.history().getFirst().settings().get("course_curriculum_ttl")).isEqualTo(new Step(14400, null));

        Config moved = with(none, "ai_content_ttl", 50, true);
        assertThat(moved.ttl(ContentType.COURSE_CURRICULUM)).hasSeconds(50);
        assertThat(moved.ttl(ContentType.LEARNING_PATH)).hasSeconds(14400);
        assertThat(moved.maxAges()).isEqualTo(Map.of("course_curriculum", 50));
    }

    @Test
    void with_appliedToExisting_limitsTheAgeUntilTheTtlIsRaised() {
        Config applied = with(INITIAL, "lesson_content_ttl", 3600, true);
        assertThat(applied.maxAge(ContentType.LESSON_CONTENT)).hasSeconds(3600);

        Config lowered = with(applied, "lesson_content_ttl", 60, false);
        assertThat(lowered.maxAge(ContentType.LESSON_CONTENT)).hasSeconds(3600);
        Config raised = with(lowered, "lesson_content_ttl", 9000, false);
        assertThat(raised.maxAge(ContentType.LESSON_CONTENT)).hasSeconds(9000);
    }

    @Test
    void with_appliedToExistingAfterwards_isAChangeWithoutAStep() {
        Config applied = with(with(INITIAL, "lesson_content_ttl", 60, false), "lesson_content_ttl", 60, true);

        assertThat(applied.version()).isEqualTo(2);
        assertThat(applied.maxAges()).isEqualTo(Map.of("lesson_content", 60));
        assertThat(applied.history().getFirst().settings()).isEmpty();
        assertThat(applied.history().getFirst().appliedToExisting()).isTrue();
    }

    @Test
    void history_manyChanges_keepsTheLastFifty() {
        Config config = INITIAL;
        for (int i = 1; i <= 60; i++) {
            config = with(config, "default_ttl", i, false);
        }

        assertThat(config.history()).hasSize(50);
        assertThat(config.history().getFirst().version()).isEqualTo(60);
        assertThat(config.history().getLast().version()).isEqualTo(11);
    }

    @Test
    void text_parsed_isTheSameWithTheSameTextAndTag() {
        Config config = with(with(INITIAL, "lesson_content_ttl", null, false), "ai_content_ttl", 60, true);

        Config parsed = requireNonNull(Config.parse(config.text()));

        assertThat(parsed).isEqualTo(config);
        assertThat(parsed.text()).isEqualTo(config.text());
        assertThat(parsed.etag()).isEqualTo(config.etag()).matches("\"2-[0-9a-f]{8}\"");
    }

    /** Other versions read it. */
    @Test
    void text_anyConfig_hasThisForm() {
        assertThat(with(INITIAL, "lesson_content_ttl", null, true).text()).isEqualTo("""
                {"version":1,"ttls":{"ai_content_ttl":7200,"assessment_cache_ttl":7200,"course_curriculum_ttl":14400,\
                "default_ttl":3600,"exercise_cache_ttl":3600,"learning_path_ttl":14400,"lesson_content_ttl":null},\
                "max_ages":{"lesson_content":7200},"history":[{"version":1,"who":"admin",\
                "when":"2026-11-26T10:00:00Z","settings":{"lesson_content_ttl":{"from":7200,"to":null}},\
                "applied_to_existing":true}]}""");
    }

    @Test
    void parse_ofALaterVersion_leavesOutWhatItDoesNotKnow() {
        String text = with(INITIAL, "lesson_content_ttl", 60, false).text();

        Config parsed = Config.parse("{\"planet\":\"Mars\"," + text.substring(1));

        assertThat(parsed).isEqualTo(Config.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "5", "{", "{}", "{\"version\": 1}",
            "{\"version\": 0, \"ttls\": {\"ai_content_ttl\": 5}, \"max_ages\": {}, \"history\": []}",
            "{\"version\": 1, \"ttls\": {\"ai_content_ttl\": 5}, \"max_ages\": {}, \"history\": []}",
            "{\"version\": 1, \"ttls\": {}, \"max_ages\": {}, \"history\": [%s]}",
            "{\"version\": 1, \"ttls\": {\"ai_content_ttl\": null}, \"max_ages\": {}, \"history\": [%s]}",
            "{\"version\": 1, \"ttls\": {\"ai_content_ttl\": 0}, \"max_ages\": {}, \"history\": [%s]}",
            "{\"version\": 1, \"ttls\": {\"ai_content_ttl\": 5, \"lesson_content_ttl\": 2592001}, \"max_ages\": {},"
                    + " \"history\": [%s]}",
            "{\"version\": 1, \"ttls\": {\"ai_content_ttl\": 5}, \"max_ages\": {\"lesson_content\": 4},"
                    + " \"history\": [%s]}"})
    void parse_whatNoServerMayRunWith_isNull(String text) {
        String change = "{\"version\": 1, \"who\": \"a\", \"when\": \"b\", \"settings\": {},"
                + " \"applied_to_existing\": false}";

        assertThat(Config.parse(text.replace("%s", change))).isNull();
    }

    private static Config with(Config config, String name, @Nullable Integer ttl, boolean applyToExisting) {
        try {
            String json = "{\"" + name + "\": " + ttl + ", \"apply_to_existing\": " + applyToExisting + "}";
            return config.with(ApiJson.mapper().readValue(json, ConfigRequest.class), "admin", NOW);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
