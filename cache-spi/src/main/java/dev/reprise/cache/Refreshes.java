package dev.reprise.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/** Loads entries anew that were just served, while nobody waits for it. */
final class Refreshes<V> {
    /** For how long an entry is left alone whose refresh came to nothing: not each hit is to ask a broken source. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** How many refreshes run or wait at once; one more is not begun, the next hit may try again. */
    private static final int MOST = 64;

    private final TieredCache<V> cache;
    private final Flights<V> flights;
    private final Loads loads;
    private final InstantSource clock;
    private final Semaphore places = new Semaphore(MOST);

    Refreshes(TieredCache<V> cache, Flights<V> flights, Loads loads, InstantSource clock) {
        this.cache = cache;
        this.flights = flights;
        this.loads = loads;
        this.clock = clock;
    }

    /** Loads an entry anew as the one who was served it would have, unless that happens already, or too much of it. */
    void begin(Flight<V> asked, Entry<V> entry) {
        if (flights.has(asked.key)) {
            return;
        }
        if (!places.tryAcquire()) {
            cache.counters(asked.key.type()).rejected.increment();
            return;
        }
        // What the entry could be cleared by, what replaces it can be, too.
        Set<String> tags = new HashSet<>(asked.tags);
        tags.addAll(entry.tags());
        Flight<V> flight = new Flight<>(asked.key, tags, Directives.NONE, asked.loader, entry);
        if (flights.join(flight) != null) {
            places.release();
            return;
        }
        flight.whenDone(places::release);
        try {
            loads.background(() -> cache.lead(flight));
        } catch (RejectedExecutionException e) {
            cache.fail(flight, LoadFailedException.of(flight, e));
        }
    }

    /** Leaves the entry alone for a while that a flight was to replace and could not. */
    void pause(Flight<V> flight) {
        if (flight.replaces != null) {
            flight.replaces.refreshPausedUntilMillis = clock.millis() + PAUSE.toMillis();
        }
    }
}
