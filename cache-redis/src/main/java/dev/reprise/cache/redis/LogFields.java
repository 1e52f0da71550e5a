package dev.reprise.cache.redis;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.LogRecord;
import dev.reprise.cache.LogRecord.Announced;
import dev.reprise.cache.LogRecord.Changed;
import dev.reprise.cache.LogRecord.Freed;
import dev.reprise.cache.LogRecord.Invalidated;
import dev.reprise.cache.Scope;

/**
 * The form that records of the log have on Redis. Every record has {@code v} (1), {@code what} and {@code origin} (the
 * node that appended it). The other fields follow from {@code what}:
 *
 * <pre>
 * changed   key      (tenant:generator:type:digest)
 * freed     key      likewise
 * announced name     (of a shared text)
 * key       tenant   type  digest
 * tag       tenant   tag
 * type      tenant   type
 * pattern   tenant   pattern
 * all       tenant
 * </pre>
 */
final class LogFields {
    private static final String VERSION = "1";

    private LogFields() {}

    static Map<String, String> of(LogRecord record, String origin) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("v", VERSION);
        if (record instanceof Changed changed) {
            fields.put("what", "changed");
            fields.put("key", changed.key().toString());
        } else if (record instanceof Freed freed) {
            fields.put("what", "freed");
            fields.put("key", freed.key().toString());
        } else if (record instanceof Announced announced) {
            fields.put("what", "announced");
            fields.put("name", announced.name());
        } else {
            put(((Invalidated) record).scope(), fields);
        }
        fields.put("origin", origin);
        return fields;
    }

    private static void put(Scope scope, Map<String, String> fields) {
        fields.put("tenant", scope.tenant());
        if (scope instanceof Scope.Key key) {
            fields.put("what", "key");
            fields.put("type", key.type());
            fields.put("digest", key.digest());
        } else if (scope instanceof Scope.Tag tag) {
            fields.put("what", "tag");
            fields.put("tag", tag.tag());
        } else if (scope instanceof Scope.Type type) {
            fields.put("what", "type");
            fields.put("type", type.type());
        } else if (scope instanceof Scope.Matching matching) {
            fields.put("what", "pattern");
            fields.put("pattern", matching.pattern());
        } else {
            fields.put("what", "all");
        }
    }

    static boolean isFrom(String origin, Map<String, String> fields) {
        return origin.equals(fields.get("origin"));
    }

    /**
     * A record of the stream of changes.
     *
     * @throws UnreadableException where it is not what this version writes
     */
    static LogRecord change(Map<String, String> fields) {
        expectVersion(fields);
        return switch (field("what", fields)) {
            case "changed" -> new Changed(key(fields));
            case "freed" -> new Freed(key(fields));
            case "announced" -> new Announced(field("name", fields));
            default -> throw new UnreadableException("not a change", null);
        };
    }

    private static CacheKey key(Map<String, String> fields) {
        try {
            return CacheKey.parse(field("key", fields));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("not a key", e);
        }
    }

    /** @throws UnreadableException where it is not what this version writes */
    static Invalidated invalidated(Map<String, String> fields) {
        expectVersion(fields);
        String tenant = field("tenant", fields);
        return new Invalidated(switch (field("what", fields)) {
            case "key" -> new Scope.Key(tenant, field("type", fields), field("digest", fields));
            case "tag" -> new Scope.Tag(tenant, field("tag", fields));
            case "type" -> new Scope.Type(tenant, field("type", fields));
            case "pattern" -> new Scope.Matching(tenant, field("pattern", fields));
            case "all" -> new Scope.All(tenant);
            default -> throw new UnreadableException("an unknown scope", null);
        });
    }

    private static void expectVersion(Map<String, String> fields) {
        if (!field("v", fields).equals(VERSION)) {
            throw new UnreadableException("an unknown version", null);
        }
    }

    private static String field(String name, Map<String, String> fields) {
        String value = fields.get(name);
        if (value == null) {
            throw new UnreadableException("no field " + name, null);
        }
        return value;
    }
}
