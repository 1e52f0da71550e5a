package dev.reprise.app.generation;

import java.util.function.Consumer;

import dev.reprise.api.Content;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;

/** Makes content. Thread-safe; called once for each request that no cache could answer. */
public interface ContentGenerator {

    /** Who would make content of this type. The same answer for the life of the generator. */
    Author author(ContentType type);

    /**
     * Makes the content, blocking for as long as that takes; an interrupt ends it early.
     *
     * @param progress told on the calling thread how it goes on; must not block
     * @throws GenerationException where there is no content fit to be kept, saying why
     * @throws InterruptedException where the calling thread was interrupted
     */
    Generated generate(ContentRequest request, Consumer<Progress> progress) throws InterruptedException;

    /**
     * What content depends on besides its request.
     *
     * @param provider for example {@code openai} or {@code builtin}
     * @param model the model's name
     * @param promptVersion changes whenever the instructions do
     */
    record Author(String provider, String model, String promptVersion) {}

    /**
     * Content and what it took besides time.
     *
     * @param content as the type's schema demands
     * @param inputTokens as reported by the model; 0 where there is none
     * @param outputTokens likewise
     * @param repaired whether the model had to be told what was wrong with its first answer
     */
    record Generated(Content content, long inputTokens, long outputTokens, boolean repaired) {}
}
