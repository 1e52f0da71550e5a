package dev.reprise.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What near hits cost over HTTP beside other servers, what is left of them while generations wait, how the near tier
 * grows, and how long a start takes.
 */
public final class OverHttp {
    private static final String USAGE = """
            usage: ./reprise bench http [option value]...
              --only     one of hits, amid, growth, start; all by default
              --seconds  of one slice; 2 by default
              --rounds   how often each server is measured in each of its processes, and processes of growth; 5 by default
              --starts   how often each server is started for start; 10 by default""";

    private final Options options;
    private final Path folder;
    private final Children children;
    private final Results results;

    private OverHttp(Options options, Path folder, Children children) {
        this.options = options;
        this.folder = folder;
        this.children = children;
        results = Results.of("over-http" + (options.only.isEmpty() ? "" : "-" + options.only), "Over HTTP",
                "./reprise bench http" + options.given());
    }

    /** Measures and writes. Exits with 2 where an option is wrong, with 1 where something that it needs is missing. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        Options options;
        try {
            options = Options.from(args);
        } catch (IllegalArgumentException e) {
            exit(2, e.getMessage() + "\n" + USAGE);
            return;
        }
        Setup.awaitQuiet();
        Path folder = Files.createTempDirectory("over-http");
        try (Children children = new Children()) {
            new OverHttp(options, folder, children).run();
        } catch (IllegalStateException e) {
            exit(1, String.valueOf(e.getMessage()));
        } finally {
            delete(folder);
        }
    }

    private void run() throws IOException, InterruptedException, ExecutionException {
        Duration slice = Duration.ofSeconds(options.seconds);
        if (options.measures("hits")) {
            List<List<Object>> rows = new Hits(children, folder, slice, options.rounds).measure();
            results.table("Near hits, 8 KB out", Hits.COLUMNS, rows).chart(Hits.chart(rows));
        }
        if (options.measures("amid")) {
            results.table("Near hits while generations wait, 32 connections", Amid.COLUMNS,
                    new Amid(children, folder, slice, options.rounds).measure());
        }
        if (options.measures("growth")) {
            List<List<Object>> rows = Growth.measure(children, options.rounds);
            results.table("Growth of the near tier, 1 KB values", Growth.COLUMNS, rows).chart(Growth.chart(rows));
        }
        if (options.measures("start")) {
            List<List<@Nullable Object>> rows = new StartUp(children, folder).measure(options.starts);
            results.table("From the start of the process, ms", StartUp.COLUMNS, rows).chart(StartUp.chart(rows));
        }
        say("written to " + results.write(Results.FOLDER));
    }

    static void say(String progress) {
        System.err.println(progress);
    }

    private static void exit(int status, String message) {
        System.err.println("over http: " + message);
        System.exit(status);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private record Options(String only, int seconds, int rounds, int starts) {
        static Options from(String[] args) {
            String only = "";
            int seconds = 2;
            int rounds = 5;
            int starts = 10;
            for (int i = 0; i < args.length; i += 2) {
                String name = args[i];
                if (i + 1 == args.length) {
                    throw new IllegalArgumentException(name + " has no value");
                }
                String value = args[i + 1];
                switch (name) {
                    case "--only" -> only = value;
                    case "--seconds" -> seconds = positive(name, value);
                    case "--rounds" -> rounds = positive(name, value);
                    case "--starts" -> starts = positive(name, value);
                    default -> throw new IllegalArgumentException("there is no option " + name);
                }
            }
            if (!only.isEmpty() && !List.of("hits", "amid", "growth", "start").contains(only)) {
                throw new IllegalArgumentException("--only must be hits, amid, growth or start");
            }
            return new Options(only, seconds, rounds, starts);
        }

        /** Those that have to do with what is measured. */
        String given() {
            return (only.isEmpty() ? "" : " --only " + only)
                    + (measures("hits") || measures("amid") ? " --seconds " + seconds : "")
                    + (only.equals("start") ? "" : " --rounds " + rounds)
                    + (measures("start") ? " --starts " + starts : "");
        }

        boolean measures(String part) {
            return only.isEmpty() || only.equals(part);
        }

        private static int positive(String name, String value) {
            if (!value.matches("[1-9]\\d{0,5}")) {
                throw new IllegalArgumentException(name + " must be a whole number from 1");
            }
            return Integer.parseInt(value);
        }
    }
}
