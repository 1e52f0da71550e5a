package dev.reprise.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformanceTableTest {
    /** With real servers, a real Redis and the simulated model. What is slow on a busy machine does not fail. */
    @Test
    void run_shortly_writesARowOfMeasuredNumbersForEachType(@TempDir Path folder) throws IOException {
        String[] few = {"--scale", "0.05", "--requests", "1", "--keys", "2", "--count", "6", "--warm-up", "2",
                "--results", folder.toString()};

        Path markdown = PerformanceTable.run(PerformanceTable.Options.from(few, false), Map.of());

        assertThat(Files.readString(markdown)).contains("| Course Curriculum | 3.2 → 0.8 s, 75 % | ",
                "./reprise bench table --scale 0.05", "**times 0.0500**");
        assertThat(folder).isDirectoryContaining(it -> it.toString().endsWith("hit-rate-grows.svg"));
        JsonNode tables = new ObjectMapper().readTree(folder.resolve("performance-table.json").toFile()).get("tables");
        JsonNode perHit = tables.get(0).get("rows");
        assertThat(perHit).hasSize(5).allSatisfy(row -> {
            double without = row.get(2).doubleValue() * 1000;
            assertThat(without).isGreaterThanOrEqualTo(0.05 * 1800);
            assertThat(row.get(4).doubleValue()).isPositive();
            double near = row.get(6).doubleValue();
            assertThat(near).isPositive();
            assertThat(row.get(9).doubleValue()).isLessThan(100).isCloseTo(100 * (1 - near / without), within(0.51));
        });
        JsonNode blended = tables.get(1).get("rows");
        // Two things were generated, or one, and all other answers were hits.
        assertThat(blended).hasSize(5).allSatisfy(
                row -> assertThat(row.get(4).doubleValue()).isBetween(100 * 4 / 6.0 - 0.01, 100 * 5 / 6.0 + 0.01));
    }
}
