package dev.reprise.cache;

import org.jspecify.annotations.Nullable;

/**
 * A tier, log or lease store could not answer. It is neither a hit nor a miss; whether a write took effect is unknown.
 * Has no stack trace: it is thrown at the rate of requests while a backend is down.
 */
public final class TierUnavailableException extends CacheException {
    private static final long serialVersionUID = 1L;

    /** With what happened, fit for a log, and what caused it, if anything did. */
    public TierUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause, false);
    }
}
