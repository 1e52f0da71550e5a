/** The routes of the server and the headers, bodies and problems they answer with. */
@NullMarked
package dev.reprise.app.http;

import org.jspecify.annotations.NullMarked;
