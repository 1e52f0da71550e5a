/** Work that is done at set times, by one of the nodes that share a store. */
@NullMarked
package dev.reprise.app.schedule;

import org.jspecify.annotations.NullMarked;
