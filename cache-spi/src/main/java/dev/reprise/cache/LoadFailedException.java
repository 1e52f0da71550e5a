package dev.reprise.cache;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * No value came of a load, and there was no stale one to serve. Nothing was stored; the next lookup loads again, unless the policy has
 * failures remembered for a while. The
 * cause is what the loader threw, a {@link TimeoutException} where the deadline passed, a
 * {@link RejectedExecutionException} where too many loads waited for their turn, or absent where the cache was closed. All callers that waited for the load get the same instance.
 */
public final class LoadFailedException extends CacheException {
    private static final long serialVersionUID = 1L;

    static LoadFailedException of(Flight<?> flight, Throwable cause) {
        return new LoadFailedException("no value for " + flight.key, cause);
    }

    static LoadFailedException closed() {
        return new LoadFailedException("the cache is closed", null);
    }

    /** With what happened, fit for a log, and what caused it, if anything did. */
    public LoadFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
