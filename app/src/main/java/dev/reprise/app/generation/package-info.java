/** Turns a request into validated content: what every generator promises, and the gate that its content passes. */
@NullMarked
package dev.reprise.app.generation;

import org.jspecify.annotations.NullMarked;
