/** Everything that can be set. */
@NullMarked
package dev.reprise.app.settings;

import org.jspecify.annotations.NullMarked;
