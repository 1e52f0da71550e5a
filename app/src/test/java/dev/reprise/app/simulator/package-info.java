/** A model's server on the loopback, for tests and benchmarks. */
@NullMarked
package dev.reprise.app.simulator;

import org.jspecify.annotations.NullMarked;
