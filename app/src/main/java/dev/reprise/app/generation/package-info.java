/** Turns a request into validated content: the built-in generator, models, and the gate both pass. */
@NullMarked
package dev.reprise.app.generation;

import org.jspecify.annotations.NullMarked;
