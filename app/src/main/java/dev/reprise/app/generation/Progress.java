package dev.reprise.app.generation;

/** What a generator tells of its work while it goes on. */
public sealed interface Progress {
    /** It has written more. */
    record Wrote(String text) implements Progress {}

    /** It begins anew; what it has written so far is void. */
    record Restarted() implements Progress {}

    /**
     * It has written all, and looks whether that is fit to be kept.
     *
     * @param outputTokens what the model reports; 0 where there is none
     */
    record Validating(long outputTokens) implements Progress {}
}
