package dev.reprise.app.http;

import java.util.Arrays;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.reprise.api.ContentType;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.content.Keyed;

/**
 * Requests for content by the bytes of their bodies, so that a body that came before need not be parsed, checked and
 * hashed again: that takes longer than the rest of a hit. Bounded. Thread-safe.
 */
final class RequestMemo {
    private static final long MOST_BYTES = 32 << 20;

    private final RequestReader reader;
    private final ContentService content;
    private final Cache<Body, Keyed> known = Caffeine.newBuilder().maximumWeight(MOST_BYTES)
            // The body itself, its texts in the request, and what is around them.
            .weigher((Body body, Keyed _) -> 3 * body.bytes.length + 1000).executor(Runnable::run).build();

    RequestMemo(RequestReader reader, ContentService content) {
        this.reader = reader;
        this.content = content;
    }

    /**
     * A tenant's request.
     *
     * @param body nobody may change it any more
     * @throws Problem where it is none
     */
    Keyed read(ContentType type, String tenant, byte[] body) {
        Body asked = new Body(type, tenant, body);
        Keyed keyed = known.getIfPresent(asked);
        if (keyed == null) {
            keyed = content.keyed(tenant, reader.content(type, body));
            known.put(asked, keyed);
        }
        return keyed;
    }

    /** In an order, so that bodies made to share a hash cost their sender no more than others. */
    private static final class Body implements Comparable<Body> {
        private final ContentType type;
        private final String tenant;
        private final byte[] bytes;
        private final int hash;

        Body(ContentType type, String tenant, byte[] bytes) {
            this.type = type;
            this.tenant = tenant;
            this.bytes = bytes;
            hash = 31 * (31 * Arrays.hashCode(bytes) + tenant.hashCode()) + type.hashCode();
        }

        @Override
        public int compareTo(Body other) {
            int byType = type.compareTo(other.type);
            int byTenant = byType == 0 ? tenant.compareTo(other.tenant) : byType;
            return byTenant == 0 ? Arrays.compare(bytes, other.bytes) : byTenant;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Body body && hash == body.hash && type == body.type && tenant.equals(body.tenant)
                    && Arrays.equals(bytes, body.bytes);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
