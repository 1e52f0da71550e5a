package dev.reprise.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.app.settings.Settings.InvalidSettingException;
import dev.reprise.app.settings.Settings.Secret;

final class CallersTest {
    @Test
    void from_apiKeys_areTheKeysOfTheirTenants() {
        String longest = "x".repeat(40);

        assertThat(apiKeys("acme=hunter2, 0-beta = aGk+/w==,-=~!\"'=," + longest + "=k")).containsExactly(
                Map.entry("acme", new Secret("hunter2")), Map.entry("0-beta", new Secret("aGk+/w==")),
                Map.entry("-", new Secret("~!\"'=")), Map.entry(longest, new Secret("k")));
    }

    /** The last entry is wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "acme", "acme=", "=hunter2", "acme:hunter2", "acme=k,", ",acme=hunter2",
            "acme=hunter2,,beta=k", "Acme=hunter2", "acme corp=hunter2", "acme_1=hunter2", "ac.me=hunter2",
            "acme*=hunter2", "ключ=hunter2", "acme=hunter2 hunter2", "acme=hunter2\u00e9", "acme=hun\u0000ter2",
            "public=hunter2", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=hunter2"})
    void from_entryOfNoSuchForm_isNamedByItsPlaceAndNotShown(String text) {
        assertThatThrownBy(() -> apiKeys("first=hunter1," + text)).isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("API_KEYS has a wrong entry, number ")
                .hasMessageContaining("allowed: name=secret").hasMessageNotContainingAny("hunter", "ter2", "acme=")
                .hasMessageMatching("[^\\n]+").hasNoCause();
    }

    @Test
    void from_wrongEntry_saysWhichOne() {
        assertThatThrownBy(() -> apiKeys("a=1,b=2,c")).hasMessageStartingWith("API_KEYS has a wrong entry, number 3;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme=hunter2,beta=k,acme=hunter3", "acme=hunter2,acme=hunter2", "a=hunter2,b=hunter2",
            "a=hunter2, b = hunter2 "})
    void from_nameOrSecretTwice_isRefusedAndNotShown(String text) {
        assertThatThrownBy(() -> apiKeys(text)).isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("API_KEYS has a name or a secret twice").hasMessageNotContaining("hunter");
    }

    /** It would open more than it should, or leave open what it opens. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"same | other | acme=same", "other | same | acme=same",
            "same | same | acme=other"})
    void from_oneTokenForTwoThings_isRefusedAndNotShown(String admin, String viewer, String keys) {
        assertThatThrownBy(() -> callers(Map.of("ADMIN_TOKEN", admin, "VIEWER_TOKEN", viewer, "API_KEYS", keys)))
                .isInstanceOf(InvalidSettingException.class).hasMessageContaining("each token must be another")
                .hasMessageNotContaining("same");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "ten", "1000001"})
    void from_noNumberOfGenerations_isRefused(String number) {
        assertThatThrownBy(() -> callers(Map.of("GENERATIONS_PER_MINUTE", number)))
                .hasMessage("GENERATIONS_PER_MINUTE is '" + number + "'; allowed: a whole number from 0 to 1000000");
    }

    private static Map<String, Secret> apiKeys(String text) {
        return callers(Map.of("API_KEYS", text)).apiKeys();
    }

    private static Callers callers(Map<String, String> variables) {
        return Callers.from(new Variables(variables::get));
    }
}
