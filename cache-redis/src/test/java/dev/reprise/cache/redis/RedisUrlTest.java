package dev.reprise.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;

import dev.reprise.cache.redis.RedisUrl.Topology;

class RedisUrlTest {
    static Stream<Arguments> urls() {
        HostAndPort local = new HostAndPort("localhost", 6379);
        List<HostAndPort> two = List.of(new HostAndPort("a", 1), new HostAndPort("b", 26379));
        return Stream.of(
                Arguments.of("redis://localhost",
                        new RedisUrl(Topology.STANDALONE, false, List.of(local), null, null, 0, "")),
                Arguments.of("redis://localhost:6379/",
                        new RedisUrl(Topology.STANDALONE, false, List.of(local), null, null, 0, "")),
                Arguments.of("rediss://u:p@my_host:1/15",
                        new RedisUrl(Topology.STANDALONE, true, List.of(new HostAndPort("my_host", 1)), "u", "p", 15,
                                "")),
                Arguments.of("redis://:p%40ss%3A+%2Fw%C3%B6rd@[::1]:7",
                        new RedisUrl(Topology.STANDALONE, false, List.of(new HostAndPort("::1", 7)), null,
                                "p@ss:+/wörd", 0, "")),
                Arguments.of("redis://u:p:q@localhost",
                        new RedisUrl(Topology.STANDALONE, false, List.of(local), "u", "p:q", 0, "")),
                Arguments.of("redis-sentinel://a:1,b/my.master",
                        new RedisUrl(Topology.SENTINEL, false, two, null, null, 0, "my.master")),
                Arguments.of("rediss-sentinel://u:p@a:1,b/main/3",
                        new RedisUrl(Topology.SENTINEL, true, two, "u", "p", 3, "main")),
                Arguments.of("redis-cluster://u:p@a:1,b:26379",
                        new RedisUrl(Topology.CLUSTER, false, two, "u", "p", 0, "")),
                Arguments.of("rediss-cluster://a:1,b:26379/",
                        new RedisUrl(Topology.CLUSTER, true, two, null, null, 0, "")));
    }

    @ParameterizedTest
    @MethodSource("urls")
    void of_allowedForm_isRead(String url, RedisUrl read) {
        assertThat(RedisUrl.of(URI.create(url))).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memcached://s3cret@h", "redis:s3cret", "redis:///1", "redis://s3cret@h",
            "redis://u:s3cret@",
            "redis://:s3cret@h:port", "redis://:s3cret@h:0", "redis://:s3cret@h:65536", "redis://:s3cret@h:",
            "redis://:s3cret@h/database", "redis://:s3cret@h/-1", "redis://:s3cret@h/1/2", "redis://:s3cret@a,b",
            "redis://:s3cret@h?a=b", "redis://:s3cret@h#a", "redis-sentinel://:s3cret@a:1",
            "redis-sentinel://:s3cret@a:1/", "redis-sentinel://:s3cret@a:1/main/x",
            "redis-sentinel://:s3cret@a,,b/main",
            "redis-cluster://:s3cret@a,b/1", "redis-cluster://:s3cret@a:1,", "redissentinel://:s3cret@a/main"})
    void of_anyOther_isRefusedWithoutShowingIt(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> RedisUrl.of(URI.create(url)))
                .withMessageStartingWith("not a URL of a Redis: ").withMessageNotContaining("s3cret").withNoCause();
    }

    @Test
    void toString_userAndPassword_showsNeither() {
        assertThat(RedisUrl.of(URI.create("redis-sentinel://us3r:s3cret@a:1,b:2/main/3")))
                .hasToString("main of a:1,b:2");
        assertThat(RedisUrl.of(URI.create("redis://us3r:s3cret@a:1/3"))).hasToString("a:1");
    }
}
