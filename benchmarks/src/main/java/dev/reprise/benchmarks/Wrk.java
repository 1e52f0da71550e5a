package dev.reprise.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Has wrk post one body again and again. */
final class Wrk {
    private static final String MISSING = "wrk is needed to make requests; install it (Debian: apt install wrk)";
    private static final Pattern SEEN = Pattern.compile("seen (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)");

    private final Path folder;
    private final Children children;

    /**
     * @param folder for its scripts
     * @throws IllegalStateException where there is no wrk, saying how to install it
     */
    Wrk(Path folder, Children children) throws IOException {
        this.folder = folder;
        this.children = children;
        Children.require("wrk", MISSING);
    }

    /** What is posted, and whether a compressed answer is accepted. */
    record Request(String name, String body, boolean gzip) {}

    /**
     * What was seen in one slice.
     *
     * @param cpuMicros processor time of the server for each request
     */
    record Slice(double perSecond, double p50Micros, double p99Micros, double cpuMicros) {}

    /** Posts for a while; {@link IllegalStateException} where an answer was no success. */
    Slice run(Server server, Request request, int connections, Duration time) throws IOException {
        URI target = server.lessons();
        Duration before = server.cpu();
        Process wrk = children.start(new ProcessBuilder("wrk", "-t1", "-c" + connections, "-d" + time.toSeconds() + "s",
                "--timeout", "30s", "-s", script(request).toString(), target.toString()).redirectErrorStream(true));
        String said = new String(wrk.getInputStream().readAllBytes(), UTF_8);
        children.end(wrk);
        Duration cpu = server.cpu().minus(before);
        Matcher seen = SEEN.matcher(said);
        if (!seen.find()) {
            throw new IllegalStateException("wrk failed: " + said);
        }
        MatchResult numbers = seen.toMatchResult();
        double requests = number(numbers, 1);
        if (number(numbers, 5) + number(numbers, 6) > 0 || requests == 0) {
            throw new IllegalStateException(server.name() + " did not answer all of " + request.name() + ": " + said);
        }
        return new Slice(requests / (number(numbers, 2) / 1e6), number(numbers, 3), number(numbers, 4),
                cpu.toNanos() / 1e3 / requests);
    }

    private Path script(Request request) throws IOException {
        Path script = folder.resolve(HexFormat.of().toHexDigits(request.hashCode()) + ".lua");
        String gzip = request.gzip() ? "wrk.headers[\"Accept-Encoding\"] = \"gzip\"\n" : "";
        return Files.writeString(script, """
                wrk.method = "POST"
                wrk.headers["Content-Type"] = "application/json"
                %swrk.body = [==[%s]==]
                function done(summary, latency, requests)
                  local failed = summary.errors
                  print(string.format("seen %%d %%d %%d %%d %%d %%d", summary.requests, summary.duration,
                    latency:percentile(50), latency:percentile(99), failed.status,
                    failed.connect + failed.read + failed.write + failed.timeout))
                end
                """.formatted(gzip, request.body()));
    }

    private static double number(MatchResult numbers, int group) {
        return Double.parseDouble(numbers.group(group));
    }

    /** Of an odd number the one in the middle, of an even one the mean of both. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Of a figure of slices. */
    static double median(List<Slice> slices, ToDoubleFunction<Slice> figure) {
        return median(slices.stream().map(figure::applyAsDouble).toList());
    }

    /** Of slices of the same round, so that what the machine does besides touches both. */
    static double ratio(List<Slice> own, List<Slice> base, ToDoubleFunction<Slice> figure) {
        return median(IntStream.range(0, own.size())
                .mapToObj(i -> figure.applyAsDouble(own.get(i)) / figure.applyAsDouble(base.get(i))).toList());
    }
}
