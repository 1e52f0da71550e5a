package dev.reprise.cache.redis;

import static dev.reprise.cache.redis.RedisFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.reprise.cache.redis.testkit.RedisServer;

/** Four nodes in four JVMs with fifty callers each, on one Redis. */
@Timeout(120)
class RedisFleetTest {
    private static final Duration GENERATION = Duration.ofSeconds(2);
    private static final Duration LEASE = Duration.ofSeconds(3);

    private final RedisServer redis = RedisServer.start();
    private final List<NodeJvm> nodes = Stream
            .generate(() -> new NodeJvm(redis.url(), LEASE, redis.url(), GENERATION)).limit(4).toList();

    @BeforeEach
    void awaitReady() {
        assertThat(nodes).allSatisfy(node -> assertThat(node.answer()).isEqualTo("ready"));
    }

    @AfterEach
    void close() {
        nodes.forEach(NodeJvm::close);
        redis.close();
    }

    @Test
    void get_coldKeyByTwoHundredOnFourNodes_loadsOnce() {
        nodes.forEach(node -> node.tell("get cold 50"));

        assertThat(nodes).allSatisfy(node -> assertThat(node.answer()).isEqualTo("{load-1=50}"));
        assertThat(redis.command("GET", "loads:cold")).isEqualTo("1");
    }

    @Test
    void get_holderOfTheLeaseKilledWhileItLoads_loadsOnceMoreAndAllOthersAreAnswered() {
        NodeJvm first = nodes.get(0);
        List<NodeJvm> others = nodes.subList(1, 4);
        first.tell("get cold 50");
        await("it loads", () -> redis.command("GET", "loads:cold").equals("1"));
        others.forEach(node -> node.tell("get cold 50"));
        await("they ask for the lease",
                () -> redis.command("INFO", "commandstats").contains("cmdstat_eval:calls=4"));

        first.kill();

        assertThat(others).allSatisfy(node -> assertThat(node.answer()).isEqualTo("{load-2=50}"));
        assertThat(redis.command("GET", "loads:cold")).isEqualTo("2");
    }

    @Test
    void clear_onOneNode_isSeenByAll() {
        nodes.forEach(node -> assertThat(node.ask("get warm 1")).isEqualTo("{load-1=1}"));

        assertThat(nodes.get(0).ask("clear tag")).isEqualTo("true");

        nodes.forEach(node -> await("it is gone there", () -> node.ask("has warm").equals("no")));
    }
}
