/** What a hit costs, beside the alternatives; and a model to measure and try with. */
@NullMarked
package dev.reprise.benchmarks;

import org.jspecify.annotations.NullMarked;
