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

/** Digests were computed with Python: {@code md5(json.dumps(fields, sort_keys=True).encode())}. */
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
                        "f7ba57fcbc12f5c2d485022f6d2d3cd2f4b23583278c7fe6687ef30f576d21fd"),
                Arguments.of("C:\\temp\\\"x\"!", "50ce61e637f2dda3c0bdf470e15005b8",
                        "1570668f720f3901998caf3be2701d53cf61243e17d673379c7e19a27c6ed4cf"),
                Arguments.of("a\tb!", "8051beb3d404582290dcb67cd5919fe9",
                        "1792bfc0f28c73e660fac2fdd2dd13cffc93567d196dff5e08433875e667deb0"),
                Arguments.of("a\r\nb\n!", "f1099985e1b40eaadcd3831c80090fc6",
                        "3f823759695c35f18a8c7417dbfeb4dff86ea3f8beff130fb4f302921d9fae27"),
                Arguments.of("\b\f\0\u001f!", "3a2ed10bc0548667e52a6c77efbcac89",
                        "b41c795e132613d1a8b2761a66abdb03f5cb10ad06c7cfb7ca02a404babd1c45"),
                Arguments.of("a\u007fb!", "d9e61631fc0232da57840e925b210ac8",
                        "532a1eb203884d0fb7638eec036e4362d0441a831025c7cb196a64f163f4d77c"),
                Arguments.of("a/b </script>!", "4b1a8ee2406aa2453992de33dcd65fe8",
                        "bb36c5ecbe22f30544dd503050615b85b5c6fb6482fa13ccde76e201dbf4c690"),
                Arguments.of("fire 🔥 drill!", "1f4f7cebd8696e622afba89dd8cdf738",
                        "5cd84a768312fd4aa6de8487c99641ce28f3fbbe209e71a6b9d816d3403843d8"),
                Arguments.of("安全教育!", "ae2bf447ef82fa9e0d10ed4238da4341",
                        "7e90f3d5651943e90ef4342818faaee4ac55029a2f45ab7a801b0f5727896dca"),
                Arguments.of("Охрана труда!", "036351720f6b811175e2cb0cc6ecf276",
                        "838401c2b05b6f422e7310ff2829a88441dd9647eedffa767f41c181ff12561b"),
                Arguments.of("a\u2028b!", "36b9bcbaa524377028d9efd00bdd80f2",
                        "e01b9924580192e02568680be1a5e7221841e9e648eb91134d0bf46fdf4c51eb"),
                Arguments.of("Zo\u00eb\u00a0\u00dcnal!", "e133e9c1e4e86b719416ed181f6c8f74",
                        "05c38bcc0ee063920af4cb22b9aab26d827b34d30c564ccfb8f2b3de719a3ec5"));
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
    void of_secretOrNot_requestHashIsTheSame() {
        assertThat(SECRET_KEYS.of("public", AUTHOR, SEED).requestHash())
                .isEqualTo(KEYS.of("public", AUTHOR, SEED).requestHash());
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
