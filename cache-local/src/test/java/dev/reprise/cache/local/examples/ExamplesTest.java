package dev.reprise.cache.local.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.CacheStats;
import dev.reprise.cache.Loaded;
import dev.reprise.cache.Policy;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.local.CaffeineTier;

/** What the README shows, from outside the cache's packages. */
class ExamplesTest {
    private static final String SOURCE = "src/test/java/dev/reprise/cache/local/examples/ExamplesTest.java";

    private static final class Model {
        int asked;

        String write(String topic) {
            asked++;
            return "A course on " + topic;
        }
    }

    @Test
    void embed_example_doesWhatItSays() {
        Model model = new Model();
        // tag::embed[]
        TieredCache<String> cache = TieredCache.builder(new CaffeineTier<>(64 << 20, String::length))
                .policies(type -> Policy.of(Duration.ofHours(2)).staleIfError(Duration.ofHours(12)))
                .build();

        CacheKey key = CacheKey.of("course", "Rust, 8 weeks, B1");
        String course = cache.get(key, () -> Loaded.of(model.write("Rust"))); // asks the model
        String again = cache.get(key, () -> Loaded.of(model.write("Rust"))); // does not

        cache.clear(new Scope.Type("public", "course"));
        CacheStats stats = cache.stats().get("course"); // one miss, one near hit, and the time it saved
        // end::embed[]
        assertThat(course).isEqualTo("A course on Rust").isSameAs(again);
        assertThat(model.asked).isEqualTo(1);
        assertThat(stats.nearHits()).isEqualTo(1);
        assertThat(stats.misses()).isEqualTo(1);
        assertThat(cache.count(new Scope.Type("public", "course"))).isZero();
        cache.close();
    }

    @Test
    void readme_embedIt_isThisExample() throws IOException {
        String source = Files.readString(Path.of(SOURCE));
        String example = source.substring(source.indexOf("// tag::embed[]\n") + "// tag::embed[]\n".length(),
                source.indexOf("        // end::embed[]")).indent(-8);

        assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + example + "```");
    }
}
