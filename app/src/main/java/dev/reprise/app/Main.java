package dev.reprise.app;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvException;
import io.javalin.util.JavalinException;

import dev.reprise.app.generation.ContentGate;
import dev.reprise.app.generation.ContentGenerator;
import dev.reprise.app.generation.builtin.BuiltInGenerator;
import dev.reprise.app.generation.model.Endpoint;
import dev.reprise.app.generation.model.Endpoint.Protocol;
import dev.reprise.app.generation.model.ModelGenerator;
import dev.reprise.app.settings.Ai;
import dev.reprise.app.settings.Settings;
import dev.reprise.app.settings.Settings.InvalidSettingException;
import dev.reprise.cache.CoarseClock;

/** Starts the server from environment variables, or a {@code .env} file in the folder it is started in. */
public final class Main {
    private Main() {}

    /** Serves until it is told to end. Exits with 2 where a setting is wrong, with 1 where it cannot listen. */
    public static void main(String[] args) {
        try {
            Settings settings = Settings.from(variables()::get);
            log(settings.logs());
            serve(settings);
        } catch (InvalidSettingException | IllegalArgumentException e) {
            exit(2, String.valueOf(e.getMessage()));
        } catch (DotenvException e) {
            exit(2, "the file .env cannot be read: each line must be NAME=value");
        }
    }

    /** Before anything has a logger: {@link Logging} asks for these. */
    private static void log(Settings.Logs logs) {
        System.setProperty("LOG_FORMAT", logs.format().name().toLowerCase(Locale.ROOT));
        System.setProperty("LOG_LEVEL", logs.level().name().toLowerCase(Locale.ROOT));
    }

    static Dotenv variables() {
        return Dotenv.configure().ignoreIfMissing().load();
    }

    static Reprise serve(Settings settings) {
        try {
            Reprise reprise = Reprise.start(settings, generators(settings.ai()),
                    new CoarseClock(InstantSource.system()));
            Runtime.getRuntime().addShutdownHook(new Thread(reprise::close, "stop"));
            System.out.println(greeting(settings, reprise));
            return reprise;
        } catch (JavalinException e) {
            throw exit(1, "cannot listen on " + settings.host() + ":" + settings.port()
                    + "; choose another place with HOST and PORT");
        }
    }

    private static List<ContentGenerator> generators(Ai ai) {
        ContentGate gate = new ContentGate();
        return ai.fallback() == null
                ? List.of(generator(ai, ai.first(), gate))
                : List.of(generator(ai, ai.first(), gate), generator(ai, ai.fallback(), gate));
    }

    private static ContentGenerator generator(Ai ai, Ai.Generator it, ContentGate gate) {
        return switch (it.provider()) {
            case BUILTIN -> new BuiltInGenerator();
            case OPENAI -> model(Protocol.OPENAI, ai, it, gate);
            case ANTHROPIC -> model(Protocol.ANTHROPIC, ai, it, gate);
        };
    }

    private static ContentGenerator model(Protocol protocol, Ai ai, Ai.Generator it, ContentGate gate) {
        return new ModelGenerator(new Endpoint(protocol, it.baseUrl(), it.apiKey() == null ? null : it.apiKey().value(),
                it.model(), ai.timeout(), ai.retries(), it.maxOutputTokens()), ai.documentTokens(), gate);
    }

    private static String greeting(Settings settings, Reprise reprise) {
        String address = "http://" + (settings.host().equals("0.0.0.0") ? "127.0.0.1" : settings.host()) + ":"
                + reprise.port();
        Ai.Generator fallback = settings.ai().fallback();
        String generator = name(settings.ai().first()) + (fallback == null ? "" : ", else " + name(fallback));
        String tiers = settings.redis() == null
                ? "caffeine (set REDIS_URL to share it with other nodes)"
                : "caffeine, redis at " + settings.redis().place();
        String token = reprise.madeUpAdminToken()
                ? reprise.adminToken().value() + " (made up for this run; set ADMIN_TOKEN to keep one)"
                : "as set in ADMIN_TOKEN";
        Set<String> tenants = settings.callers().apiKeys().keySet();
        String callers = tenants.isEmpty()
                ? "everybody who can reach it, as one tenant (set API_KEYS to tell them apart)"
                : "who has the key of " + String.join(", ", tenants);
        String key = tenants.isEmpty() ? "" : " -H \"Authorization: Bearer $API_KEY\"";
        return """
                Reprise listens on %1$s
                  generator    %2$s
                  tiers        %3$s
                  callers      %5$s
                  admin token  %4$s
                Try it, twice:
                  curl -i %1$s/ai/content/lesson-content -H 'Content-Type: application/json'%6$s \\
                    -d '{"lesson_title": "Business Email Writing", "cefr_level": "B1"}'
                """.formatted(address, generator, tiers, token, callers, key).stripTrailing();
    }

    private static String name(Ai.Generator generator) {
        return switch (generator.provider()) {
            case BUILTIN -> "builtin: rules, no model (set AI_BASE_URL and AI_MODEL for one)";
            case OPENAI, ANTHROPIC -> generator.model() + " at "
                    + (generator.place().isEmpty() ? "anthropic" : generator.place());
        };
    }

    /** Does not return; for callers to throw. */
    private static AssertionError exit(int status, String message) {
        System.err.println("reprise: " + message);
        System.exit(status);
        return new AssertionError("the JVM has ended");
    }
}
