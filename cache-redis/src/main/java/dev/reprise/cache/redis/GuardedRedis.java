package dev.reprise.cache.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

import dev.reprise.cache.Backend.Config;
import dev.reprise.cache.TierUnavailableException;

/**
 * Redis behind a circuit breaker: a call takes bounded time, and none at all while Redis does not answer. It heals
 * without traffic, and only the health check probes, so that no lookup ever waits for a probe. Thread-safe.
 */
final class GuardedRedis implements AutoCloseable {
    /**
     * The breaker opens when this many calls in a row failed: a lost connection or a burst that waits for the pool is
     * not enough, and a Redis that hangs costs a handful of time-outs. Then it is probed every second, which neither
     * burdens it nor lets it wait.
     */
    private static final int FAILURES_IN_A_ROW = 5;
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

    /** How long a master may be another before an idle node knows, where no connection is lost by it. */
    private static final Duration LONGEST_MOVE = Duration.ofSeconds(5);

    /**
     * Errors that concern one command or all writes. Redis answered at once and other commands work, so they do not
     * count for the breaker; all other errors ({@code LOADING}, {@code WRONGPASS}, ...) concern every command.
     */
    private static final Set<String> ANSWERS = Set.of("OOM", "READONLY", "MISCONF", "NOREPLICAS", "NOPERM",
            "WRONGTYPE");

    private static final Logger LOG = LoggerFactory.getLogger(GuardedRedis.class);

    private final RedisNodes nodes;
    private final String address;
    private final boolean retryOnTimeout;
    private final Duration healthCheckInterval;
    private final CircuitBreaker breaker;
    private final ScheduledThreadPoolExecutor health;
    private final AtomicBoolean checkIsDue = new AtomicBoolean();
    private final LongAdder trips = new LongAdder();
    private volatile boolean closed;

    /** Whether a check has passed: until then it is not known where to ask. */
    private volatile boolean found;

    /** Why the last call failed, for the log line that says that the breaker opened. */
    private volatile @Nullable String lastFailure;

    /** Only the health check's thread knows these. */
    private boolean checkPassed;
    private long checkedNanos;

