package dev.reprise.cache;

import org.jspecify.annotations.Nullable;

/** Root of what this package throws. */
public abstract sealed class CacheException extends RuntimeException
        permits TierUnavailableException, LoadFailedException {
    private static final long serialVersionUID = 1L;

    CacheException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    CacheException(String message, @Nullable Throwable cause, boolean writableStackTrace) {
        super(message, cause, false, writableStackTrace);
    }
}
