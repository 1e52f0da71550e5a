package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.testkit.Caller;
import dev.reprise.cache.testkit.Gate;
import dev.reprise.cache.testkit.ScriptedLoader;

/** Who makes the value that a caller waits for. */
class TieredCacheAwaitedTest extends TieredCacheFixture {
    private final List<Loader<String>> awaited = new CopyOnWriteArrayList<>();

    @Test
    void lookup_miss_tellsItsOwnLoaderBeforeItRuns() {
        Loader<String> mine = () -> {
            assertThat(awaited).hasSize(1);
            return Loaded.of("mine");
        };

        assertThat(valueOf(cache.lookup(KEY, Set.of(), Directives.NONE, mine, awaited::add))).isEqualTo("mine");
        assertThat(awaited).containsExactly(mine);
    }

    @Test
    void lookup_joinsAFlight_tellsTheLoaderOfWhoLeadsIt() throws Exception {
        Gate gate = new Gate();
        loader.holdAt(gate);
        Caller<Lookup<String>> first = call();
        gate.awaitReached();

        Caller<Lookup<String>> second = Caller.start(() -> cache.lookup(KEY, Set.of(), Directives.NONE,
                new ScriptedLoader(), awaited::add));
        callers.add(second);
        second.awaitBlocked();

        assertThat(awaited).containsExactly(loader);
        gate.open();
        assertThat(valueOf(second.answer())).isEqualTo(valueOf(first.answer()));
    }

    @Test
    void lookup_hitNearOrFar_tellsNobody() {
        far.put(KEY, entryMade(clock.millis(), "kept"));

        cache.lookup(KEY, Set.of(), Directives.NONE, loader, awaited::add);
        cache.lookup(KEY, Set.of(), Directives.NONE, loader, awaited::add);

        assertThat(awaited).isEmpty();
        assertThat(loader.calls()).isZero();
    }

    @Test
    void lookup_noStore_tellsItsOwnLoaderEvenWhereAnotherRuns() throws Exception {
        Gate gate = new Gate();
        loader.holdAt(gate);
        Caller<Lookup<String>> first = call();
        gate.awaitReached();
        ScriptedLoader mine = new ScriptedLoader();

        cache.lookup(KEY, Set.of(), NO_STORE, mine, awaited::add);

        assertThat(awaited).containsExactly(mine);
        gate.open();
        first.answer();
    }
}
