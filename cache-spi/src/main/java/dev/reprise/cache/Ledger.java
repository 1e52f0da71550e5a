package dev.reprise.cache;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What this process knows to be invalid: the latest position at which each scope was invalidated. */
final class Ledger {
    private final Map<Scope, Position> scopes = new ConcurrentHashMap<>();

    /** Patterns cannot be looked up by an entry's names, so each is tried. */
    private final Map<Scope.Matching, Position> patterns = new ConcurrentHashMap<>();

    private volatile long version;

    void record(Scope scope, Position position) {
        if (scope instanceof Scope.Matching pattern) {
            patterns.merge(pattern, position, Ledger::later);
        } else {
            scopes.merge(scope, position, Ledger::later);
        }
        synchronized (this) {
            version++;
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
        entry.validAt = current;
        return true;
    }

    private boolean isInvalid(String tenant, CacheKey key, Entry<?> entry) {
        return isAfter(new Scope.All(tenant), entry) || isAfter(new Scope.Type(tenant, key.type()), entry)
                || isAfter(new Scope.Key(tenant, key.type(), key.digest()), entry)
                || entry.tags().stream().anyMatch(tag -> isAfter(new Scope.Tag(tenant, tag), entry));
    }

    private boolean isAfter(Scope scope, Entry<?> entry) {
        Position invalidated = scopes.get(scope);
        return invalidated != null && invalidated.isAfter(entry.position());
    }

    private static Position later(Position a, Position b) {
        return a.isAfter(b) ? a : b;
    }
}
