package dev.reprise.app.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
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

    private final Map<String, Asset> assets = new HashMap<>();

    Dashboard() {
        OURS.forEach(name -> assets.put(name, new Asset("/dashboard/" + name)));
        assets.put("uplot.js", new Asset(UPLOT + "uPlot.iife.min.js"));
        assets.put("uplot.css", new Asset(UPLOT + "uPlot.min.css"));
    }

    void page(Context ctx) {
        send(ctx, PAGE);
    }

    void file(Context ctx) {
        send(ctx, ctx.pathParam("file"));
    }

    private void send(Context ctx, String name) {
        Asset asset = assets.get(name);
        if (asset == null) {
            throw new Problem(Problem.Kind.NOT_FOUND, "there is no such file");
        }
        ctx.header("Content-Security-Policy", POLICY).header("ETag", asset.etag);
        // Asked about at each visit, so that the parts of a page are always of one release.
        ctx.header("Cache-Control", "no-cache");
        if (RequestHeaders.matches(ctx, asset.etag)) {
            ctx.status(304);
        } else {
            ctx.contentType(asset.mediaType).result(asset.bytes);
        }
    }

    private static final class Asset {
        private final byte[] bytes;
        private final String etag;
        private final String mediaType;

        Asset(String resource) {
            try (InputStream in = Dashboard.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("the build has left out " + resource);
                }
                bytes = in.readAllBytes();
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
                etag = '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every Java platform has SHA-256", e);
            }
            mediaType = requireNonNull(MEDIA_TYPES.get(resource.substring(resource.lastIndexOf('.') + 1)));
        }
    }
}
