package dev.reprise.app;

import java.time.InstantSource;
import java.util.Objects;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvException;
import io.javalin.util.JavalinException;

import dev.reprise.app.generation.ContentGate;
import dev.reprise.app.generation.ContentGenerator;
import dev.reprise.app.generation.OpenAiGenerator;
import dev.reprise.app.generation.OpenAiGenerator.Endpoint;
import dev.reprise.app.generation.builtin.BuiltInGenerator;
import dev.reprise.app.settings.Settings;
import dev.reprise.app.settings.Settings.InvalidSettingException;
import dev.reprise.cache.CoarseClock;

/** Starts the server from environment variables, or a {@code .env} file in the folder it is started in. */
public final class Main {
    private Main() {}

    /** Serves until it is told to end. Exits with 2 where a setting is wrong, with 1 where it cannot listen. */
    public static void main(String[] args) {
        try {
            Dotenv variables = Dotenv.configure().ignoreIfMissing().load();
            serve(Settings.from(variables::get));
        } catch (InvalidSettingException | IllegalArgumentException e) {
            exit(2, String.valueOf(e.getMessage()));
        } catch (DotenvException e) {
            exit(2, "the file .env cannot be read: each line must be NAME=value");
        }
    }

    private static void serve(Settings settings) {
        try {
            Reprise reprise = Reprise.start(settings, generator(settings.ai()),
                    new CoarseClock(InstantSource.system()));
            Runtime.getRuntime().addShutdownHook(new Thread(reprise::close, "stop"));
            System.out.println(greeting(settings, reprise));
        } catch (JavalinException e) {
            exit(1, "cannot listen on " + settings.host() + ":" + settings.port()
                    + "; choose another place with HOST and PORT");
        }
    }

    private static ContentGenerator generator(Settings.Ai ai) {
        return switch (ai.provider()) {
            case BUILTIN -> new BuiltInGenerator();
            case OPENAI -> new OpenAiGenerator(
                    new Endpoint(Objects.requireNonNull(ai.baseUrl()), ai.apiKey() == null ? null : ai.apiKey().value(),
                            ai.model(), ai.timeout()),
                    new ContentGate());
        };
    }

    private static String greeting(Settings settings, Reprise reprise) {
        String address = "http://" + (settings.host().equals("0.0.0.0") ? "127.0.0.1" : settings.host()) + ":"
                + reprise.port();
        String generator = switch (settings.ai().provider()) {
            case BUILTIN -> "builtin: rules, no model (set AI_BASE_URL and AI_MODEL for one)";
            case OPENAI -> settings.ai().model() + " at " + settings.ai().place();
        };
        String tiers = settings.redis() == null
                ? "caffeine (set REDIS_URL to share it with other nodes)"
                : "caffeine, redis at " + settings.redis().place();
        String token = reprise.madeUpAdminToken()
                ? reprise.adminToken().value() + " (made up for this run; set ADMIN_TOKEN to keep one)"
                : "as set in ADMIN_TOKEN";
        return """
                Reprise listens on %1$s
                  generator    %2$s
                  tiers        %3$s
                  admin token  %4$s
                Try it, twice:
                  curl -i %1$s/ai/content/lesson-content -H 'Content-Type: application/json' \\
                    -d '{"lesson_title": "Business Email Writing", "cefr_level": "B1"}'
                """.formatted(address, generator, tiers, token).stripTrailing();
    }

    private static void exit(int status, String message) {
        System.err.println("reprise: " + message);
        System.exit(status);
    }
}
