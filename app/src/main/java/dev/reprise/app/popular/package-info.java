/** What is asked for most, and keeping it at hand. */
@NullMarked
package dev.reprise.app.popular;

import org.jspecify.annotations.NullMarked;
