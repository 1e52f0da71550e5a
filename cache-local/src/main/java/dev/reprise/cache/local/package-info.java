/** A near tier: entries in this process, on Caffeine. */
@NullMarked
package dev.reprise.cache.local;

import org.jspecify.annotations.NullMarked;