    /**
     * Starts the health check and waits for its first result, for as long as a connection and an answer may take. Never
     * fails where Redis cannot be reached.
     *
     * @param nodes closed with this
     * @param address what to call Redis in messages; without a password
     */
    GuardedRedis(RedisNodes nodes, String address, Config config) {
        this.nodes = nodes;
        this.address = address;
        retryOnTimeout = config.retryOnTimeout();
        healthCheckInterval = nodes.mayMove() && config.healthCheckInterval().compareTo(LONGEST_MOVE) > 0
                ? LONGEST_MOVE
                : config.healthCheckInterval();
        breaker = CircuitBreaker.of("redis",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(FAILURES_IN_A_ROW)
                        .minimumNumberOfCalls(FAILURES_IN_A_ROW)
                        .failureRateThreshold(100)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitDurationInOpenState(PROBE_INTERVAL)
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> onTransition(event.getStateTransition()));
        health = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "reprise-redis-health");
            thread.setDaemon(true);
            return thread;
        });
        long tick = Math.max(1, Math.min(PROBE_INTERVAL.toMillis(), healthCheckInterval.toMillis()));
        Future<?> first = health.submit(this::check);
        ScheduledFuture<?> unused = health.scheduleWithFixedDelay(this::check, tick, tick, MILLISECONDS);
        try {
            // So that whoever asks first knows how it stands: Redis may have been away for hours.
            first.get(config.connectTimeout().plus(config.socketTimeout()).toMillis(), MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("The first check of Redis at {} takes long", address);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The result of a call that may run twice: once more where its connection turned out to be dead or, if so
     * configured, where it timed out.
     *
     * @throws TierUnavailableException where there is none; without a cause if Redis was not asked
     */
    <T extends @Nullable Object> T read(Function<RedisNodes, T> call) {
        return run(call, e -> !isTimeout(e) || retryOnTimeout);
    }

    /** The result of a call that runs once at most; throws like {@link #read}. */
    <T extends @Nullable Object> T write(Function<RedisNodes, T> call) {
        return run(call, e -> false);
    }

    /** Whether calls are tried. */
    boolean isAvailable() {
        return !closed && found && breaker.getState() == State.CLOSED;
    }

    /** {@code closed}, {@code open} or {@code half_open}. */
    String state() {
        State state = breaker.getState();
        return (found || state != State.CLOSED ? state : State.OPEN).name().toLowerCase(Locale.ROOT);
    }

    /** How often the breaker opened. A probe that fails while it is open does not count. */
    long trips() {
        return trips.sum();
    }

    private <T extends @Nullable Object> T run(Function<RedisNodes, T> call,
            Predicate<JedisConnectionException> again) {
        if (!isAvailable() || !breaker.tryAcquirePermission()) {
            throw new TierUnavailableException(
                    "Redis at " + address + (closed ? " was closed" : " is not asked while it does not answer"), null);
        }
        return attempt(call, e -> {
            // Before it is tried again, which may take as long once more: the check spares others the wait.
            checkSoon();
            return again.test(e);
        });
    }

    private <T extends @Nullable Object> T attempt(Function<RedisNodes, T> call,
            Predicate<JedisConnectionException> again) {
        long start = System.nanoTime();
        try {
            T result = callOrAgain(call, again);
            breaker.onSuccess(System.nanoTime() - start, NANOSECONDS);
            return result;
        } catch (TierUnavailableException e) {
            // It was not asked.
            breaker.releasePermission();
            throw e;
        } catch (RuntimeException e) {
            long took = System.nanoTime() - start;
            if (wasInterrupted(e)) {
                breaker.releasePermission();
            } else if (isAnswer(e)) {
                breaker.onSuccess(took, NANOSECONDS);
            } else {
                lastFailure = e.getMessage();
                breaker.onError(took, NANOSECONDS, e);
            }
            throw new TierUnavailableException("Redis at " + address + " failed: " + e.getMessage(), e);
        }
    }

    private <T extends @Nullable Object> T callOrAgain(Function<RedisNodes, T> call,
            Predicate<JedisConnectionException> again) {
        try {
            return call.apply(nodes);
        } catch (JedisRedirectionException e) {
            // Only of several commands at once; one alone is sent on by itself.
            nodes.find();
            throw e;
        } catch (JedisConnectionException e) {
            // The idle connections are older than the one that failed: after a restart all of them are dead.
            nodes.dropIdle();
            if (!again.test(e) || closed || wasInterrupted(e) || breaker.getState() == State.OPEN) {
                throw e;
            }
            return call.apply(nodes);
        }
    }

    /** Has the health check look now, because somebody lost a connection. Does not block. */
    void checkSoon() {
        if (!checkIsDue.compareAndSet(false, true)) {
            return;
        }
        try {
            health.execute(() -> {
                checkIsDue.set(false);
                checkPassed = false;
                check();
            });
        } catch (RejectedExecutionException e) {
            // Closed: there is nothing to look at any more.
        }
    }

    /** Runs often, and pings when it is time to. */
    private void check() {
        State state = breaker.getState();
        if (state == State.CLOSED && checkPassed
                && System.nanoTime() - checkedNanos < healthCheckInterval.toNanos()) {
            return;
        }
        if (state != State.CLOSED) {
            // Not left to the breaker's own delay, which follows the wall clock wherever that jumps.
            breaker.transitionToHalfOpenState();
        }
        checkPassed = false;
        if (breaker.tryAcquirePermission()) {
            try {
                attempt(RedisNodes::ping, e -> !isTimeout(e));
                checkPassed = true;
                found = true;
            } catch (TierUnavailableException e) {
                if (breaker.getState() == State.CLOSED && !closed) {
                    // It was tried twice if its connection was dead. No lookup need find out the same.
                    breaker.transitionToOpenState();
                }
            }
        }
        checkedNanos = System.nanoTime();
    }

    private void onTransition(StateTransition transition) {
        if (transition == StateTransition.CLOSED_TO_OPEN) {
            trips.increment();
            LOG.warn("Redis at {} does not answer, going on without it: {}", address, lastFailure);
        } else if (transition.getToState() == State.CLOSED) {
            LOG.info("Redis at {} answers again", address);
        } else {
            LOG.debug("Probing Redis at {}: {}", address, transition);
        }
    }

    private static boolean isAnswer(RuntimeException e) {
        String message = e.getMessage();
        return e instanceof JedisDataException && message != null && (ANSWERS.contains(message.split(" ", 2)[0])
                || message.startsWith("ERR unknown command") || message.startsWith("ERR Error running script"));
    }

    private static boolean isTimeout(Throwable e) {
        if (e instanceof SocketTimeoutException || (e.getCause() != null && isTimeout(e.getCause()))) {
            return true;
        }
        for (Throwable suppressed : e.getSuppressed()) {
            if (isTimeout(suppressed)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the caller was told to stop, which says nothing of Redis. */
    private static boolean wasInterrupted(RuntimeException e) {
        if (e.getCause() instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return Thread.currentThread().isInterrupted();
    }

    @Override
    public void close() {
        closed = true;
        health.shutdownNow();
        nodes.close();
    }
}
