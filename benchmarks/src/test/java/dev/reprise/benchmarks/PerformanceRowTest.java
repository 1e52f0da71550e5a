package dev.reprise.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.reprise.benchmarks.PerformanceRow.SoFar;

class PerformanceRowTest {
    private static final Times SECOND = Times.of(List.of(1_000_000_000L));
    private static final Times MILLISECOND = Times.of(List.of(1_000_000L));

    @Test
    void percent_nearlyAll_isNotRoundedToAHundred() {
        assertThat(PerformanceRow.percent(99.99532)).hasToString("99.9953");
        assertThat(PerformanceRow.percent(99.2)).hasToString("99.20");
        assertThat(PerformanceRow.percent(61.26)).hasToString("61");
    }

    @Test
    void blended_crossesTheClaimTwice_tellsTheHitRateOfTheLastTime() {
        // 75 % is claimed: reached with the second request, lost with the third, reached again between 70 and 80 % of hits.
        List<SoFar> stream = List.of(new SoFar(0, 1000), new SoFar(80, 200), new SoFar(70, 300), new SoFar(80, 200));

        assertThat(blended(stream).get(3)).isEqualTo(75.0);
    }

    @Test
    void blended_neverAsFastAsClaimed_hasNoHitRate() {
        assertThat(blended(List.of(new SoFar(0, 1000), new SoFar(50, 500))).get(3)).isNull();
    }

    @Test
    void blended_hitsOfAMillisecond_needsSlightlyMoreThanTheClaim() {
        assertThat((Double) blended(List.of(new SoFar(0, 1000))).get(2)).isBetween(75.07, 75.08);
    }

    @Test
    void number_anySize_hasThreeDigitsThatCount() {
        assertThat(Results.number(0.0123456)).isEqualTo("0.0123");
        assertThat(Results.number(1.5)).isEqualTo("1.50");
        assertThat(Results.number(12345.6)).isEqualTo("12346");
        assertThat(Results.number(0)).isEqualTo("0.00");
        assertThat(Results.number(Double.NaN)).isEqualTo("–");
    }

    private static List<@Nullable Object> blended(List<SoFar> stream) {
        Operation curriculum = Operation.claimed().getFirst();
        return new PerformanceRow(curriculum, SECOND, MILLISECOND, MILLISECOND, stream).blended();
    }
}
