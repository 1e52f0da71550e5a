package dev.reprise.app.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScheduleTest {
    /** A Saturday. */
    private static final Instant NOW = Instant.parse("2026-02-28T12:34:56Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0 3 * * * | 2026-03-01T03:00:00Z", "*/15 * * * * | 2026-02-28T12:45:00Z",
            "30 22 * * 1-5 | 2026-03-02T22:30:00Z", "0 0 29 2 * | 2028-02-29T00:00:00Z",
            "0 3,15 * * 6 | 2026-02-28T15:00:00Z", "0 5 * * 0 | 2026-03-01T05:00:00Z",
            "0 5 * * 7 | 2026-03-01T05:00:00Z"})
    void next_eachForm_isTheFirstTimeAfter(String cron, Instant next) {
        assertThat(new Schedule(cron, ZoneOffset.UTC).next(NOW)).isEqualTo(next);
    }

    @Test
    void next_atOneOfTheTimes_isTheOneAfter() {
        assertThat(new Schedule("0 * * * *", ZoneOffset.UTC).next(Instant.parse("2026-02-28T12:00:00Z")))
                .isEqualTo("2026-02-28T13:00:00Z");
    }

    @Test
    void next_otherZone_followsItsClock() {
        Schedule schedule = new Schedule("0 3 * * *", ZoneId.of("Europe/Berlin"));

        assertThat(schedule.next(NOW)).isEqualTo("2026-03-01T02:00:00Z");
        assertThat(schedule.next(Instant.parse("2026-07-01T12:00:00Z"))).isEqualTo("2026-07-02T01:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "daily", "0 3 * *", "0 0 3 * * *", "60 3 * * *", "0 24 * * *", "0 3 30 2 *",
            "* * * * 8"})
    void new_noSchedule_isRefused(String cron) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(cron, ZoneOffset.UTC));
    }
}
