package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** That a ledger does not grow for ever. */
class LedgerSizeTest {
    private static final long LIFE = 3_600_000;
    private static final long BEGIN = 1_767_225_600_000L;

    private final Ledger ledger = new Ledger();

    private static Scope.Key scope(int i) {
        return new Scope.Key("acme", "course", "d" + i);
    }

    @Test
    void record_hundredThousandKeysOverALongTime_remembersThoseOfTheLongestLifeOnly() {
        ledger.expectLife(LIFE);
        long step = 1000;
        int most = 0;
        for (int i = 0; i < 100_000; i++) {
            ledger.record(scope(i), new Position(BEGIN + i * step, 1));
            most = Math.max(most, ledger.size());
        }

        assertThat(most).as("twice what a life takes").isLessThanOrEqualTo((int) (2 * (LIFE / step + 2)));
    }

    @Test
    void record_hundredThousandPatternsOverALongTime_staysBounded() {
        ledger.expectLife(LIFE);
        for (int i = 0; i < 100_000; i++) {
            ledger.record(new Scope.Matching("acme", "d" + i), new Position(BEGIN + i * 10_000L, 1));
        }

        assertThat(ledger.size()).isLessThanOrEqualTo(1025);
    }

    @Test
    void record_sameScopeAgainAndAgain_isOne() {
        for (int i = 0; i < 5000; i++) {
            ledger.record(scope(1), new Position(BEGIN + i, 1));
        }

        assertThat(ledger.size()).isEqualTo(1);
    }
}
