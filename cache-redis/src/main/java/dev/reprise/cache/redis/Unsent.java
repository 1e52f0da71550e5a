package dev.reprise.cache.redis;

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.Scope;

/** What was invalidated while Redis was away and has to be appended when it is back. Thread-safe. */
final class Unsent {
    /** More than this may as well be everything. */
    static final int MOST = 1000;

    private static final Scope EVERYTHING = new Scope.All(Scope.EVERY_TENANT);

    private final Set<Scope> scopes = new LinkedHashSet<>();

    synchronized void add(Scope scope) {
        if (scopes.contains(EVERYTHING)) {
            return;
        }
        scopes.add(scope);
        if (scopes.size() > MOST || scope.equals(EVERYTHING)) {
            scopes.clear();
            scopes.add(EVERYTHING);
        }
    }

    /** Takes the oldest; null where there is none. */
    synchronized @Nullable Scope poll() {
        if (scopes.isEmpty()) {
            return null;
        }
        Scope oldest = scopes.iterator().next();
        scopes.remove(oldest);
        return oldest;
    }
}
