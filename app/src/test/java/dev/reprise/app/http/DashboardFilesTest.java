package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.app.TestServer;
import dev.reprise.app.TestServer.Answer;

/** What the dashboard is made of, as it is sent. */
final class DashboardFilesTest {
    private static final Pattern LINK = Pattern.compile("(?:(?:src|href)=|from )\"(?:\\./|(/dashboard/))([^\"]+)\"");
    private static final TestServer SERVER = TestServer.start();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @CsvSource({"/, text/html;charset=utf-8", "/dashboard/style.css, text/css;charset=utf-8",
            "/dashboard/uplot.css, text/css;charset=utf-8", "/dashboard/main.js, text/javascript;charset=utf-8",
            "/dashboard/uplot.js, text/javascript;charset=utf-8", "/dashboard/icon.svg, image/svg+xml"})
    void get_file_isSentOnceAndLetsInNothingForeign(String path, String mediaType) {
        Answer first = SERVER.get(path);
        Answer again = SERVER.get(path, "If-None-Match", first.header("ETag"));

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Content-Type")).isEqualTo(mediaType);
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(first.header("ETag")).matches("\"[0-9a-f]{32}\"");
        assertThat(first.header("Content-Security-Policy")).startsWith("default-src 'none'; script-src 'self'; ")
                .endsWith("frame-ancestors 'none'").doesNotContain("unsafe", "http", "data:");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void links_all_leadToFilesThatAreThere() {
        Set<String> seen = new TreeSet<>();
        follow("/", seen);

        assertThat(seen).hasSizeGreaterThan(10).contains("/dashboard/uplot.js", "/dashboard/charts.js");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dashboard/none.js", "/dashboard/index", "/dashboard/..%2flogback.xml",
            "/dashboard/../logback.xml", "/dashboard/%2e%2e/logback.xml", "/dashboard//etc/passwd", "/dashboard/",
            "/dashboard/uPlot.iife.min.js", "/dashboard/main.js/x"})
    void get_whatIsNotNamed_isNotThere(String path) {
        assertThat(SERVER.get(path).status()).isIn(400, 404);
    }

    private static void follow(String path, Set<String> seen) {
        if (!seen.add(path)) {
            return;
        }
        Answer answer = SERVER.get(path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        if (!path.contains("uplot")) {
            LINK.matcher(answer.text()).results().forEach(it -> follow("/dashboard/" + it.group(2), seen));
        }
    }
}
