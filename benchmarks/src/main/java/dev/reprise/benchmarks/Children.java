package dev.reprise.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The processes that a benchmark has started; none outlives it, however it ends. Thread-safe. */
final class Children implements AutoCloseable {
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private boolean closed;
    private final Thread atExit = new Thread(this::endAll, "end children");

    Children() {
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Throws {@link IllegalStateException} with the message where a program is not installed. */
    static void require(String program, String message) throws IOException {
        try {
            Process process = new ProcessBuilder(program, "-v").redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD).start();
            process.onExit().join();
        } catch (IOException e) {
            throw new IllegalStateException(message, e);
        }
    }

    /** Throws {@link IllegalStateException} where this program is ending. */
    synchronized Process start(ProcessBuilder builder) throws IOException {
        if (closed) {
            throw new IllegalStateException("ending");
        }
        Process process = builder.start();
        running.add(process);
        return process;
    }

    /** Asks it to end and waits for that; kills it, with what it started, where it takes more than ten seconds. */
    void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill(process);
            }
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
        }
        running.remove(process);
    }

    @Override
    public void close() {
        endAll();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void endAll() {
        synchronized (this) {
            closed = true;
        }
        running.forEach(Process::destroy);
        running.forEach(this::end);
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
