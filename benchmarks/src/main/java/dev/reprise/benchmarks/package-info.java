/** What a hit costs, beside the alternatives. */
@NullMarked
package dev.reprise.benchmarks;

import org.jspecify.annotations.NullMarked;
