/** A two-level cache for values that are expensive to make. Depends on nothing. */
module dev.reprise.cache {
    requires static transitive org.jspecify;

    exports dev.reprise.cache;

    uses dev.reprise.cache.BackendProvider;
}
