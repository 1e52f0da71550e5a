package dev.reprise.cache;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** A connection to a shared store, and what it offers to a cache. Thread-safe. */
public interface Backend extends AutoCloseable {
    /**
     * How to reach a store.
     *
     * @param url where it is; the scheme chooses the {@link BackendProvider}
     * @param namespace what keeps this cache apart from others in the same store
     * @param connectTimeout how long to wait for a connection
     * @param socketTimeout how long to wait for an answer; longer than a miss is worth is too long
     * @param retryOnTimeout whether a read that timed out is tried once more
     * @param healthCheckInterval how often an idle connection is checked
     */
    record Config(URI url, String namespace, Duration connectTimeout, Duration socketTimeout, boolean retryOnTimeout,
            Duration healthCheckInterval) {
        /** Without the URL, which may hold a password. */
        @Override
        public String toString() {
            return "Config[" + url.getScheme() + "://" + url.getHost() + ", " + namespace + "]";
        }
    }

    /** A tier in the store that keeps values in the form that {@code codec} gives them. */
    <V> CacheTier<V> tier(Codec<V> codec);

    /** The log that all caches in the namespace share. */
    InvalidationLog log();

    /** The leases of the namespace. */
    Leases leases();

    /** Closes the connection and all that was got from here. Idempotent. */
    @Override
    void close();

    /**
     * Opens the store that {@code config.url()} names with the provider of its scheme. Does not fail where the store
     * cannot be reached: it is then unavailable until it can.
     *
     * @throws IllegalArgumentException where no provider on the class path or module path knows the scheme, naming
     *         those that are known
     */
    static Backend open(Config config) {
        String scheme = config.url().getScheme();
        List<String> known = new ArrayList<>();
        for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
            if (scheme != null && provider.schemes().contains(scheme)) {
                return provider.open(config);
            }
            known.addAll(provider.schemes());
        }
        throw new IllegalArgumentException("no backend for '" + scheme + "://', known are " + known);
    }
}
