package dev.reprise.cache;

import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * No value came of a load, and there was no stale one to serve. Nothing was stored; the next lookup loads again. The
 * cause is what the loader threw, a {@link TimeoutException} where the deadline passed, or absent where the cache was
 * closed. All callers that waited for the load get the same instance.
 */
public final class LoadFailedException extends CacheException {
    private static final long serialVersionUID = 1L;

    /** With what happened, fit for a log, and what caused it, if anything did. */
    public LoadFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
