/**
 * Content made by rules alone: no model, no network, the same answer for the same request. It reads English, and says
 * so in the notes of everything it makes.
 */
@NullMarked
package dev.reprise.app.generation.builtin;

import org.jspecify.annotations.NullMarked;
