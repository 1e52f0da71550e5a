package dev.reprise.cache.redis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RedisClusterTest {
    /** Of which each master has some. */
    private static final List<String> KEYS = IntStream.range(0, 30).mapToObj(i -> "key" + i).toList();

    @Test
    void start_keys_areOnTheirMasters() {
        try (RedisCluster cluster = RedisCluster.start()) {
            assertThat(cluster.ports()).hasSize(3);
            write(cluster);
            assertThat(cluster.masters()).hasSize(3)
                    .allSatisfy(master -> assertThat(size(master)).isPositive());
            assertThatThrownBy(() -> stranger(cluster, "key").command("SET", "key", "value"))
                    .hasMessageContaining("MOVED");
            cluster.flushAll();
            assertThat(cluster.masters()).allSatisfy(master -> assertThat(size(master)).isZero());
        }
    }

    @Test
    void kill_masterWithoutReplica_failsUntilRestarted() {
        try (RedisCluster cluster = RedisCluster.start()) {
            RedisServer lost = cluster.masterOf("key");
            lost.kill();
            List<RedisServer> left = new ArrayList<>(cluster.masters());
            assertThat(left.remove(lost)).isTrue();
            RedisServer.await("the cluster fails", () -> left.stream()
                    .allMatch(node -> node.command("CLUSTER", "INFO").contains("cluster_state:fail")));
            assertThatThrownBy(() -> stranger(cluster, "key").command("SET", "key", "value"))
                    .hasMessageContaining("CLUSTERDOWN");

            lost.restart();
            cluster.awaitUp();
            assertThat(cluster.masterOf("key")).isSameAs(lost);
            write(cluster);
        }
    }

    @Test
    void kill_masterWithReplica_isReplacedAndFollowsLater() {
        try (RedisCluster cluster = RedisCluster.withReplicas()) {
            assertThat(cluster.nodes()).hasSize(6);
            assertThat(cluster.masters()).hasSize(3);
            RedisServer lost = cluster.masterOf("key");
            lost.command("SET", "key", "value");
            RedisServer.await("its replica has it", () -> sizes(cluster) == 2);
            lost.kill();
            RedisServer.await("another has the key", () -> !cluster.masterOf("key").equals(lost));
            cluster.awaitUp();
            assertThat(cluster.masterOf("key").command("GET", "key")).isEqualTo("value");

            lost.restart();
            cluster.awaitUp();
            assertThat(lost.command("ROLE")).startsWith("slave");
            assertThat(cluster.masters()).hasSize(3).doesNotContain(lost);
        }
    }

    @Test
    void pause_masterWithReplica_isReplacedAndFollowsLater() {
        try (RedisCluster cluster = RedisCluster.withReplicas()) {
            RedisServer hung = cluster.masterOf("key");
            hung.pause();
            RedisServer.await("another has the key", () -> !cluster.masterOf("key").equals(hung));
            hung.resume();
            RedisServer.await("it is a replica", () -> hung.command("ROLE").startsWith("slave"));
            cluster.awaitUp();
            write(cluster);
        }
    }

    private static void write(RedisCluster cluster) {
        for (String key : KEYS) {
            assertThat(cluster.masterOf(key).command("SET", key, "value")).isEqualTo("OK");
        }
    }

    private static long size(RedisServer server) {
        return Long.parseLong(server.command("DBSIZE"));
    }

    private static long sizes(RedisCluster cluster) {
        return cluster.nodes().stream().mapToLong(RedisClusterTest::size).sum();
    }

    private static RedisServer stranger(RedisCluster cluster, String key) {
        RedisServer owner = cluster.masterOf(key);
        return cluster.masters().stream().filter(node -> !node.equals(owner)).findFirst().orElseThrow();
    }
}
