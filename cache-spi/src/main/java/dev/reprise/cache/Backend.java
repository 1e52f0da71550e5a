package dev.reprise.cache;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import javax.crypto.SecretKey;
import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

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
     * @param tls whom to trust and how to identify oneself where the URL asks for TLS; null for the platform's defaults
     * @param encryptionKey an AES key of 256 bits with which entries are encrypted in the store; null to keep them
     *        readable there
     */
    record Config(URI url, String namespace, Duration connectTimeout, Duration socketTimeout, boolean retryOnTimeout,
            Duration healthCheckInterval, @Nullable SSLContext tls, @Nullable SecretKey encryptionKey) {
        /** The defaults: namespace {@code main}, a second to connect, half a second to answer, nothing encrypted. */
        public static Config of(URI url) {
            return new Config(url, "main", Duration.ofSeconds(1), Duration.ofMillis(500), true, Duration.ofSeconds(30),
                    null, null);
        }

        /** The same with another {@link #namespace()}. */
        public Config namespace(String name) {
            return new Config(url, name, connectTimeout, socketTimeout, retryOnTimeout, healthCheckInterval, tls,
                    encryptionKey);
        }

        /** The same with another {@link #connectTimeout()} and {@link #socketTimeout()}. */
        public Config timeouts(Duration connect, Duration socket) {
            return new Config(url, namespace, connect, socket, retryOnTimeout, healthCheckInterval, tls, encryptionKey);
        }

        /** The same with another {@link #retryOnTimeout()}. */
        public Config retryOnTimeout(boolean wanted) {
            return new Config(url, namespace, connectTimeout, socketTimeout, wanted, healthCheckInterval, tls,
                    encryptionKey);
        }

        /** The same with another {@link #healthCheckInterval()}. */
        public Config healthCheckInterval(Duration interval) {
            return new Config(url, namespace, connectTimeout, socketTimeout, retryOnTimeout, interval, tls,
                    encryptionKey);
        }

        /** The same with another {@link #tls()}. */
        public Config tls(SSLContext context) {
            return new Config(url, namespace, connectTimeout, socketTimeout, retryOnTimeout, healthCheckInterval,
                    context, encryptionKey);
        }

        /** The same with another {@link #encryptionKey()}. */
        public Config encryptionKey(SecretKey key) {
            return new Config(url, namespace, connectTimeout, socketTimeout, retryOnTimeout, healthCheckInterval, tls,
                    key);
        }

        /** Without the URL, which may hold a password, and the key. */
        @Override
        public String toString() {
            return "Config[" + url.getScheme() + ", " + namespace + "]";
        }
    }

    /** A tier in the store that keeps values in the form that {@code codec} gives them. */
    <V> CacheTier<V> tier(Codec<V> codec);

    /** The log that all caches in the namespace share. */
    InvalidationLog log();

    /** The leases of the namespace. */
    Leases leases();

    /** The text of this name that all in the namespace share. */
    SharedText text(String name);

    /** The ranking of this name that all in the namespace share. */
    SharedRanking ranking(String name);

    /** The counters of this name that all in the namespace share. */
    SharedCounters counters(String name);

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
