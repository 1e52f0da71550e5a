package dev.reprise.app.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

/** Keeps {@code docs/sample-output.md} true. */
class SampleOutputTest {
    private static final Path PAGE = Path.of("..", "docs", "sample-output.md");
    private static final String WRITE = "mvn -pl app -am test -Dtest=SampleOutputTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dsample.write";

    @Test
    void page_isWhatIsMadeNow() throws IOException {
        String page = new SampleOutput(BuiltInGeneratorTest.SOP).page(WRITE);
        if (System.getProperty("sample.write") != null) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("write it anew and read what changed: " + WRITE).content().isEqualTo(page);
    }
}
