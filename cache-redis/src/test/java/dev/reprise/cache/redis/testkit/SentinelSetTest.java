package dev.reprise.cache.redis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SentinelSetTest {
    private final SentinelSet set = SentinelSet.start();

    @AfterEach
    void close() {
        set.close();
    }

    @Test
    void failOver_replicated_electsTheOtherWithItsKeys() {
        RedisServer old = set.master();
        RedisServer replica = set.replica();
        write(old);

        assertThat(set.failOver()).isSameAs(replica);
        assertThat(set.master()).isSameAs(replica);
        assertThat(set.replica()).isSameAs(old);
        assertThat(replica.command("GET", "key")).isEqualTo("value");
        assertThat(replica.command("SET", "key", "other")).isEqualTo("OK");
        RedisServer.await("the old master follows", () -> old.command("GET", "key").equals("other"));

        assertThat(set.failOver()).isSameAs(old);
        assertThat(old.command("GET", "key")).isEqualTo("other");
    }

    @Test
    void awaitNewMaster_killed_isTheReplicaAndTheOldOneFollowsIt() {
        RedisServer old = set.master();
        write(old);
        old.kill();
        RedisServer master = set.awaitNewMaster(old.port());
        assertThat(master.command("GET", "key")).isEqualTo("value");

        old.restart();
        RedisServer.await("it is a replica", () -> old.command("GET", "key").equals("value"));
        assertThat(old.command("ROLE")).startsWith("slave");
        assertThat(set.master()).isSameAs(master);
    }

    @Test
    void awaitNewMaster_pausedAndOneSentinelGone_isTheReplica() {
        RedisServer old = set.master();
        set.sentinels().get(0).kill();
        old.pause();
        assertThat(set.awaitNewMaster(old.port())).isNotSameAs(old);
        old.resume();
        RedisServer.await("it is a replica", () -> old.command("ROLE").startsWith("slave"));
    }

    private void write(RedisServer master) {
        master.command("SET", "key", "value");
        RedisServer.await("the replica has it", () -> set.replica().command("GET", "key").equals("value"));
    }
}
