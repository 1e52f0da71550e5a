package dev.reprise.cache;

import dev.reprise.cache.testkit.SharedTextContract;

/** The text of one process. */
class SharedTextTest extends SharedTextContract {
    private final SharedText text = SharedText.inProcess();

    @Override
    protected SharedText open() {
        return text;
    }
}
