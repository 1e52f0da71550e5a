package dev.reprise.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.api.ContentType;
import dev.reprise.app.schedule.Schedule;
import dev.reprise.app.settings.Callers.Regenerate;
import dev.reprise.app.settings.Settings.EncryptionKey;
import dev.reprise.app.settings.Settings.InvalidSettingException;
import dev.reprise.app.settings.Settings.Logs;
import dev.reprise.app.settings.Settings.Redis;

final class SettingsTest {
    private static final String SECRET = "hunter2";

    /** 32 bytes whose base64 has both characters in which its alphabets differ. */
    private static final String HEX = "fbff000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d";
    private static final byte[] KEY_BYTES = HexFormat.of().parseHex(HEX);

    @Test
    void from_nothing_isTheDefaults() {
        assertThat(Settings.from(name -> null)).isEqualTo(new Settings("127.0.0.1", 8080, 1_048_576, null, "main",
                268_435_456,
                Map.of("default_ttl", Duration.ofHours(1), "ai_content_ttl", Duration.ofHours(2),
                        "course_curriculum_ttl", Duration.ofHours(4), "lesson_content_ttl", Duration.ofHours(2),
                        "exercise_cache_ttl", Duration.ofHours(1), "assessment_cache_ttl", Duration.ofHours(2),
                        "learning_path_ttl", Duration.ofHours(4)),
                null, null, Ai.from(new Variables(name -> null)),
                new Callers(null, null, Map.of(), Regenerate.ALL, 0), null, null, 20, Duration.ZERO,
                new Logs(Logs.Format.TEXT, Logs.Level.INFO)));
    }

    @Test
    void from_redisUrlAlone_hasTheDefaultsOfRedis() {
        assertThat(from("REDIS_URL", "redis://localhost:6379").redis())
                .isEqualTo(new Redis(URI.create("redis://localhost:6379"), Duration.ofSeconds(1),
                        Duration.ofMillis(500), true, Duration.ofSeconds(30), null));
    }

    @ParameterizedTest
    @CsvSource({"redis://u:hunter2@my_host:6379/1, redis://my_host:6379/1",
            "'redis-sentinel://u:hunter2@a:1,b:2/main', 'redis-sentinel://a:1,b:2/main'",
            "'rediss-cluster://:hunter2@a,b', 'rediss-cluster://a,b'"})
    void toString_redisUrl_showsThePlacesAndNoPassword(String url, String shown) {
        assertThat(from("REDIS_URL", url).redis()).hasToString(shown);
    }

    @Test
    void from_everythingSet_isRead() {
        Settings settings = from("HOST", "0.0.0.0", "PORT", "0", "MAX_BODY_BYTES", "2048", "REDIS_URL",
                "rediss://cache.example:6380/2", "SOCKET_CONNECT_TIMEOUT", "2", "SOCKET_TIMEOUT", "0.25",
                "RETRY_ON_TIMEOUT", "FALSE", "HEALTH_CHECK_INTERVAL", "15", "CACHE_NAMESPACE", "blue.green-1_2",
                "NEAR_CACHE_MAX_BYTES", "1048576", "CACHE_KEY_SECRET", "k", "CACHE_ENCRYPTION_KEY", HEX, "AI_PROVIDER",
                "OpenAI", "AI_BASE_URL", "http://localhost:11434/v1", "AI_API_KEY", "a", "AI_MODEL", "m", "AI_TIMEOUT",
                "1.5", "ADMIN_TOKEN", "t", "VIEWER_TOKEN", "v", "API_KEYS", " acme = a1 , be-ta=b=",
                "GENERATIONS_PER_MINUTE",
                "7", "REGENERATE", "Admin", "DEFAULT_TTL", "1", "AI_CONTENT_TTL", "2",
                "COURSE_CURRICULUM_TTL", "3", "LESSON_CONTENT_TTL", "4", "EXERCISE_CACHE_TTL", "5",
                "ASSESSMENT_CACHE_TTL", "6", "LEARNING_PATH_TTL", "2592000", "WARM_UP_FILE", "queries.json",
                "WARM_UP_SCHEDULE", "0 3 * * *", "DRAIN", "5", "LOG_FORMAT", "json", "LOG_LEVEL", "Debug",
                "PRE_WARM", "5");

        assertThat(settings).isEqualTo(new Settings("0.0.0.0", 0, 2048,
                new Redis(URI.create("rediss://cache.example:6380/2"), Duration.ofSeconds(2), Duration.ofMillis(250),
                        false, Duration.ofSeconds(15), null),
                "blue.green-1_2", 1_048_576,
                Map.of("default_ttl", Duration.ofSeconds(1), "ai_content_ttl", Duration.ofSeconds(2),
                        "course_curriculum_ttl", Duration.ofSeconds(3), "lesson_content_ttl", Duration.ofSeconds(4),
                        "exercise_cache_ttl", Duration.ofSeconds(5), "assessment_cache_ttl", Duration.ofSeconds(6),
                        "learning_path_ttl", Duration.ofDays(30)),
                new Settings.Secret("k"), new EncryptionKey(new SecretKeySpec(KEY_BYTES, "AES")),
                new Ai(new Ai.Generator(Ai.Provider.OPENAI, URI.create("http://localhost:11434/v1"),
                        new Settings.Secret("a"), "m", null), null, Duration.ofMillis(1500), 2, 24_000, 16, 256,
                        Duration.ofSeconds(2), false, Map.of()),
                new Callers(new Settings.Secret("t"), new Settings.Secret("v"),
                        Map.of("acme", new Settings.Secret("a1"), "be-ta", new Settings.Secret("b=")), Regenerate.ADMIN,
                        7),
                Path.of("queries.json"), new Schedule("0 3 * * *", ZoneId.systemDefault()), 5, Duration.ofSeconds(5),
                new Logs(Logs.Format.JSON, Logs.Level.DEBUG)));
    }

