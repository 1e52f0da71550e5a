package dev.reprise.cache;

/** Makes the value of a key. */
@FunctionalInterface
public interface Loader<V> {
    /**
     * Makes the value. Runs on a thread of the cache's executor, which is interrupted when the deadline of the policy
     * passes. Everything it throws reaches each waiting caller as the cause of one {@link LoadFailedException}, and
     * nothing is stored.
     */
    Loaded<V> load() throws Exception;
}
