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
 * Digests were computed with Python: {@code md5(json.dumps(fields, sort_keys=True).encode())}, and hashes with
 * {@code sha256}, which is then also that of the documents in the fields.
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
                        "2ff8af39dd49eb2e294f169eb4443fde45a56ab4c045e0a8b1a92652be9bc34f"),
                Arguments.of("C:\\temp\\\"x\"!", "50ce61e637f2dda3c0bdf470e15005b8",
                        "4d3f28e8b779f4235c03c97296c4e648601ffdc32fce80e39cfb2761ec8aeb68"),
                Arguments.of("a\tb!", "8051beb3d404582290dcb67cd5919fe9",
                        "87814e2ddf41bda6730c0ac3d36940efd3e31a00da1ba604125aa192d01a83e0"),
                Arguments.of("a\r\nb\n!", "f1099985e1b40eaadcd3831c80090fc6",
                        "7f5f8317c94a78628e68208f97b5a713d875335d6d7dc1c852f2079bc2dada9d"),
                Arguments.of("\b\f\0\u001f!", "3a2ed10bc0548667e52a6c77efbcac89",
                        "7c0e0739f0ba29355632a234d9fde59c4d8f00fc59d8389d4f5128c0ad58e746"),
                Arguments.of("a\u007fb!", "d9e61631fc0232da57840e925b210ac8",
                        "70ee73f905be727f6777b888b00295ae3b179596a08a86f11720f1167bb5a07b"),
                Arguments.of("a/b </script>!", "4b1a8ee2406aa2453992de33dcd65fe8",
                        "9ca5e36893648c402cad942005ed7f36cff9a5135653c629a0af37e6f193e3c1"),
                Arguments.of("fire 🔥 drill!", "1f4f7cebd8696e622afba89dd8cdf738",
                        "eacda3a9272d7dd33131090e08727534e59134646f685c5b66f9b4f6f1a28ab7"),
                Arguments.of("安全教育!", "ae2bf447ef82fa9e0d10ed4238da4341",
                        "a35ea38dc5546e1315d353e79ba8d5d935a046df7a77a1b01b71e79d1cf2453c"),
                Arguments.of("Охрана труда!", "036351720f6b811175e2cb0cc6ecf276",
                        "ef980577bbd84c2d2410cf0bbe6f3b2f61d7cc7003ddbb2cec60b5264a93523a"),
                Arguments.of("a\u2028b!", "36b9bcbaa524377028d9efd00bdd80f2",
                        "bdbef20dad49e70faaef52fbd165ba6ab9c3e99a6cb72bcfae63d0b449e7bc57"),
                Arguments.of("Zo\u00eb\u00a0\u00dcnal!", "e133e9c1e4e86b719416ed181f6c8f74",
                        "6222d50e577c911065df11a4810b647f26bc406ef27fa2b22864f6c860a70a31"));
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
