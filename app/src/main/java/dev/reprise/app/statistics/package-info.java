/** What was served, from where and how fast, what that saved, and what could be better. */
@NullMarked
package dev.reprise.app.statistics;

import org.jspecify.annotations.NullMarked;
