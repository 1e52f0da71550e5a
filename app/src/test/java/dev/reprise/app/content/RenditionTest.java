package dev.reprise.app.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RenditionTest {
    private static final Rendition RENDITION = Rendition.of("{\"title\": \"Огонь 🔥\"}".getBytes(UTF_8));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 1_000_000})
    void decode_encoded_isTheSame(int length) {
        Rendition rendition = Rendition.of("x".repeat(length).getBytes(UTF_8));
        Rendition decoded = Rendition.CODEC.decode(Rendition.CODEC.encode(rendition));

        assertThat(decoded.json()).isEqualTo(rendition.json());
        assertThat(decoded.gzip()).isEqualTo(rendition.gzip());
        assertThat(decoded.etag()).isEqualTo(rendition.etag());
        assertThat(decoded.bytes()).isEqualTo(rendition.bytes());
    }

    @Test
    void decode_garbage_throws() {
        byte[] right = Rendition.CODEC.encode(RENDITION);
        byte[] flipped = right.clone();
        flipped[12] ^= 0x55;
        byte[] wrongSum = right.clone();
        wrongSum[right.length - 6] ^= 1;

        for (byte[] garbage : new byte[][]{{}, {1, 2, 3}, "{\"title\": 1}".getBytes(UTF_8), new byte[100], flipped,
                wrongSum, Arrays.copyOf(right, right.length - 1), Arrays.copyOf(right, 10)}) {
            assertThatThrownBy(() -> Rendition.CODEC.decode(garbage)).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void etag_sameJson_isTheSame() {
        assertThat(RENDITION.etag()).matches("\"[0-9a-f]{32}\"")
                .isEqualTo(Rendition.of(RENDITION.json().clone()).etag());
        assertThat(RENDITION.gzipEtag()).isNotEqualTo(RENDITION.etag());
        assertThat(RENDITION.etag()).isNotEqualTo(Rendition.of("{}".getBytes(UTF_8)).etag());
    }

    @Test
    void bytes_always_coversBothForms() {
        assertThat(RENDITION.bytes()).isGreaterThan(RENDITION.json().length + RENDITION.gzip().length);
    }
}
