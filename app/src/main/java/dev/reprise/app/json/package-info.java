/** Checks JSON against schemas. */
@NullMarked
package dev.reprise.app.json;

import org.jspecify.annotations.NullMarked;
