package dev.reprise.app.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.javalin.http.Context;

import dev.reprise.app.http.Readiness.Condition;

/** {@code /livez} and {@code /readyz}, for who starts, stops and balances servers. They ask nobody, so they are quick. */
final class ProbeRoutes {
    private final Readiness readiness;

    ProbeRoutes(Readiness readiness) {
        this.readiness = readiness;
    }

    /** The process answers: to start it again would mend nothing. */
    void live(Context ctx) {
        ctx.header("Cache-Control", "no-store").json(Map.of("status", "alive"));
    }

    /** Whether requests should come here. */
    void ready(Context ctx) {
        List<Condition> waitingFor = readiness.waitingFor();
        ctx.header("Cache-Control", "no-store");
        if (waitingFor.isEmpty()) {
            ctx.json(Map.of("status", "ready"));
        } else {
            ctx.status(503).json(new NotReady("not_ready",
                    waitingFor.stream().map(it -> it.name().toLowerCase(Locale.ROOT)).toList()));
        }
    }

    private record NotReady(String status, List<String> waitingFor) {}
}
