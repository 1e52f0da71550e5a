/** Has content written by a model: what it is told, how it is asked, and what becomes of its answer. */
@NullMarked
package dev.reprise.app.generation.model;

import org.jspecify.annotations.NullMarked;
