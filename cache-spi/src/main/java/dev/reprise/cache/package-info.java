/**
 * The cache itself. An application builds a {@link dev.reprise.cache.TieredCache} and asks it for values; a backend
 * implements {@link dev.reprise.cache.CacheTier}, {@link dev.reprise.cache.InvalidationLog} and
 * {@link dev.reprise.cache.Leases} and is found through {@link dev.reprise.cache.BackendProvider}.
 */
@NullMarked
package dev.reprise.cache;

import org.jspecify.annotations.NullMarked;
