package dev.reprise.app.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.api.AssessmentRequest;
import dev.reprise.api.CefrLevel;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;
import dev.reprise.api.CurriculumRequest;
import dev.reprise.api.ExerciseType;
import dev.reprise.api.ExercisesRequest;
import dev.reprise.api.LearningPathRequest;
import dev.reprise.api.LessonRequest;
import dev.reprise.app.generation.ContentGenerator.Author;
import dev.reprise.app.settings.Settings.Secret;
import dev.reprise.cache.CacheKey;

/**
 * Digests were computed with Python: {@code md5(canonical)} of {@code canonical = json.dumps(fields,
 * sort_keys=True).encode()}, and hashes as {@code sha256(sha256(document) + canonical)}.
 */
final class ContentKeysTest {
    private static final Author AUTHOR = new Author("openai", "m", "1");
    private static final ContentRequest SEED = new CurriculumRequest("TechCorp", "Technology", "Company SOPs...");
    private static final ContentKeys KEYS = new ContentKeys(null);
    private static final ContentKeys SECRET_KEYS = new ContentKeys(new Secret("key-secret"));

    static Stream<Arguments> requests() {
        return Stream.of(Arguments.of(SEED, "course_curriculum:22919b209593fae34b1ed788d30dd0fd"),
                Arguments.of(
                        new LessonRequest("Reports", "Тема 1\n\"x\"", List.of("safety", "\\o/"),
                                List.of("past simple"), CefrLevel.C1, 45),
                        "lesson_content:975f4e3cb641c47583f342c85af2cffb"),
                Arguments.of(
                        new ExercisesRequest("Wear goggles.", List.of(ExerciseType.GAP_FILL, ExerciseType.TRUE_FALSE),
                                CefrLevel.A2, 7),
                        "exercises:60c87db910c99ea46314891e1669d090"),
                Arguments.of(new AssessmentRequest("Spills.", "final exam", CefrLevel.B2, 90),
                        "assessment:b9248e7f8be61b8d947142be72e83e0c"),
                Arguments.of(new LearningPathRequest(List.of("Report spills", "Lead a meeting"), CefrLevel.A2, null, 3),
                        "learning_path:96229d815692e8f43986b015c3e1dc3e"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void of_eachType_isWhatPythonSays(ContentRequest request, String name) {
        assertThat(ContentKeys.publicName(KEYS.of("public", AUTHOR, request))).isEqualTo(name);
    }

    /** Titles of a lesson, each with its digest and the hash of the whole request. */
    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("say \"hi\"!", "44603df0f0b3aa825f6c97f201e58ca3",
                        "c6c9996e20633494d670dad88b1967207dc1126c73dfd6fd2950fb75106b5aea"),
                Arguments.of("C:\\temp\\\"x\"!", "50ce61e637f2dda3c0bdf470e15005b8",
                        "5496353e84a45d70136bbe0ec347dc695dece99eed0c462e2790af36a2507c35"),
                Arguments.of("a\tb!", "8051beb3d404582290dcb67cd5919fe9",
                        "308f90c0420637981ef56bd61f817fee2082716d37731ea396e57542299891e4"),
                Arguments.of("a\r\nb\n!", "f1099985e1b40eaadcd3831c80090fc6",
                        "a609bde160c2f45031f92badf381b6e1667b74cf83a02ded5adb29ec665340f2"),
                Arguments.of("\b\f\0\u001f!", "3a2ed10bc0548667e52a6c77efbcac89",
                        "36b2eb6204ee66c805d8b3f3a6071489c2a587b114e7c95c089f3c3515fd6bb2"),
                Arguments.of("a\u007fb!", "d9e61631fc0232da57840e925b210ac8",
                        "45ce6e17a1f9902e29f1671209fb37a587d402162c12182f6b21a3b7a58b00d7"),
                Arguments.of("a/b </script>!", "4b1a8ee2406aa2453992de33dcd65fe8",
                        "b1b7c853555c21962c41048539ee0b0e006a53dac1f98aa916dc9a016e70c71f"),
                Arguments.of("fire 🔥 drill!", "1f4f7cebd8696e622afba89dd8cdf738",
                        "d1ba113e8a62db77a0bc4d08e6a6cf2515f26022521e106a5156913a28c4a00f"),
                Arguments.of("安全教育!", "ae2bf447ef82fa9e0d10ed4238da4341",
                        "1a149cce53998895ef4fbe8467e2791f28826bdfd01db682fc6154c061dd800c"),
                Arguments.of("Охрана труда!", "036351720f6b811175e2cb0cc6ecf276",
                        "73cec48b457d45de188297c8787916f63d9ed00abc2fb7d7f148eedae7a09f09"),
                Arguments.of("a\u2028b!", "36b9bcbaa524377028d9efd00bdd80f2",
                        "a7545cc7af67e513a5e71702ddb6bded7def864b17d84a3bde46cfe698cea9e6"),
                Arguments.of("Zo\u00eb\u00a0\u00dcnal!", "e133e9c1e4e86b719416ed181f6c8f74",
                        "93709cad691701c865c52def0e760bc91b23ef9d9da0412d0fa4e5ded66d94e8"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void of_anyText_isWhatPythonSays(String title, String digest, String requestHash) {
        CacheKey key = KEYS.of("public", AUTHOR, new LessonRequest(title));

        assertThat(key.digest()).isEqualTo(digest);
        assertThat(key.requestHash()).asHexString().isEqualToIgnoringCase(requestHash);
    }

    @Test
    void of_secretSet_isAnHmac() {
        assertThat(SECRET_KEYS.of("public", AUTHOR, SEED).digest())
                .isEqualTo("b8ef5fd39027b78be5b0f194e179f20d7b401a58f7d9f54985cb6cf0fa1fdd6f");
        assertThat(new ContentKeys(new Secret("another")).of("public", AUTHOR, SEED).digest())
                .hasSize(64).isNotEqualTo(SECRET_KEYS.of("public", AUTHOR, SEED).digest());
    }

    @Test
    void of_anotherDocument_hasAnotherRequestHash() {
        CacheKey one = KEYS.of("public", AUTHOR, new CurriculumRequest("TechCorp", "Technology", "Wear goggles."));
        CacheKey other = KEYS.of("public", AUTHOR, new CurriculumRequest("TechCorp", "Technology", "Wear goggles!"));

        assertThat(one.requestHash()).hasSize(32).isNotEqualTo(other.requestHash());
        assertThat(one).isNotEqualTo(other);
        assertThat(one.accepts(requestHash(other))).isFalse();
        assertThat(one.accepts(requestHash(one))).isTrue();
    }

    @Test
    void of_anotherTenantOrAuthor_isAnotherKey() {
        CacheKey key = KEYS.of("public", AUTHOR, SEED);

        assertThat(List.of(KEYS.of("other", AUTHOR, SEED), KEYS.of("public", new Author("builtin", "m", "1"), SEED),
                KEYS.of("public", new Author("openai", "n", "1"), SEED),
                KEYS.of("public", new Author("openai", "m", "2"), SEED),
                KEYS.of("public", new Author("openai", "m1", ""), SEED))).doesNotContain(key).doesNotHaveDuplicates()
                .extracting(ContentKeys::publicName).containsOnly(ContentKeys.publicName(key));
        assertThat(KEYS.of("public", new Author("openai", "m", "1"), SEED)).isEqualTo(key);
    }

    @Test
    void named_nameOrDigestOfAnAnswer_isItsKey() {
        CacheKey key = KEYS.of("public", AUTHOR, SEED);

        assertThat(KEYS.named("public", AUTHOR, ContentType.COURSE_CURRICULUM, ContentKeys.publicName(key)))
                .contains(key);
        assertThat(KEYS.named("public", AUTHOR, ContentType.COURSE_CURRICULUM, key.digest())).contains(key);
        CacheKey secret = SECRET_KEYS.of("public", AUTHOR, SEED);
        assertThat(SECRET_KEYS.named("public", AUTHOR, ContentType.COURSE_CURRICULUM, ContentKeys.publicName(secret)))
                .contains(secret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "course_curriculum:", "course_curriculum:22919B209593FAE34B1ED788D30DD0FD",
            "lesson_content:22919b209593fae34b1ed788d30dd0fd", "course-curriculum:22919b209593fae34b1ed788d30dd0fd",
            "22919b209593fae34b1ed788d30dd0f", "course_curriculum:course_curriculum:22919b209593fae34b1ed788d30dd0fd",
            "*", "22919b209593fae34b1ed788d30dd0fd\n"})
    void named_anythingElse_isEmpty(String name) {
        assertThat(KEYS.named("public", AUTHOR, ContentType.COURSE_CURRICULUM, name)).isEmpty();
    }

    private static byte[] requestHash(CacheKey key) {
        byte[] hash = key.requestHash();
        assertThat(hash).isNotNull();
        return hash;
    }
}
