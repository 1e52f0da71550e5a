package dev.reprise.app.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

import io.javalin.http.Context;

/** {@code /openapi.json}, and {@code /docs}: a page to read it. */
final class DocsRoutes {
    /** The page loads its own parts and the document, and asks this server what its reader wants to try. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Made when somebody first asks: most servers are never asked. */
    private static final class Files {
        static final StaticFile OPENAPI = new StaticFile("application/json", OpenApi.json());
        static final StaticFile PAGE = StaticFile.at("docs.html", "text/html; charset=utf-8");
        static final Map<String, StaticFile> PARTS = Map.of("docs.js",
                StaticFile.at("docs.js", "text/javascript; charset=utf-8"), "swagger-ui-bundle.js",
                StaticFile.at(viewer() + "swagger-ui-bundle.js", "text/javascript; charset=utf-8"), "swagger-ui.css",
                StaticFile.at(viewer() + "swagger-ui.css", "text/css; charset=utf-8"));
    }

    void openApi(Context ctx) {
        Files.OPENAPI.send(ctx);
    }

    void page(Context ctx) {
        ctx.header("Content-Security-Policy", POLICY);
        Files.PAGE.send(ctx);
    }

    /** A part of the page. */
    void file(Context ctx) {
        StaticFile file = Files.PARTS.get(ctx.pathParam("file"));
        if (file == null) {
            throw new Problem(Problem.Kind.NOT_FOUND, "the page has no such part");
        }
        file.send(ctx);
    }

    /** Where the WebJar has its files: in a folder with its version. */
    private static String viewer() {
        try (InputStream in = DocsRoutes.class
                .getResourceAsStream("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return "/META-INF/resources/webjars/swagger-ui/" + properties.getProperty("version") + '/';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
