/** Content of many parts that is made in the background: how it goes, and ending it. */
@NullMarked
package dev.reprise.app.job;

import org.jspecify.annotations.NullMarked;
