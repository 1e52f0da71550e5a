package dev.reprise.cache.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TierStatus;
import dev.reprise.cache.testkit.CacheTierContract;

class CaffeineTierTest extends CacheTierContract {
    private static final CacheKey KEY = key("acme", "course", "d1");

    @Override
    protected CacheTier<String> tier() {
        return new CaffeineTier<>(1 << 24, String::length);
    }

    private static CaffeineTier<String> bounded(long maxBytes) {
        return new CaffeineTier<>(maxBytes, String::length);
    }

    private static void fill(CacheTier<String> tier, int entries, int bytesEach) {
        IntStream.range(0, entries)
                .forEach(i -> tier.put(key("acme", "course", "d" + i), entry("x".repeat(bytesEach))));
    }

    @Test
    void name_always_isCaffeine() {
        assertThat(bounded(1).name()).isEqualTo("caffeine");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void new_noRoom_isRefused(long maxBytes) {
        assertThatThrownBy(() -> bounded(maxBytes)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxBytes must be at least 1, is " + maxBytes);
    }

    @Test
    void get_present_isTheVeryEntry() {
        CaffeineTier<String> tier = bounded(1000);
        Entry<String> entry = entry("value");
        tier.put(KEY, entry);

        assertThat(tier.get(KEY)).isSameAs(entry);
    }

    @Test
    void status_empty_isZeroOfItsBound() {
        assertThat(bounded(1000).status()).isEqualTo(new TierStatus(true, 0L, 0L, 1000L, 0L, 0, 0, null, 0));
    }

    @Test
    void status_withEntries_countsEntriesAndBytes() {
        CaffeineTier<String> tier = bounded(1000);
        fill(tier, 3, 100);
        tier.put(KEY, entry("x".repeat(50)));

        assertThat(tier.status()).isEqualTo(new TierStatus(true, 3L, 250L, 1000L, 0L, 0, 0, null, 0));
    }

    @Test
    void put_moreThanThereIsRoomFor_staysInBoundsAndCountsEvictions() {
        CaffeineTier<String> tier = bounded(1000);

        fill(tier, 100, 100);

        TierStatus status = tier.status();
        assertThat(status.entries()).isEqualTo(10);
        assertThat(status.bytes()).isEqualTo(1000);
        assertThat(status.evictions()).isEqualTo(90);
    }

    @Test
    void put_oneLargerThanAll_isNotKeptAndEvictsNoOther() {
        CaffeineTier<String> tier = bounded(1000);
        fill(tier, 10, 100);

        tier.put(key("acme", "course", "huge"), entry("x".repeat(1001)));

        TierStatus status = tier.status();
        assertThat(tier.get(key("acme", "course", "huge"))).isNull();
        assertThat(status.entries()).isEqualTo(10);
        assertThat(status.evictions()).isEqualTo(1);
    }

    @Test
    void put_fillsExactly_evictsNothing() {
        CaffeineTier<String> tier = bounded(1000);

        fill(tier, 10, 100);

        assertThat(tier.status()).isEqualTo(new TierStatus(true, 10L, 1000L, 1000L, 0L, 0, 0, null, 0));
    }

    @Test
    void put_replacement_isWeighedAnew() {
        CaffeineTier<String> tier = bounded(1000);
        tier.put(KEY, entry("x".repeat(900)));
        tier.put(KEY, entry("x".repeat(10)));

        assertThat(tier.status()).isEqualTo(new TierStatus(true, 1L, 10L, 1000L, 0L, 0, 0, null, 0));
    }

    @Test
    void removals_ofAnyKind_areNoEvictions() {
        CaffeineTier<String> tier = bounded(1000);
        fill(tier, 5, 100);
        tier.remove(key("acme", "course", "d0"));
        tier.removeAll(new Scope.All("acme"), key -> {});

        assertThat(tier.status()).isEqualTo(new TierStatus(true, 0L, 0L, 1000L, 0L, 0, 0, null, 0));
    }

    @Test
    void put_nothingButTheKeyWeighs_isKept() {
        CaffeineTier<String> tier = bounded(1);
        fill(tier, 20, 0);

        assertThat(tier.status().entries()).isEqualTo(20);
    }

    @Test
    void close_withEntries_dropsThem() {
        CaffeineTier<String> tier = bounded(1000);
        fill(tier, 5, 100);

        tier.close();

        assertThat(tier.get(key("acme", "course", "d0"))).isNull();
        assertThat(tier.status().entries()).isZero();
    }
}
