package dev.reprise.benchmarks;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

import dev.reprise.app.simulator.Fault;
import dev.reprise.app.simulator.ModelSimulator;
import dev.reprise.app.simulator.Pace;

/** Serves a simulated model, to try Reprise with answers that take their time or go wrong. */
public final class ModelServer {
    private static final String USAGE = """
            usage: java -cp benchmarks.jar dev.reprise.benchmarks.ModelServer [option value]...
              --port               where to listen on 127.0.0.1; 0, the default, for any free port
              --latency            until the first byte, for example 1s or 0.2s; 0s by default
              --tokens-per-second  how fast it goes on; all at once by default
              --fault              what goes wrong, for example cut-off; nothing by default
              --every              with --fault: for every n-th call; 1 by default""";

    private ModelServer() {}

    /** Serves until it is told to end. Exits with 2 where an option is wrong, with 1 where it cannot listen. */
    public static void main(String[] args) throws InterruptedException {
        try {
            Options options = Options.from(args);
            ModelSimulator simulator = ModelSimulator.start(options.port).writing().pace(options.pace);
            if (options.fault != null) {
                simulator.failEvery(options.every, options.fault);
            }
            System.out.println(greeting(simulator.baseUrl().toString(), options));
            new CountDownLatch(1).await();
        } catch (IllegalArgumentException e) {
            exit(2, e.getMessage() + "\n" + USAGE);
        } catch (UncheckedIOException e) {
            exit(1, "cannot listen; choose another place with --port");
        }
    }

    private static String greeting(String url, Options options) {
        double rate = options.pace.tokensPerSecond();
        String pace = options.pace.latency().toMillis() + " ms to the first byte, then "
                + (Double.isInfinite(rate) ? "all at once" : (int) rate + " tokens a second");
        String fault = options.fault == null ? "none" : options.fault.wireName() + ", one call of " + options.every;
        return """
                A simulated model listens on %1$s
                  pace   %2$s
                  fault  %3$s
                Have Reprise ask it as OpenAI:
                  AI_BASE_URL=%1$s AI_MODEL=simulated ./reprise
                or as Anthropic:
                  AI_PROVIDER=anthropic AI_BASE_URL=%1$s AI_API_KEY=any AI_MODEL=simulated ./reprise
                """.formatted(url, pace, fault).stripTrailing();
    }

    private static void exit(int status, String message) {
        System.err.println("model server: " + message);
        System.exit(status);
    }

    private record Options(int port, Pace pace, @Nullable Fault fault, int every) {
        static Options from(String[] args) {
            int port = 0;
            Duration latency = Duration.ZERO;
            double tokensPerSecond = Double.POSITIVE_INFINITY;
            Fault fault = null;
            int every = 1;
            for (int i = 0; i < args.length; i += 2) {
                String name = args[i];
                if (i + 1 == args.length) {
                    throw new IllegalArgumentException(name + " has no value");
                }
                String value = args[i + 1];
                switch (name) {
                    case "--port" -> port = whole(name, value, 0, 65535);
                    case "--latency" -> latency = duration(name, value);
                    case "--tokens-per-second" -> tokensPerSecond = whole(name, value, 1, Integer.MAX_VALUE);
                    case "--fault" -> fault = Fault.named(value);
                    case "--every" -> every = whole(name, value, 1, Integer.MAX_VALUE);
                    default -> throw new IllegalArgumentException("there is no option " + name);
                }
            }
            return new Options(port, new Pace(latency, tokensPerSecond), fault, every);
        }

        private static int whole(String name, String value, int from, int to) {
            try {
                int whole = Integer.parseInt(value);
                if (whole >= from && whole <= to) {
                    return whole;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new IllegalArgumentException(name + " must be a whole number from " + from + " to " + to);
        }

        private static Duration duration(String name, String value) {
            try {
                return Duration.parse("PT" + value);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(name + " must be a time, for example 1s or 0.2s", e);
            }
        }
    }
}
