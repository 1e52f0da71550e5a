package dev.reprise.app.http;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.javalin.http.Context;
import org.eclipse.jetty.http.QuotedCSV;
import org.eclipse.jetty.http.QuotedQualityCSV;
import org.jspecify.annotations.Nullable;

import dev.reprise.cache.Directives;

/** What the headers of a request demand of its answer. */
final class RequestHeaders {
    private static final String EVENTS = "text/event-stream";
    private static final long MAX_AGE_LIMIT = Integer.MAX_VALUE;

    /** An entity tag without what makes it weak; Jetty's lists know no quote after {@code W/}. */
    private static final Pattern ENTITY_TAG = Pattern.compile("\"[^\"]*\"");

    private static final Pattern ANY_ENTITY_TAG = Pattern.compile("(?:W/)?\"[^\"]*\"");

    private RequestHeaders() {}

    /** Refuses a body that does not say it is JSON in UTF-8. */
    static void requireJsonBody(Context ctx) {
        if ("application/json".equals(ctx.header("Content-Type"))) {
            return;
        }
        String[] parts = header(ctx, "Content-Type").toLowerCase(Locale.ROOT).split(";", 2);
        String type = parts[0].strip();
        boolean json = type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
        boolean utf8 = parts.length == 1 || !parts[1].contains("charset")
                || parts[1].replaceAll("[\\s\"]", "").contains("charset=utf-8");
        if (!json || !utf8) {
            throw new Problem(Problem.Kind.UNSUPPORTED_MEDIA_TYPE,
                    "send Content-Type: application/json; JSON is always UTF-8");
        }
    }

    /** Refuses a client that does not want JSON. */
    static void requireJsonAccepted(Context ctx) {
        if (ctx.header("Accept") != null && accepted(ctx).noneMatch(RequestHeaders::isJson)) {
            throw new Problem(Problem.Kind.NOT_ACCEPTABLE, "answers are application/json");
        }
    }

    /** Whether a client wants events rather than JSON; refuses one that wants neither. */
    static boolean prefersEvents(Context ctx) {
        String accept = ctx.header("Accept");
        if (accept == null || accept.equals("*/*") || accept.equals("application/json")) {
            return false;
        }
        return accepted(ctx).filter(range -> isJson(range) || range.equals(EVENTS)).findFirst()
                .orElseThrow(() -> new Problem(Problem.Kind.NOT_ACCEPTABLE,
                        "answers are application/json or " + EVENTS))
                .equals(EVENTS);
    }

    private static boolean isJson(String range) {
        return range.equals("*/*") || range.equals("application/*") || range.equals("application/json");
    }

    /** The media ranges that a client accepts, the ones it likes best first. */
    private static Stream<String> accepted(Context ctx) {
        return ranked(ctx, "Accept").stream().map(range -> range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }

    static boolean acceptsGzip(Context ctx) {
        String first = ctx.header("Accept-Encoding");
        if (first == null || first.equals("gzip")) {
            return first != null;
        }
        List<String> accepted = ranked(ctx, "Accept-Encoding");
        // A coding that is named is not what the star stands for, so "gzip;q=0, *" refuses gzip.
        boolean named = header(ctx, "Accept-Encoding").toLowerCase(Locale.ROOT).contains("gzip");
        return accepted.stream().anyMatch(named ? "gzip"::equalsIgnoreCase : "*"::equals);
    }

    /** The request directives of {@code Cache-Control} that a cache like this can honour; others are ignored. */
    static Directives directives(Context ctx) {
        if (ctx.header("Cache-Control") == null) {
            return Directives.NONE;
        }
        boolean noCache = false;
        boolean noStore = false;
        boolean onlyIfCached = false;
        Duration maxAge = null;
        for (String directive : members(ctx, "Cache-Control", new QuotedCSV(false))) {
            String[] parts = directive.toLowerCase(Locale.ROOT).split("=", 2);
            switch (parts[0].strip()) {
                case "no-cache" -> noCache = true;
                case "no-store" -> noStore = true;
                case "only-if-cached" -> onlyIfCached = true;
                case "max-age" -> maxAge = parts.length == 2 ? seconds(parts[1].strip()) : maxAge;
                default -> {
                }
            }
        }
        return new Directives(noCache, noStore, onlyIfCached, maxAge);
    }

    /** Whether {@code If-None-Match} names one of these validators, in the weak comparison that it asks for. */
    static boolean matches(Context ctx, String... etags) {
        if (ctx.header("If-None-Match") == null) {
            return false;
        }
        String header = header(ctx, "If-None-Match");
        return header.equals("*")
                || ENTITY_TAG.matcher(header).results().anyMatch(tag -> List.of(etags).contains(tag.group()));
    }

    /** Whether {@code If-Match} is absent or names this validator, in the strong comparison that it asks for. */
    static boolean isExpected(Context ctx, String etag) {
        String header = header(ctx, "If-Match");
        return ctx.header("If-Match") == null || header.equals("*")
                || ANY_ENTITY_TAG.matcher(header).results().anyMatch(tag -> tag.group().equals(etag));
    }

    private static @Nullable Duration seconds(String text) {
        return text.matches("\\d{1,18}") ? Duration.ofSeconds(Math.min(Long.parseLong(text), MAX_AGE_LIMIT)) : null;
    }

    private static List<String> ranked(Context ctx, String name) {
        return members(ctx, name, new QuotedQualityCSV());
    }

    private static List<String> members(Context ctx, String name, QuotedCSV list) {
        try {
            list.addValue(header(ctx, name));
            return list.getValues();
        } catch (IllegalArgumentException e) {
            throw new Problem(Problem.Kind.BAD_REQUEST, "the header " + name + " has quotes where it may not");
        }
    }

    /** All lines of a header as one; empty where there is none. */
    private static String header(Context ctx, String name) {
        return String.join(", ", Collections.list(ctx.req().getHeaders(name)));
    }
}
