/** The settings that change while the server runs: what they say, where they are kept, and what follows from them. */
@NullMarked
package dev.reprise.app.config;

import org.jspecify.annotations.NullMarked;
