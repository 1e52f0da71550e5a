/** What tests of tiers and caches share: the contract every tier keeps, and doubles of clocks and tiers. */
@NullMarked
package dev.reprise.cache.testkit;

import org.jspecify.annotations.NullMarked;
