package dev.reprise.benchmarks.library;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another Java like this one, with the same options and classes, that is told a line and answers with one. */
final class Jvm implements AutoCloseable {
    /** Begins an answer; what else it prints is not for us. */
    private static final String ANSWER = "answer: ";

    private final Process process;
    private final BufferedReader out;

    private Jvm(Process process) {
        this.process = process;
        out = process.inputReader(UTF_8);
    }

    /** Runs the {@code main} of a class; it ends when this is closed, or this process ends. */
    static Jvm start(Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        try {
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Jvm(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells it a line. */
    void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its next answer, as words. */
    List<String> answer() {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(ANSWER)) {
                    return List.of(line.substring(ANSWER.length()).split(" "));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("it has ended and said nothing; see the errors above");
    }

    /** Tells an answer to the one who started this JVM. */
    static void reply(Object... words) {
        StringBuilder line = new StringBuilder(ANSWER);
        for (Object word : words) {
            line.append(word).append(' ');
        }
        System.out.println(line);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
