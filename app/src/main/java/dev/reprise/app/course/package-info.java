/** Whole courses: which parts they have, and having them made. */
@NullMarked
package dev.reprise.app.course;

import org.jspecify.annotations.NullMarked;
