package dev.reprise.cache;

import org.jspecify.annotations.Nullable;

/**
 * What a tier says of itself. Numbers are estimates; null where the tier cannot tell.
 *
 * @param available whether it answers
 * @param entries how many it keeps
 * @param bytes what they take
 * @param maxBytes what they may take; null for no limit
 * @param evictions how many were dropped to make room, since the tier was opened or, where it is shared, its store was
 *        started
 * @param unreadable how many entries were found that could not be decoded, since the tier was opened
 * @param failures how many calls failed or were not tried, since the tier was opened
 * @param breaker as {@link CacheTier#breaker} says
 * @param breakerTrips how often the breaker opened, since the tier was opened; 0 where there is none
 */
public record TierStatus(boolean available, @Nullable Long entries, @Nullable Long bytes, @Nullable Long maxBytes,
        @Nullable Long evictions, long unreadable, long failures, @Nullable String breaker,
        long breakerTrips) {}
