/** A far tier: entries on Redis, for every process that shares it. Found by its URL; see {@code Backend.open}. */
@NullMarked
package dev.reprise.cache.redis;

import org.jspecify.annotations.NullMarked;
