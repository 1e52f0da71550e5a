package dev.reprise.cache;

import dev.reprise.cache.testkit.FakeClock;
import dev.reprise.cache.testkit.SharedRankingContract;

/** The ranking of one process. */
class SharedRankingTest extends SharedRankingContract {
    private final FakeClock clock = new FakeClock();
    private final SharedRanking ranking = SharedRanking.inProcess(clock);

    @Override
    protected SharedRanking open() {
        return ranking;
    }

    @Override
    protected void pass(int halfLives) {
        clock.advance(SharedRanking.HALF_LIFE.multipliedBy(halfLives));
    }
}
