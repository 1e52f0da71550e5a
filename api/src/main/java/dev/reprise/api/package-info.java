/**
 * What travels over HTTP: the five {@linkplain dev.reprise.api.ContentRequest requests}, the
 * {@linkplain dev.reprise.api.Content content} each is answered with, and the JSON Schemas of both.
 */
@NullMarked
package dev.reprise.api;

import org.jspecify.annotations.NullMarked;