    @Test
    void ttl_eachType_isTheOneOfItsSetting() {
        Settings settings = from("COURSE_CURRICULUM_TTL", "3", "LESSON_CONTENT_TTL", "4", "EXERCISE_CACHE_TTL", "5",
                "ASSESSMENT_CACHE_TTL", "6", "LEARNING_PATH_TTL", "7");

        assertThat(ContentType.values()).extracting(type -> settings.ttls().get(Settings.ttlName(type)))
                .containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofSeconds(5),
                        Duration.ofSeconds(6), Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void from_blankValue_countsAsNotSet(String blank) {
        assertThat(Settings.from(name -> blank)).isEqualTo(Settings.from(name -> null));
    }

    @Test
    void from_spacesAround_areDropped() {
        assertThat(from("PORT", " 80 ").port()).isEqualTo(80);
    }

    /** A value that is not allowed, and what the message says is. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"PORT | http | a whole number from 0 to 65535",
            "PORT | -1 | a whole number from 0 to 65535", "PORT | 65536 | a whole number from 0 to 65535",
            "PORT | 80.5 | a whole number from 0 to 65535",
            "PORT | 99999999999999999999 | a whole number from 0 to 65535",
            "MAX_BODY_BYTES | 1023 | a whole number from 1024 to 1073741824",
            "MAX_BODY_BYTES | 1MB | a whole number from 1024 to 1073741824",
            "NEAR_CACHE_MAX_BYTES | 1048575 | a whole number from 1048576",
            "CACHE_NAMESPACE | a:b | letters, digits, '_', '.' and '-'",
            "CACHE_NAMESPACE | * | letters, digits, '_', '.' and '-'",
            "SOCKET_CONNECT_TIMEOUT | 0 | seconds, more than 0, for example 1",
            "SOCKET_TIMEOUT | 500ms | seconds, more than 0, for example 0.5",
            "SOCKET_TIMEOUT | -1 | seconds, more than 0, for example 0.5",
            "SOCKET_TIMEOUT | 0.000 | seconds, more than 0, for example 0.5",
            "HEALTH_CHECK_INTERVAL | 30s | seconds, more than 0, for example 30",
            "AI_TIMEOUT | soon | seconds, more than 0, for example 120",
            "AI_TIMEOUT | 1e3 | seconds, more than 0, for example 120",
            "AI_TIMEOUT | 9999999 | seconds, more than 0, for example 120", "RETRY_ON_TIMEOUT | Yes | true or false",
            "AI_PROVIDER | clippy | builtin, openai, anthropic", "REGENERATE | nobody | all, admin",
            "DRAIN | -1 | a whole number from 0 to 3600", "LOG_FORMAT | xml | text, json",
            "LOG_LEVEL | loud | error, warn, info, debug, trace",
            "WARM_UP_SCHEDULE | nightly | minute, hour, day of the month, month and day of the week as in cron, for"
                    + " example '0 3 * * *' for each night at 3",
            "DEFAULT_TTL | 0 | a whole number from 1 to 2592000",
            "AI_CONTENT_TTL | 2592001 | a whole number from 1 to 2592000",
            "COURSE_CURRICULUM_TTL | 4h | a whole number from 1 to 2592000",
            "LESSON_CONTENT_TTL | -1 | a whole number from 1 to 2592000",
            "EXERCISE_CACHE_TTL | 1.5 | a whole number from 1 to 2592000",
            "ASSESSMENT_CACHE_TTL | none | a whole number from 1 to 2592000",
            "LEARNING_PATH_TTL | 0x10 | a whole number from 1 to 2592000"})
    void from_wrongValue_namesVariableValueAndWhatIsAllowed(String name, String value, String allowed) {
        assertThatThrownBy(() -> from(name, value)).isInstanceOf(InvalidSettingException.class)
                .hasMessage(name + " is '" + value + "'; allowed: " + allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://", "redis://:hunter2@ /", "redis://:hun ter2@host:6379",
            "redis://user:hunter2%@host"})
    void from_redisUrlThatIsNone_isNamedButNotShown(String url) {
        assertThatThrownBy(() -> from("REDIS_URL", url)).isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("REDIS_URL is not a URL")
                .hasMessageNotContainingAny("hunter2", "hun ter2").hasMessageMatching("[^\\n]+").hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such/file", "\0", "pom.xml", "/dev/null"})
    void from_wrongCaFile_isNamed(String file) {
        assertThatThrownBy(() -> from("REDIS_URL", "rediss://host", "REDIS_CA_FILE", file))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("REDIS_CA_FILE names no file of certificates in PEM that can be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such/file", "\0", "pom.xml"})
    void from_wrongKeyStore_isNamedWithoutItsPassword(String file) {
        assertThatThrownBy(() -> from("REDIS_URL", "rediss://host", "REDIS_KEY_STORE", file,
                "REDIS_KEY_STORE_PASSWORD", SECRET)).isInstanceOf(InvalidSettingException.class)
                .hasMessage("REDIS_KEY_STORE names no key store (PKCS #12) that REDIS_KEY_STORE_PASSWORD opens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:11434", "ftp://user:hunter2@host", "http://", "http:// user:hunter2@host"})
    void from_wrongAiUrl_isNamedButNotShown(String url) {
        assertThatThrownBy(() -> from("AI_BASE_URL", url, "AI_MODEL", "m"))
                .isInstanceOf(InvalidSettingException.class).hasMessageStartingWith("AI_BASE_URL is not a URL")
                .hasMessageContaining("http:// or https://").hasMessageNotContaining(SECRET).hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {HEX, "FBFF000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D",
            "+/8AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0=", "-_8AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0=",
            "+/8AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0", " -_8AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0\n"})
    void from_encryptionKey_isTheBytesInAnyForm(String value) {
        EncryptionKey key = from("CACHE_ENCRYPTION_KEY", value).encryptionKey();

        assertThat(key).isNotNull();
        assertThat(key.value().getEncoded()).isEqualTo(KEY_BYTES);
        assertThat(key.value().getAlgorithm()).isEqualTo("AES");
    }

    /** Too short, too long, with other characters. */
    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "hunter2FBFF000102030405060708090A0B0C0D0E0F10111213141516171819",
            "hunter2AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0==", "hunter2=AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo=",
            "hunter2 AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo", "hunter2.AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo",
            "hunter2FBwgJCgsMDQ4PEA==", "hunter2AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkq",
            "hunter2\nCACHE_KEY_SECRET"})
    void from_wrongEncryptionKey_isNamedButNotShown(String value) {
        assertThatThrownBy(() -> from("CACHE_ENCRYPTION_KEY", value)).isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "CACHE_ENCRYPTION_KEY is not a key; allowed: 32 bytes as base64 or as 64 hexadecimal digits,"
                                + " for example what 'openssl rand -base64 32' prints")
                .hasNoCause();
    }

    @Test
    void toString_encryptionKeySet_showsNothingOfIt() {
        Settings settings = from("CACHE_ENCRYPTION_KEY", HEX);

        assertThat(settings.toString()).contains("encryptionKey=(secret)").doesNotContainIgnoringCase(HEX);
    }

    @Test
    void toString_secretsSet_showsNone() {
        Settings settings = from("REDIS_URL", "redis://user:hunter2@cache.example:6379/3?password=hunter2",
                "CACHE_KEY_SECRET", SECRET, "ADMIN_TOKEN", SECRET + 1, "VIEWER_TOKEN", SECRET + 2, "API_KEYS",
                "acme=" + SECRET, "AI_BASE_URL", "https://user:hunter2@ai.example/v1",
                "AI_MODEL", "m", "AI_API_KEY", SECRET);

        assertThat(settings.toString()).doesNotContain(SECRET);
        assertThat(settings.redis()).hasToString("redis://cache.example:6379/3");
        assertThat(settings.callers().adminToken()).hasToString("(secret)");
    }

    private static Settings from(String... namesAndValues) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Settings.from(variables::get);
    }
}
