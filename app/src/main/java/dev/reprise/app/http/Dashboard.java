package dev.reprise.app.http;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.javalin.http.Context;

/**
 * The page at {@code /} and the files it is made of. They are public; what they show comes from the other routes, which
 * are not. Only files that are named here are served, and they are read once, at start.
 */
final class Dashboard {
    private static final String PAGE = "index.html";
    private static final List<String> OURS = List.of(PAGE, "style.css", "parts.css", "icon.svg", "main.js", "api.js",
            "dom.js", "overview.js", "charts.js", "types.js", "generate.js", "requests.js", "operate.js", "config.js");
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    /** Nothing but what this server sends, and nothing written into the page itself. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> MEDIA_TYPES = Map.of("html", "text/html;charset=utf-8", "css",
            "text/css;charset=utf-8", "js", "text/javascript;charset=utf-8", "svg", "image/svg+xml");

    private final Map<String, StaticFile> files = new HashMap<>();

    Dashboard() {
        OURS.forEach(name -> files.put(name, file("/dashboard/" + name)));
        files.put("uplot.js", file(UPLOT + "uPlot.iife.min.js"));
        files.put("uplot.css", file(UPLOT + "uPlot.min.css"));
    }

    void page(Context ctx) {
        send(ctx, PAGE);
    }

    void file(Context ctx) {
        send(ctx, ctx.pathParam("file"));
    }

    private void send(Context ctx, String name) {
        StaticFile file = files.get(name);
        if (file == null) {
            throw new Problem(Problem.Kind.NOT_FOUND, "there is no such file");
        }
        ctx.header("Content-Security-Policy", POLICY);
        file.send(ctx);
    }

    private static StaticFile file(String place) {
        return StaticFile.at(place,
                requireNonNull(MEDIA_TYPES.get(place.substring(place.lastIndexOf('.') + 1))));
    }
}
