package dev.reprise.app.content;

import java.time.Duration;

/** Something that happened to content while a caller waited for it. */
public sealed interface Happening {
    /**
     * A step was reached, or goes on.
     *
     * @param elapsed since the content is being made
     * @param tokens how many the model has written; counted by the pieces in which they come until it reports them
     */
    record At(Stage stage, Duration elapsed, long tokens) implements Happening {}

    /** The model wrote more. */
    record Written(String text) implements Happening {}

    /** What the model wrote so far is void: it begins anew. */
    record Voided() implements Happening {}

    /** The steps, in order. */
    enum Stage {
        /** No tier has it; it is not yet its turn, or another node makes it. */
        WAITING,
        GENERATING,
        /** It is written; it is checked. */
        VALIDATING,
        STORED
    }
}
