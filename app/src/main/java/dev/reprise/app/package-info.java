/** The server: {@link dev.reprise.app.Main} starts it, {@link dev.reprise.app.Reprise} puts its parts together. */
@NullMarked
package dev.reprise.app;

import org.jspecify.annotations.NullMarked;
