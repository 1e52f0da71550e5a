/** Chooses what to show of a document that is too long to be shown whole. */
@NullMarked
package dev.reprise.app.generation.excerpt;

import org.jspecify.annotations.NullMarked;
