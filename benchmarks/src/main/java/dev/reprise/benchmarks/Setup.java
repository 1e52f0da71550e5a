package dev.reprise.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;
import org.jspecify.annotations.Nullable;

/**
 * What something is measured on.
 *
 * @param machine what it consists of, and when
 * @param software its versions
 * @param cores how many
 * @param loadAverage how many programs wanted to run, on the average of the last minute; negative where that is unknown
 */
record Setup(SequencedMap<String, String> machine, SequencedMap<String, String> software, int cores,
        double loadAverage) {
    /** Part of the cores that others may use while we measure. */
    private static final double QUIET = 0.25;
    /** A load of three for each core takes two and a half of them to be no longer too much. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /**
     * Waits, some minutes at most, until what a build or another benchmark did just before is out of the load average.
     * Where others keep the machine busy, results will say so.
     */
    static void awaitQuiet() throws InterruptedException {
        long begin = System.nanoTime();
        for (Setup now = ofNow(); now.isBusy(); now = ofNow()) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                return;
            }
            System.err.println("waiting for a quiet machine; load average " + now.load());
            Thread.sleep(Duration.ofSeconds(15));
        }
    }

    static Setup ofNow() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        int cores = system.getAvailableProcessors();
        SequencedMap<String, String> machine = new LinkedHashMap<>();
        SequencedMap<String, String> software = new LinkedHashMap<>();
        Setup setup = new Setup(machine, software, cores, system.getSystemLoadAverage());
        machine.put("Date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        machine.put("CPU", cores + " cores, " + cpu());
        machine.put("Memory", String.format(Locale.ROOT, "%.1f GiB", system.getTotalMemorySize() / 0x1p30));
        machine.put("Load average before", setup.load());
        software.put("System", osName() + ", " + system.getName() + " " + system.getVersion());
        software.put("JDK", System.getProperty("java.vendor.version", System.getProperty("java.vendor")) + ", "
                + System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        String version = Setup.class.getPackage().getImplementationVersion();
        software.put("Libraries", libraries());
        software.put("Reprise", (version == null ? "not packaged" : version) + ", " + commit());
        return setup;
    }

    /** Whether others used so much of the machine that times mean little. */
    boolean isBusy() {
        return loadAverage > QUIET * cores;
    }

    String load() {
        return loadAverage < 0
                ? "unknown"
                : String.format(Locale.ROOT, "%.1f on %d cores", loadAverage, cores);
    }

    /** Those that are part of us or compared with us. */
    private static String libraries() {
        try (InputStream in = requireNonNull(Setup.class.getResourceAsStream("libraries.txt"))) {
            return new String(in.readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String cpu() {
        return line(Path.of("/proc/cpuinfo"), "model name", ":", System.getProperty("os.arch"));
    }

    private static String osName() {
        return line(Path.of("/etc/os-release"), "PRETTY_NAME", "=", System.getProperty("os.name"));
    }

    private static String line(Path file, String name, String separator, String otherwise) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(it -> it.startsWith(name))
                    .map(it -> it.substring(it.indexOf(separator) + 1).replace("\"", "").strip())
                    .findFirst().orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }

    /** What git says of the folder that this program was built in. */
    private static String commit() {
        try {
            Path built = requireNonNull(
                    Path.of(Setup.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent());
            String commit = git(built, "rev-parse", "HEAD");
            // Results of one benchmark are not changes to the next.
            String changed = git(built, "status", "--porcelain", "--", ":/", ":(top,exclude)benchmarks/results");
            return commit == null || changed == null
                    ? "commit unknown"
                    : "commit " + commit + (changed.isEmpty() ? "" : ", with changes that are not committed");
        } catch (IOException | URISyntaxException e) {
            return "commit unknown";
        }
    }

    private static @Nullable String git(Path folder, String... words) throws IOException {
        List<String> command = Stream.concat(Stream.of("git", "-C", folder.toString()), Stream.of(words)).toList();
        Process git = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
        return git.onExit().join().exitValue() == 0 ? said : null;
    }
}
