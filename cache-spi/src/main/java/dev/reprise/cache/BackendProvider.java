package dev.reprise.cache;

import java.util.List;

/** Opens backends. Found through {@link java.util.ServiceLoader}, so that a jar adds one by being there. */
public interface BackendProvider {
    /** The URL schemes that this provider knows, for example {@code redis}. */
    List<String> schemes();

    /** Opens the store. Must not fail where it cannot be reached. */
    Backend open(Backend.Config config);
}
