/** From a request to the bytes that answer it: its key, the cache, and the form in which content is kept and sent. */
@NullMarked
package dev.reprise.app.content;

import org.jspecify.annotations.NullMarked;
