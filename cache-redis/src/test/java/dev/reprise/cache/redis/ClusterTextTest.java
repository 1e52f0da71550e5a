package dev.reprise.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.reprise.cache.Backend;
import dev.reprise.cache.SharedRanking;
import dev.reprise.cache.SharedText;
import dev.reprise.cache.redis.testkit.RedisCluster;
import dev.reprise.cache.testkit.SharedTextContract;

/** What is shared besides entries, on a cluster of three masters. */
class ClusterTextTest extends SharedTextContract {
    private static final RedisCluster CLUSTER = RedisCluster.start();

    private final Backend backend = Backend.open(RedisFixture.config(RedisFixture.url(CLUSTER)));

    @BeforeEach
    void empty() {
        CLUSTER.flushAll();
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @Override
    protected SharedText open() {
        return backend.text("settings");
    }

    @Test
    void ranking_addedTo_isReadAndDescribed() {
        SharedRanking ranking = backend.ranking("lessons");
        assertThat(ranking.add(Map.of("a", 2L))).containsExactly("a");
        ranking.describe("a", "text");

        assertThat(ranking.top(1)).extracting(SharedRanking.Ranked::name).containsExactly("a");
        assertThat(ranking.text("a")).contains("text");
    }
}
