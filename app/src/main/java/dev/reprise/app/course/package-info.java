/** Whole courses: which parts they have, and from what each is made. */
@NullMarked
package dev.reprise.app.course;

import org.jspecify.annotations.NullMarked;
