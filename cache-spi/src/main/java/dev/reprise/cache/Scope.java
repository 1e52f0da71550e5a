package dev.reprise.cache;

import java.util.Set;

/**
 * What an invalidation covers. A scope with the tenant {@link #EVERY_TENANT} covers all tenants. Immutable; equal
 * scopes cover the same entries.
 */
public sealed interface Scope {
    /** The tenant of a scope that covers every tenant. No key can have it. */
    String EVERY_TENANT = "*";

    /** Whose entries are covered. */
    String tenant();

    /** Whether an entry of this key with these tags is covered. */
    boolean covers(CacheKey key, Set<String> tags);

    /** The entries of one request, whatever made them. */
    record Key(String tenant, String type, String digest) implements Scope {
        @Override
        public boolean covers(CacheKey key, Set<String> tags) {
            return digest.equals(key.digest()) && type.equals(key.type()) && concerns(tenant, key);
        }
    }

    /** The entries that carry a tag. */
    record Tag(String tenant, String tag) implements Scope {
        @Override
        public boolean covers(CacheKey key, Set<String> tags) {
            return tags.contains(tag) && concerns(tenant, key);
        }
    }

    /** The entries of a type. */
    record Type(String tenant, String type) implements Scope {
        @Override
        public boolean covers(CacheKey key, Set<String> tags) {
            return type.equals(key.type()) && concerns(tenant, key);
        }
    }

    /**
     * The entries whose {@code type:digest} matches a pattern: {@code *} stands for any run of characters, {@code ?}
     * for one, all others for themselves.
     */
    record Matching(String tenant, String pattern) implements Scope {
        @Override
        public boolean covers(CacheKey key, Set<String> tags) {
            return concerns(tenant, key) && matches(pattern, key.type() + ':' + key.digest());
        }

        /** Greedy with one point to fall back to, so that no pattern takes more than length times length steps. */
        private static boolean matches(String pattern, String text) {
            int p = 0;
            int star = -1;
            int resume = 0;
            for (int t = 0; t < text.length();) {
                if (p < pattern.length() && pattern.charAt(p) == '*') {
                    star = p++;
                    resume = t;
                } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                    p++;
                    t++;
                } else if (star >= 0) {
                    p = star + 1;
                    t = ++resume;
                } else {
                    return false;
                }
            }
            while (p < pattern.length() && pattern.charAt(p) == '*') {
                p++;
            }
            return p == pattern.length();
        }
    }

    /** Every entry. */
    record All(String tenant) implements Scope {
        @Override
        public boolean covers(CacheKey key, Set<String> tags) {
            return concerns(tenant, key);
        }
    }

    private static boolean concerns(String tenant, CacheKey key) {
        return tenant.equals(EVERY_TENANT) || tenant.equals(key.tenant());
    }
}
