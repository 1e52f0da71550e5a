/** The near tier of the cache, on Caffeine. */
module dev.reprise.cache.local {
    requires transitive dev.reprise.cache;
    requires com.github.benmanes.caffeine;
    requires static org.jspecify;

    exports dev.reprise.cache.local;
}
