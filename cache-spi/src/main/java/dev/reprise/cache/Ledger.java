package dev.reprise.cache;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What this process knows to be invalid: the latest position at which each scope was invalidated. */
final class Ledger {
    private final Map<Scope, Position> scopes = new ConcurrentHashMap<>();

    /** Patterns cannot be looked up by an entry's names, so each is tried. */
    private final Map<Scope.Matching, Position> patterns = new ConcurrentHashMap<>();

    /** How many scopes there may be before old ones are looked for. */
    private static final int SCOPES_BEFORE_PRUNING = 1024;

    private volatile long version;

    private volatile long longestLifeMillis;

    /** What was made before may have been invalidated by something that is forgotten. */
    private volatile long knownSinceMillis;

    /** Guarded by {@code this}. */
    private int pruneAt = SCOPES_BEFORE_PRUNING;

    /** From its position to its end no entry lives longer than this: what was invalidated earlier need not be known. */
    void expectLife(long millis) {
        if (millis > longestLifeMillis) {
            synchronized (this) {
                longestLifeMillis = Math.max(longestLifeMillis, millis);
            }
        }
    }

    void record(Scope scope, Position position) {
        if (scope instanceof Scope.Matching pattern) {
            patterns.merge(pattern, position, Ledger::later);
        } else {
            scopes.merge(scope, position, Ledger::later);
        }
        synchronized (this) {
            version++;
            if (size() > pruneAt) {
                long oldest = Math.max(knownSinceMillis, position.major() - longestLifeMillis);
                // Before it is forgotten, and looked at after what is remembered, so that no reader falls between.
                knownSinceMillis = oldest;
                scopes.values().removeIf(it -> it.major() < oldest);
                patterns.values().removeIf(it -> it.major() < oldest);
                pruneAt = Math.max(SCOPES_BEFORE_PRUNING, 2 * size());
            }
        }
    }

    /** Whether nothing that covers the entry was invalidated since its load began. */
    boolean allows(CacheKey key, Entry<?> entry) {
        long current = version;
        if (entry.validAt == current) {
            return true;
        }
        if (isInvalid(key.tenant(), key, entry) || isInvalid(Scope.EVERY_TENANT, key, entry)) {
            return false;
        }
        for (Map.Entry<Scope.Matching, Position> pattern : patterns.entrySet()) {
            if (pattern.getValue().isAfter(entry.position()) && pattern.getKey().covers(key, entry.tags())) {
                return false;
            }
        }
        // Nothing lives that long by the policies that were seen here; another process may know of longer ones.
        if (entry.position().major() < knownSinceMillis) {
            return false;
        }
        entry.validAt = current;
        return true;
    }

    /** How many scopes are remembered. */
    int size() {
        return scopes.size() + patterns.size();
    }

    private boolean isInvalid(String tenant, CacheKey key, Entry<?> entry) {
        if (isAfter(new Scope.All(tenant), entry) || isAfter(new Scope.Type(tenant, key.type()), entry)
                || isAfter(new Scope.Key(tenant, key.type(), key.digest()), entry)) {
            return true;
        }
        for (String tag : entry.tags()) {
            if (isAfter(new Scope.Tag(tenant, tag), entry)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAfter(Scope scope, Entry<?> entry) {
        Position invalidated = scopes.get(scope);
        return invalidated != null && invalidated.isAfter(entry.position());
    }

    private static Position later(Position a, Position b) {
        return a.isAfter(b) ? a : b;
    }
}
