/** What a hit, a miss, a key and a stampede cost, in this cache and in others that do the same. */
@NullMarked
package dev.reprise.benchmarks.library;

import org.jspecify.annotations.NullMarked;
