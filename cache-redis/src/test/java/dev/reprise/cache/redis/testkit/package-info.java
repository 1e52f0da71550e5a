/** For tests that need a Redis. */
@NullMarked
package dev.reprise.cache.redis.testkit;

import org.jspecify.annotations.NullMarked;
