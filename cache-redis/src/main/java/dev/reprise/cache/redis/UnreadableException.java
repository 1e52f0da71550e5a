package dev.reprise.cache.redis;

import org.jspecify.annotations.Nullable;

/** Bytes that are no envelope of ours, or whose payload the codec does not know; or no record of our log. */
final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
