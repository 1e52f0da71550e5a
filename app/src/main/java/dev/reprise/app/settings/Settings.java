package dev.reprise.app.settings;

import static java.util.stream.Collectors.toMap;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import javax.crypto.SecretKey;
import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import dev.reprise.api.ContentType;
import dev.reprise.app.schedule.Schedule;

/**
 * Everything that can be set, each checked. Names and defaults are those of the README's table.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any free one
 * @param maxBodyBytes the largest request body
 * @param redis the far tier; null for none
 * @param namespace what keeps this cache apart from others on the same Redis
 * @param nearMaxBytes what the near tier may hold
 * @param ttls how long content stays fresh, by setting name, until that is changed at run time
 * @param keySecret makes keys unguessable; null for plain MD5
 * @param encryptionKey encrypts what the far tier keeps; null to keep it readable there
 * @param ai what generates
 * @param callers who may do what
 * @param warmUpFile the common queries; null for a list of our own
 * @param warmUpSchedule when to make them; null for only when asked to
 * @param preWarm how many of the requests of each type that are asked for most are kept at hand; 0 for none
 * @param drain how long the server goes on serving when it was told to stop and says that it is not ready
 * @param logs what is logged and how
 */
public record Settings(String host, int port, int maxBodyBytes, @Nullable Redis redis, String namespace,
        long nearMaxBytes, Map<String, Duration> ttls, @Nullable Secret keySecret,
        @Nullable EncryptionKey encryptionKey, Ai ai, Callers callers,
        @Nullable Path warmUpFile, @Nullable Schedule warmUpSchedule, int preWarm, Duration drain, Logs logs) {

    private static final int MAX_TTL_SECONDS = 30 * 24 * 3600;

    /** The TTL settings and their defaults, in seconds. */
    private static final Map<String, Integer> TTL_DEFAULTS = new TreeMap<>(
            Map.of("default_ttl", 3600, "ai_content_ttl", 7200, "course_curriculum_ttl", 14400, "lesson_content_ttl",
                    7200, "exercise_cache_ttl", 3600, "assessment_cache_ttl", 7200, "learning_path_ttl", 14400));

    /** A value that must not be shown. Its text never contains it. */
    public record Secret(String value) {
        @Override
        public String toString() {
            return "(secret)";
        }
    }

    /** A key of AES with 256 bits. Its text never contains it. */
    public record EncryptionKey(SecretKey value) {
        @Override
        public String toString() {
            return "(secret)";
        }
    }

    /**
     * The far tier. Its text never contains the URL, which may hold a password.
     *
     * @param url where it is
     * @param connectTimeout how long to wait for a connection
     * @param socketTimeout how long to wait for an answer
     * @param retryOnTimeout whether a read that timed out is tried once more
     * @param healthCheckInterval how often an idle connection is checked
     * @param tls whom to trust and how to identify oneself; null for the platform's own, or where there is no TLS
     */
    public record Redis(URI url, Duration connectTimeout, Duration socketTimeout, boolean retryOnTimeout,
            Duration healthCheckInterval, @Nullable SSLContext tls) {
        /** Where it is, without user, password and parameters. */
        public String place() {
            return Settings.place(url);
        }

        @Override
        public String toString() {
            return place();
        }
    }

    /**
     * What is logged and how.
     *
     * @param format of each line
     * @param level what matters less than this is left out
     */
    public record Logs(Format format, Level level) {
        /** How a line is written. */
        public enum Format {
            TEXT,
            /** A JSON object on each line. */
            JSON
        }

        /** How much a line matters. */
        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG,
            TRACE
        }
    }

    /** A setting has a value that it cannot have. The message is one line that names it. */
    public static final class InvalidSettingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** With a line that names the setting and shows no secret. */
        public InvalidSettingException(String message) {
            super(message);
        }
    }

    static String place(URI url) {
        String authority = String.valueOf(url.getRawAuthority());
        String path = url.getPath() == null ? "" : url.getPath();
        return url.getScheme() + "://" + authority.substring(authority.lastIndexOf('@') + 1) + path;
    }

    /** The name of the setting that says how long content of a type stays fresh. */
    public static String ttlName(ContentType type) {
        return switch (type) {
            case COURSE_CURRICULUM -> "course_curriculum_ttl";
            case LESSON_CONTENT -> "lesson_content_ttl";
            case EXERCISES -> "exercise_cache_ttl";
            case ASSESSMENT -> "assessment_cache_ttl";
            case LEARNING_PATH -> "learning_path_ttl";
        };
    }

    /**
     * Reads the settings.
     *
     * @param variables gives the value of a variable, or null where it is not set
     * @throws InvalidSettingException at the first variable whose value is not allowed
     */
    public static Settings from(UnaryOperator<@Nullable String> variables) {
        Variables in = new Variables(variables);
        Map<String, Duration> ttls = TTL_DEFAULTS.entrySet().stream().collect(toMap(Map.Entry::getKey,
                ttl -> Duration.ofSeconds(
                        in.whole(ttl.getKey().toUpperCase(Locale.ROOT), ttl.getValue(), 1, MAX_TTL_SECONDS)),
                (a, b) -> a, TreeMap::new));
        return new Settings(in.text("HOST", "127.0.0.1"), (int) in.whole("PORT", 8080, 0, 65535),
                (int) in.whole("MAX_BODY_BYTES", 1 << 20, 1024, 1 << 30), redis(in), in.name("CACHE_NAMESPACE", "main"),
                in.whole("NEAR_CACHE_MAX_BYTES", 256L << 20, 1 << 20, Long.MAX_VALUE), ttls,
                in.secret("CACHE_KEY_SECRET"), in.encryptionKey("CACHE_ENCRYPTION_KEY"), Ai.from(in), Callers.from(in),
                in.find("WARM_UP_FILE") == null ? null : Path.of(in.text("WARM_UP_FILE", "")),
                in.schedule("WARM_UP_SCHEDULE"), (int) in.whole("PRE_WARM", 20, 0, 100),
                Duration.ofSeconds(in.whole("DRAIN", 0, 0, 3600)),
                new Logs(in.choice("LOG_FORMAT", Logs.Format.TEXT), in.choice("LOG_LEVEL", Logs.Level.INFO)));
    }

    private static @Nullable Redis redis(Variables in) {
        Duration connect = in.seconds("SOCKET_CONNECT_TIMEOUT", "1");
        Duration socket = in.seconds("SOCKET_TIMEOUT", "0.5");
        boolean retry = in.flag("RETRY_ON_TIMEOUT", true);
        Duration health = in.seconds("HEALTH_CHECK_INTERVAL", "30");
        SSLContext tls = Tls.from(in);
        URI url = in.uri("REDIS_URL");
        if (tls != null && url != null && !String.valueOf(url.getScheme()).startsWith("rediss")) {
            throw new InvalidSettingException("REDIS_CA_FILE and REDIS_KEY_STORE are for TLS, and REDIS_URL does not"
                    + " begin with rediss");
        }
        return url == null ? null : new Redis(url, connect, socket, retry, health, tls);
    }
}
