package dev.reprise.cache.redis;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.Scope;

/**
 * The names of one namespace on Redis. Entries are at {@code reprise:<namespace>:v1:<tenant>:<generator>:<type>:<digest>}
 * and nothing else is at a name that could be taken for one.
 */
final class Keyspace {
    private final String name;
    private final String namespace;
    private final String prefix;

    Keyspace(String name) {
        this.name = name;
        namespace = "reprise:" + name + ':';
        prefix = namespace + "v1:";
    }

    /** The stream of what was invalidated. What is in braces has a cluster keep both streams on one node. */
    String invalidations() {
        return namespace + "log:v1:{" + name + '}';
    }

    /** The stream of what was stored. */
    String changes() {
        return namespace + "changes:v1:{" + name + '}';
    }

    /** On a cluster where the streams are, so that it is freed and told of in one step. */
    String lease(CacheKey key) {
        return namespace + "lease:v1:" + key + ":{" + name + '}';
    }

    /** A text that is shared; with all others on one node of a cluster, where the streams are. */
    String text(String of) {
        return namespace + "text:v1:" + of + ":{" + name + '}';
    }

    /** The counts of a ranking, their errors and its texts; on one node of a cluster. */
    List<String> ranking(String of) {
        String suffix = of + ":{" + name + '}';
        return List.of(namespace + "ranking:v1:" + suffix, namespace + "ranking-errors:v1:" + suffix,
                namespace + "ranking-texts:v1:" + suffix);
    }

    /** The total of some counters; what belongs to them is where the streams are, so that one script can add to all. */
    String total(String of) {
        return namespace + "counters:v1:" + of + ":{" + name + '}';
    }

    /** What was added to some counters in a minute. */
    String minute(String of, Instant start) {
        return namespace + "minutes:v1:" + of + ':' + start.getEpochSecond() / 60 + ":{" + name + '}';
    }

    /** The number of the last batch that a run has added to some counters. */
    String run(String of, String run) {
        return namespace + "runs:v1:" + of + ':' + run + ":{" + name + '}';
    }

    String name(CacheKey key) {
        return prefix + key;
    }

    /** The key of this name; null where it is no name of ours. */
    @Nullable
    CacheKey key(String name) {
        if (!name.startsWith(prefix)) {
            return null;
        }
        try {
            return CacheKey.parse(name.substring(prefix.length()));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * A glob that all names in a scope match, and as few others as can be said cheaply. Of a caller's pattern only what
     * comes before its first wildcard is sent: Redis tries many wildcards in exponential time, with all others waiting.
     */
    String glob(Scope scope) {
        String tenant = literal(prefix) + (scope.tenant().equals(Scope.EVERY_TENANT) ? "*" : literal(scope.tenant()));
        if (scope instanceof Scope.Key one) {
            return tenant + ":*:" + literal(one.type()) + ':' + literal(one.digest());
        }
        if (scope instanceof Scope.Type type) {
            return tenant + ":*:" + literal(type.type()) + ":*";
        }
        if (scope instanceof Scope.Matching matching) {
            return tenant + ":*:" + literal(matching.pattern().split("[*?]", 2)[0]) + '*';
        }
        return tenant + ":*";
    }

    private static String literal(String text) {
        return text.replaceAll("[\\\\*?\\[\\]^-]", "\\\\$0");
    }
}
