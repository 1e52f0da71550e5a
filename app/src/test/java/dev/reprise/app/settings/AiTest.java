package dev.reprise.app.settings;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.app.settings.Settings.InvalidSettingException;
import dev.reprise.app.settings.Settings.Secret;

final class AiTest {
    private static final String URL = "https://ai.example/v1";

    @Test
    void from_nothing_isTheBuiltInGeneratorAlone() {
        assertThat(from()).isEqualTo(new Ai(new Ai.Generator(Ai.Provider.BUILTIN, null, null, "", null), null,
                Duration.ofMinutes(2), 2, 24_000, 16, 256, Duration.ofSeconds(2), false, Map.of()));
    }

    @Test
    void from_everything_isAsSet() {
        Ai ai = from("AI_BASE_URL", URL, "AI_MODEL", "m", "AI_API_KEY", "k", "AI_MAX_OUTPUT_TOKENS", "9000",
                "AI_FALLBACK_PROVIDER", "anthropic", "AI_FALLBACK_API_KEY", "f", "AI_FALLBACK_MODEL", "n",
                "AI_TIMEOUT", "3", "AI_RETRIES", "0", "AI_DOCUMENT_TOKENS", "500", "CONCURRENT_GENERATIONS", "1",
                "QUEUED_GENERATIONS", "0", "FAILURE_MEMORY", "0", "CANCEL_ABANDONED", "true");

        assertThat(ai).isEqualTo(
                new Ai(new Ai.Generator(Ai.Provider.OPENAI, URI.create(URL), new Secret("k"), "m", 9000),
                        new Ai.Generator(Ai.Provider.ANTHROPIC, null, new Secret("f"), "n", null),
                        Duration.ofSeconds(3),
                        0,
                        500, 1, 0, Duration.ZERO, true, Map.of()));
    }

    @Test
    void from_aiBaseUrl_meansOpenAi() {
        Ai.Generator first = from("AI_BASE_URL", URL, "AI_MODEL", "m").first();

        assertThat(first.provider()).isEqualTo(Ai.Provider.OPENAI);
        assertThat(first.apiKey()).isNull();
    }

    @Test
    void from_builtInWithAnAddress_isBuiltIn() {
        assertThat(from("AI_PROVIDER", "builtin", "AI_BASE_URL", URL, "AI_API_KEY", "k")).isEqualTo(from());
    }

    @Test
    void from_builtInAsFallback_needsNothingElse() {
        assertThat(from("AI_BASE_URL", URL, "AI_MODEL", "m", "AI_FALLBACK_PROVIDER", "builtin").fallback())
                .isEqualTo(from().first());
    }

    @ParameterizedTest
    @CsvSource({"AI_BASE_URL, https://ai.example/v1, AI_MODEL is not set",
            "AI_PROVIDER, openai, AI_BASE_URL is not set", "AI_PROVIDER, anthropic, AI_API_KEY is not set",
            "AI_FALLBACK_MODEL, m, AI_FALLBACK_BASE_URL is not set", "AI_PROVIDER, clippy, AI_PROVIDER is 'clippy'",
            "AI_FALLBACK_BASE_URL, https://ai.example/v1, AI_FALLBACK_MODEL is not set"})
    void from_somethingMissing_saysWhat(String name, String value, String message) {
        assertThatThrownBy(() -> from(name, value)).isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void from_prices_areByModel() {
        Ai ai = from("AI_PRICES", "gpt-small=0.15/0.6, org/model:7b = 1/2");

        assertThat(ai.prices()).containsOnlyKeys("gpt-small", "org/model:7b");
        assertThat(requireNonNull(ai.prices().get("gpt-small")).micros(1_000_000, 2_000_000)).isEqualTo(1_350_000);
        assertThat(requireNonNull(ai.prices().get("gpt-small")).micros(3, 0)).as("rounded").isZero();
        assertThat(requireNonNull(ai.prices().get("org/model:7b")).micros(10, 1)).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"m", "m=1", "m=1/", "=1/2", "m=-1/2", "m=1/2,", "m=1,5/2", "m=a/b"})
    void from_pricesOfAnotherForm_saysWhatIsAllowed(String prices) {
        assertThatThrownBy(() -> from("AI_PRICES", prices)).isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("AI_PRICES has ").hasMessageContaining("model=input/output");
    }

    private static Ai from(String... namesAndValues) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Ai.from(new Variables(variables::get));
    }
}
