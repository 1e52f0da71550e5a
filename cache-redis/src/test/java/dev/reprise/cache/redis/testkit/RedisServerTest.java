package dev.reprise.cache.redis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

@Timeout(60)
class RedisServerTest {
    private final RedisServer server = RedisServer.start();

    @BeforeEach
    void set() {
        server.command("SET", "key", "value");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void start_options_areThoseOfTheServer() {
        try (RedisServer other = RedisServer.start("--requirepass", "secret", "--maxmemory", "7mb")) {
            assertThat(other.command("CONFIG", "GET", "maxmemory")).contains("7340032");
            assertThatThrownBy(() -> ask(other, 2000)).hasMessageContaining("NOAUTH");
            other.restart();
            assertThat(other.command("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void restart_killed_isEmptyOnTheSamePort() {
        int port = server.port();
        long pid = server.pid();
        server.kill();
        assertThat(server.runs()).isFalse();
        assertThatThrownBy(() -> server.command("PING")).isInstanceOf(JedisConnectionException.class);

        server.restart();
        assertThat(server.port()).isEqualTo(port);
        assertThat(server.pid()).isNotEqualTo(pid);
        assertThat(server.command("GET", "key")).isEmpty();
    }

    @Test
    void pause_asked_isSilentUntilResumed() {
        server.pause();
        assertThat(server.runs()).isFalse();
        assertThatThrownBy(() -> ask(server, 100)).hasStackTraceContaining("SocketTimeoutException");
        server.resume();
        assertThat(ask(server, 2000)).isEqualTo("value");
    }

    @Test
    void slow_asked_isSilentForThisTime() {
        server.slow(Duration.ofSeconds(1));
        assertThatThrownBy(() -> ask(server, 100)).hasStackTraceContaining("SocketTimeoutException");
        assertThat(server.command("GET", "key")).isEqualTo("value");
    }

    @Test
    void fill_written_isOutOfMemoryUntilDrained() {
        server.fill();
        assertThatThrownBy(() -> server.command("SET", "key", "other")).hasMessageContaining("OOM");
        assertThat(server.command("GET", "key")).isEqualTo("value");
        server.drain();
        assertThat(server.command("SET", "key", "other")).isEqualTo("OK");
    }

    @Test
    void readOnly_written_refusesUntilWritable() {
        server.readOnly();
        assertThatThrownBy(() -> server.command("SET", "key", "other")).hasMessageContaining("READONLY");
        assertThat(server.command("GET", "key")).isEqualTo("value");
        server.writable();
        assertThat(server.command("SET", "other", "value")).isEqualTo("OK");
        assertThat(server.command("GET", "key")).isEqualTo("value");
    }

    @Test
    void requirePassword_connected_closesAndAsksForIt() {
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            assertThat(jedis.get("key")).isEqualTo("value");
            server.requirePassword("secret");
            assertThatThrownBy(() -> jedis.get("key")).isInstanceOf(JedisConnectionException.class);
        }
        assertThatThrownBy(() -> ask(server, 2000)).hasMessageContaining("NOAUTH");
        assertThat(server.command("GET", "key")).isEqualTo("value");
        server.slow(Duration.ofMillis(1));
        server.requirePassword("");
        assertThat(ask(server, 2000)).isEqualTo("value");
    }

    private static String ask(RedisServer server, int timeoutMillis) {
        HostAndPort address = new HostAndPort("127.0.0.1", server.port());
        try (Jedis jedis = new Jedis(address,
                DefaultJedisClientConfig.builder().timeoutMillis(timeoutMillis).serverDefaultProtocol().build())) {
            return jedis.get("key");
        }
    }
}
