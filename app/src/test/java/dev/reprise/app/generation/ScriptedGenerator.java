package dev.reprise.app.generation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.reprise.api.ApiJson;
import dev.reprise.api.Content;
import dev.reprise.api.ContentRequest;
import dev.reprise.api.ContentType;

/**
 * Makes content that is right for its type, other content at each call, or fails as it is told. Counts its calls; they
 * can be held until a test lets them go on. Thread-safe.
 */
public final class ScriptedGenerator implements ContentGenerator {
    /** Who it says it is. */
    public static final Author AUTHOR = new Author("scripted", "script-1", "7");

    /** What each generation is said to take. */
    public static final int INPUT_TOKENS = 100;
    public static final int OUTPUT_TOKENS = 42;

    private static final int PATIENCE_SECONDS = 20;

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private final Semaphore arrivals = new Semaphore(0);
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile Consumer<Progress> writer = progress -> {};
    private volatile @Nullable RuntimeException failure;
    private volatile @Nullable Error error;

    @Override
    public Author author(ContentType type) {
        return AUTHOR;
    }

    @Override
    public Generated generate(ContentRequest request, Consumer<Progress> progress) throws InterruptedException {
        int call = calls.incrementAndGet();
        CountDownLatch gate = held;
        arrivals.release();
        progress.accept(new Progress.Wrote("first"));
        writer = progress;
        try {
            if (!gate.await(PATIENCE_SECONDS, SECONDS)) {
                throw new IllegalStateException("no one let the generation go on");
            }
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
        }
        progress.accept(new Progress.Wrote("second"));
        progress.accept(new Progress.Validating(OUTPUT_TOKENS));
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        Error broken = error;
        if (broken != null) {
            throw broken;
        }
        return new Generated(content(request.type(), call), INPUT_TOKENS, OUTPUT_TOKENS, false);
    }

    /** How many generations were begun. */
    public int calls() {
        return calls.get();
    }

    /** How many generations were interrupted while they were held. */
    public int interrupted() {
        return interrupted.get();
    }

    /** How many pieces {@link #writeUntil} wrote. */
    public int written() {
        return written.get();
    }

    /** Has the generation that is held write on until this holds: who has left is found out by writing to him. */
    public void writeUntil(BooleanSupplier enough) throws InterruptedException {
        long end = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
        while (!enough.getAsBoolean()) {
            if (System.nanoTime() > end || held.await(1, MILLISECONDS)) {
                throw new AssertionError("it was not enough after " + written + " pieces");
            }
            written.incrementAndGet();
            writer.accept(new Progress.Wrote("and so on"));
        }
    }

    /** Holds each generation that begins from now on. */
    public void hold() {
        held = new CountDownLatch(1);
    }

    /** Lets the generations that are held go on; those that begin later are not held. */
    public void release() {
        CountDownLatch gate = held;
        held = new CountDownLatch(0);
        gate.countDown();
    }

    /** Waits until this many more generations have begun. */
    public void awaitCalls(int more) throws InterruptedException {
        if (!arrivals.tryAcquire(more, PATIENCE_SECONDS, SECONDS)) {
            throw new AssertionError("no " + more + " generations began");
        }
    }

    /** From now on each generation throws this. */
    public void fail(RuntimeException with) {
        failure = with;
    }

    /** From now on each generation throws this. */
    public void fail(Error with) {
        error = with;
    }

    /** From now on generations succeed again. */
    public void succeed() {
        failure = null;
        error = null;
    }

    private static Content content(ContentType type, int call) {
        ObjectNode json = Arrays.stream(ContentSample.values()).filter(it -> it.request().type() == type).findFirst()
                .orElseThrow().json();
        json.putArray("notes").add("Generation " + call);
        try {
            return ApiJson.mapper().treeToValue(json, type.contentClass());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
