package dev.reprise.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.reprise.cache.testkit.FakeClock;
import dev.reprise.cache.testkit.FakeLeases;

/** Backends are found by what lies on the class path; the test adds its own, for itself alone. */
class BackendTest {
    @Test
    void open_noProviderAtAll_saysSo() {
        assertThatThrownBy(() -> Backend.open(config("gone://host"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'gone://'");
    }

    @Test
    void open_unknownScheme_namesThoseThatAreKnown(@TempDir Path directory) throws Exception {
        withProvider(directory, () -> assertThatThrownBy(() -> Backend.open(config("gone://host")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'gone://'", "known are", "fake, fakes"));
    }

    @Test
    void open_schemeOfAProviderThatWasAdded_opensIt(@TempDir Path directory) throws Exception {
        withProvider(directory, () -> {
            Backend.Config config = config("fakes://host:1234/5");
            try (Backend backend = Backend.open(config)) {
                assertThat(backend).isInstanceOf(FakeBackend.class);
                assertThat(((FakeBackend) backend).config).isSameAs(config);
            }
        });
    }

    @Test
    void config_defaults_areTheseAndEachCanBeReplaced() throws Exception {
        Backend.Config defaults = config("fakes://host");
        assertThat(defaults.namespace()).isEqualTo("main");
        assertThat(defaults.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(defaults.socketTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(defaults.retryOnTimeout()).isTrue();
        assertThat(defaults.healthCheckInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(defaults.tls()).isNull();
        assertThat(defaults.encryptionKey()).isNull();

        SSLContext tls = SSLContext.getDefault();
        SecretKey key = new SecretKeySpec(new byte[32], "AES");
        Backend.Config other = defaults.namespace("a").timeouts(Duration.ofMillis(1), Duration.ofMillis(2))
                .retryOnTimeout(false).healthCheckInterval(Duration.ofMillis(3)).tls(tls).encryptionKey(key);
        assertThat(other).isEqualTo(new Backend.Config(defaults.url(), "a", Duration.ofMillis(1), Duration.ofMillis(2),
                false, Duration.ofMillis(3), tls, key));
    }

    @Test
    void config_text_showsNoSecret() {
        assertThat(config("fakes://user:secret@host").toString()).contains("fakes").doesNotContain("secret", "user");
    }

    private static Backend.Config config(String url) {
        return Backend.Config.of(URI.create(url));
    }

    private interface Task {
        void run() throws Exception;
    }

    private static void withProvider(Path directory, Task task) throws Exception {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(BackendProvider.class.getName()), FakeProvider.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader withServices = new URLClassLoader(new URL[]{directory.toUri().toURL()}, before)) {
            thread.setContextClassLoader(withServices);
            task.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Made by the service loader. */
    public static final class FakeProvider implements BackendProvider {
        @Override
        public List<String> schemes() {
            return List.of("fake", "fakes");
        }

        @Override
        public Backend open(Backend.Config config) {
            return new FakeBackend(config);
        }
    }

    private static final class FakeBackend implements Backend {
        final Config config;

        FakeBackend(Config config) {
            this.config = config;
        }

        @Override
        public <V> CacheTier<V> tier(Codec<V> codec) {
            throw new UnsupportedOperationException();
        }

        @Override
        public InvalidationLog log() {
            return InvalidationLog.inProcess(new FakeClock());
        }

        @Override
        public Leases leases() {
            return new FakeLeases();
        }

        @Override
        public SharedText text(String name) {
            return SharedText.inProcess();
        }

        @Override
        public SharedRanking ranking(String name) {
            return SharedRanking.inProcess(InstantSource.system());
        }

        @Override
        public SharedCounters counters(String name) {
            return SharedCounters.inProcess();
        }

        @Override
        public void close() {}
    }
}
