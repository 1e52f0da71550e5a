package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.SharedCounters.Batch;
import dev.reprise.cache.testkit.SharedCountersContract;

/** The counters of one process. */
class SharedCountersTest extends SharedCountersContract {
    private final SharedCounters counters = SharedCounters.inProcess();

    @Override
    protected SharedCounters open() {
        return counters;
    }

    @Test
    void add_aDayOfMinutes_keepsAnHour() {
        for (long number = 1; number <= 1440; number++) {
            counters.add(new Batch("a", number, Instant.EPOCH, Map.of(),
                    Map.of(Instant.EPOCH.plus(Duration.ofMinutes(number)), Map.of("n", 1L))));
        }

        assertThat(counters.read(Instant.EPOCH.plus(Duration.ofDays(1))).minutes()).hasSize(60);
        assertThat(counters.read(Instant.EPOCH.plus(Duration.ofHours(23))).minutes()).isEmpty();
    }

    @Test
    void batch_malformed_isRefused() {
        Map<String, Long> nameless = Map.of("", 1L);

        assertThatIllegalArgumentException().isThrownBy(() -> batch(0, Map.of(), Instant.EPOCH, Map.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> batch(1, nameless, Instant.EPOCH, Map.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> batch(1, Map.of(), Instant.EPOCH, nameless));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> batch(1, Map.of(), Instant.EPOCH.plusMillis(1), Map.of("n", 1L)));
    }

    private static Batch batch(long number, Map<String, Long> total, Instant minute, Map<String, Long> counts) {
        return new Batch("a", number, Instant.EPOCH, total, Map.of(minute, counts));
    }
}
