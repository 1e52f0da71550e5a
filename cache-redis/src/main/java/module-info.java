/** The far tier of the cache, on Redis. */
module dev.reprise.cache.redis {
    requires transitive dev.reprise.cache;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.core;
    requires org.apache.commons.pool2;
    requires org.slf4j;
    requires redis.clients.jedis;
    requires static org.jspecify;

    exports dev.reprise.cache.redis;

    provides dev.reprise.cache.BackendProvider with dev.reprise.cache.redis.RedisBackendProvider;
}
