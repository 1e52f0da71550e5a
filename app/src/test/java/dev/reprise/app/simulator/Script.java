package dev.reprise.app.simulator;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** What calls are answered with: what was scripted, or else what is written for each. Thread-safe. */
final class Script {
    private final Queue<Answer> scripted = new ConcurrentLinkedQueue<>();
    private volatile Function<Call, Answer> otherwise = _ -> ModelSimulator.status(500, Map.of());
    private volatile @Nullable Recurring recurring;

    void add(List<Answer> answers) {
        scripted.addAll(answers);
    }

    void write(Function<Call, String> writer) {
        otherwise = call -> {
            try {
                return ModelSimulator.content(writer.apply(call));
            } catch (IllegalArgumentException e) {
                return ModelSimulator.refused(400, String.valueOf(e.getMessage()));
            }
        };
    }

    void failEvery(int nth, Fault fault) {
        recurring = new Recurring(fault, nth, new AtomicInteger());
    }

    void failNext(int howMany, Fault fault) {
        add(Collections.nCopies(howMany, exchange -> spoiled(exchange.call(), fault).send(exchange)));
    }

    Answer next(Call call) {
        Answer next = scripted.poll();
        if (next != null) {
            return next;
        }
        Recurring rule = recurring;
        return rule != null && rule.isDue() ? spoiled(call, rule.fault) : otherwise.apply(call);
    }

    private Answer spoiled(Call call, Fault fault) {
        Answer right = otherwise.apply(call);
        return right instanceof Message message ? fault.of(message) : right;
    }

    private record Recurring(Fault fault, int nth, AtomicInteger calls) {
        boolean isDue() {
            return calls.incrementAndGet() % nth == 0;
        }
    }
}
