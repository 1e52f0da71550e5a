package dev.reprise.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

import dev.reprise.api.ContentType;
import dev.reprise.app.TestServer;
import dev.reprise.cache.redis.testkit.RedisServer;

/** The page at {@code /} in a real browser: what is clicked, what is shown for it, and what the server says then. */
final class DashboardTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NO_LOG = "nothing is logged";

    private static ChromeDriver browser;

    private TestServer server = TestServer.start();

    /** What a test makes the browser complain of: the answers that it is about. */
    private String expectedLog = NO_LOG;

    @BeforeAll
    static void openBrowser() {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions().addArguments("--headless=new", "--no-sandbox",
                "--disable-dev-shm-usage", "--window-size=1280,1000", "--lang=en");
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.setBinary(onPath("chromium"));
        System.setProperty(ChromeDriverService.CHROME_DRIVER_EXE_PROPERTY, onPath("chromedriver").getPath());
        browser = new ChromeDriver(options);
    }

    @AfterAll
    static void closeBrowser() {
        browser.quit();
    }

    /** Whatever a test did, no script failed and nothing went against the page's own policy. */
    @AfterEach
    void leave() {
        List<String> logged = browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(it -> it.getMessage()).toList();
        browser.get("about:blank");
        server.close();
        assertThat(logged).allMatch(it -> it.contains(expectedLog));
    }

    @Test
    void page_newServer_saysThatNothingHasHappenedYet() {
        open();

        await("#state-text", "Healthy");
        await("#figures", "No requests yet");
        await("#hit-rate", "Nothing to draw until something is asked for.");
        await("#advice", "No requests yet, so there is nothing to go by.");
        assertThat(all("#table tbody tr")).hasSize(ContentType.values().length);
        assertThat(one("#tiers").getText()).contains("Caffeine", "Generator", "script-1").doesNotContain("Redis");
        assertThat(one("#scope").isDisplayed()).as("a fleet without Redis").isFalse();
        assertThat(one("#top-card").isDisplayed()).isFalse();
    }

    @Test
    void generate_twice_isWatchedWhileItIsMadeAndThenComesFromTheCache() throws InterruptedException {
        open();
        await("#state-text", "Healthy");
        server.generator().hold();

        one("#generate-lesson_title").sendKeys(Keys.ENTER);

        await("#answer-stream", "first");
        await("#answer-state", "Generating");
        server.generator().release();
        await("#answer-state", "Generated in ");
        await("#answer-from", "\"caffeine\"; fwd=uri-miss; stored");
        await("#answer-content", "Reporting a spill");

        click("#generate-go");
        await("#answer-state", "From Caffeine in ");
        await("#answer-from", "\"caffeine\"; hit; ttl=7200");
        await("#figures", "50.0 %");
        await("#sources", "Near hits 1 50.0 %");
        await("tr[data-type=lesson-content]", "50.0 %");
        waitFor("the charts", () -> all(".chart canvas").size() == 2);
        await("#top-card", "Reporting a spill");
        assertThat(server.generator().calls()).isEqualTo(1);
        assertThat(json("/ai/cache/performance").at("/cache_performance/cache_hits").intValue()).isEqualTo(1);

        click("#generate-anew");
        click("#generate-go");
        await("#answer-state", "Generated in ");
        assertThat(server.generator().calls()).isEqualTo(2);
    }

    @Test
    void generate_eachType_isAskedForWithWhatTheFormBeginsWith() {
        open();
        for (ContentType type : ContentType.values()) {
            new Select(one("#generate-type")).selectByValue(type.segment());
            click("#generate-go");
            waitFor(type.segment(), () -> one("#answer-from").getText().contains(type.prefix() + ":"));
        }

        JsonNode types = json("/ai/cache/performance").get("generation_types");
        assertThat(types).allMatch(it -> it.at("/generated/count").intValue() == 1);
    }

    @Test
    void generate_wrongField_isToldBesideIt() {
        expectedLog = "422 (Unprocessable";
        open();
        one("#generate-lesson_title").clear();
        click("#generate-go");

        await("#generate-lesson_title-error", "blank");
        await("#answer-state", "Fields are wrong");
        assertThat(one("#generate-lesson_title").getAttribute("aria-invalid")).isEqualTo("true");
        assertThat(server.generator().calls()).isZero();
    }

    @Test
    void clear_wrongTokenThenTheRightOne_countsAndThenDropsWhatWasCounted() {
        expectedLog = "403 (Forbidden)";
        open();
        server.post(Requests.LESSON.path(), Requests.LESSON.json());
        server.post(Requests.EXERCISES.path(), Requests.EXERCISES.json());

        click("#clear-count");
        await("#ask", "The admin token is needed");
        answer("not the token");
        await("#ask", "does not open this");
        answer(TestServer.ADMIN_TOKEN);

        await("#clear-outcome", "1 entry would be dropped.");
        assertThat(entries()).isEqualTo(2);
        click("#clear-never");
        waitFor("the question to go", () -> !one("#clear-outcome").isDisplayed());
        click("#clear-count");
        waitFor("the question", () -> one("#clear-sure").isDisplayed());
        click("#clear-sure");
        await("#clear-outcome", "1 entry cleared; all nodes are told.");
        assertThat(entries()).isEqualTo(1);

        new Select(one("#clear-by")).selectByValue("pattern");
        one("#clear-text").sendKeys("exer*:*", Keys.ENTER);
        waitFor("the question", () -> one("#clear-sure").isDisplayed());
        one("#clear-sure").sendKeys(Keys.ENTER);
        await("#clear-outcome", "1 entry cleared");
        assertThat(entries()).isZero();
        assertThat(browser.executeScript("return sessionStorage.getItem('reprise-admin')"))
                .isEqualTo(TestServer.ADMIN_TOKEN);
        assertThat(browser.executeScript("return localStorage.length + document.cookie.length")).isEqualTo(0L);
    }

    @Test
    void warmUp_common_showsHowItGoesAndCanBeCancelled() throws InterruptedException {
        open();
        server.generator().hold();
        click("#warm-up-go");
        answer(TestServer.ADMIN_TOKEN);
        server.generator().awaitCalls(4);
        await("#warm-up-outcome", "0 of 10");
        click("#warm-up-stop");
        await("#warm-up-outcome", "Cancelled in ");
        server.generator().release();

        click("#warm-up-go");
        await("#warm-up-outcome", "Done in ");
        assertThat(one("#warm-up-progress").getAttribute("value")).isEqualTo("10");
        assertThat(entries()).isEqualTo(10);
        await("#tiers", "Entries\n10");
    }

    @Test
    void config_ttlChanged_isAppliedUnlessSomebodyWasFaster() {
        expectedLog = "412 (Precondition Failed)";
        open();
        String lesson = "/ttl_settings/lesson_content_ttl";
        waitFor("the settings", () -> !all(".ttl").isEmpty());

        type("#ttl-lesson_content_ttl", "60");
        click("#config-save");
        answer(TestServer.ADMIN_TOKEN);
        await("#config-outcome", "1 setting changed on all nodes.");
        await("#config-version", "Version 1");
        assertThat(json("/ai/cache/config").at(lesson).intValue()).isEqualTo(60);

        type("#ttl-lesson_content_ttl", "120");
        server.postAsAdmin("/ai/cache/config/update", "{\"lesson_content_ttl\": 90}");
        click("#config-save");
        await("#config-outcome", "Somebody has changed the settings meanwhile.");
        assertThat(json("/ai/cache/config").at(lesson).intValue()).isEqualTo(90);
        click("#config-anew");
        await("#config-version", "Version 2");
        assertThat(one("#ttl-lesson_content_ttl").getAttribute("value")).isEqualTo("90");
    }

    @Test
    void fleet_twoNodes_showsWhatBothServed() {
        try (RedisServer redis = RedisServer.start();
                TestServer other = TestServer.start(Map.of("REDIS_URL", redis.url().toString()))) {
            open(Map.of("REDIS_URL", redis.url().toString()));
            other.post(Requests.LESSON.path(), Requests.LESSON.json());
            server.post(Requests.LESSON.path(), Requests.LESSON.json());
            // Who is asked publishes what it served.
            assertThat(other.get("/ai/cache/performance?scope=fleet").status()).isEqualTo(200);
            await("#sources", "Far hits 1 ");

            click("#scope label:last-of-type");

            await("#sources", "Generated 1 50.0 %");
            await("#sources", "Far hits 1 50.0 %");
        }
    }

    @Test
    void page_redisDown_saysSoAndStillServes() {
        try (RedisServer redis = RedisServer.start()) {
            open(Map.of("REDIS_URL", redis.url().toString()));
            await("#tiers", "Redis\nfar tier, shared\nAvailable");
            assertThat(one("#scope").isDisplayed()).isTrue();

            redis.kill();

            await("#state-text", "Degraded");
            await("#notice", "Redis cannot be reached.");
            await("#tiers", "Redis\nfar tier, shared\nDown");
            click("#generate-go");
            await("#answer-state", "Generated in ");
            await("#answer-from", "detail=unavailable");
        }
    }

    @Test
    void page_serverGone_saysSoAndKeepsWhatItShowed() {
        expectedLog = "ERR_CONNECTION_REFUSED";
        open();
        await("#tiers", "Caffeine");

        server.stop();
        click("#generate-go");

        await("#answer-state", "The server does not answer");
        await("#state-text", "Unreachable");
        assertThat(one("#tiers").getText()).contains("Caffeine");
    }

    @Test
    void page_viewerToken_isAskedForAndForgotten() {
        expectedLog = "401 (Unauthorized)";
        open(Map.of("VIEWER_TOKEN", "to-look"));
        await("#ask", "The viewer token is needed");
        one("#ask-cancel").click();
        await("#locked", "The numbers are for viewers");
        await("#state-text", "Healthy");
        assertThat(one("#figures").isDisplayed()).isFalse();

        click("#unlock");
        answer("to-look");
        await("#figures", "No requests yet");
        assertThat(one("#locked").isDisplayed()).isFalse();

        click("#forget");
        await("#ask", "The viewer token is needed");
        assertThat(browser.executeScript("return sessionStorage.length")).isEqualTo(0L);
    }

    @Test
    void page_narrow_needsNoScrollingSideways() {
        open();
        server.post(Requests.LESSON.path(), Requests.LESSON.json());
        browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", 390, "height", 844, "deviceScaleFactor", 1, "mobile", true));
        try {
            click("#generate-go");
            await("#answer-state", "Generated in ");
            waitFor("the charts", () -> all(".chart canvas").size() == 2);
            assertThat(browser.executeScript("return document.documentElement.scrollWidth")).isEqualTo(390L);
        } finally {
            browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        }
    }

    private void open() {
        browser.get(server.url());
    }

    private void open(Map<String, String> variables) {
        server.close();
        server = TestServer.start(variables);
        open();
    }

    private JsonNode json(String path) {
        return server.get(path).json();
    }

    private int entries() {
        return json("/ai/cache/status").at("/tiers/caffeine/entries").intValue();
    }

    private static void answer(String token) {
        waitFor("the question for a token", () -> one("#ask").isDisplayed());
        one("#ask-token").sendKeys(token, Keys.ENTER);
    }

    private static void type(String selector, String text) {
        one(selector).sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    }

    /** Where it is, free of the bar at the top; once more where the page moved under the pointer. */
    private static void click(String selector) {
        waitFor("a click on " + selector, () -> {
            WebElement element = one(selector);
            browser.executeScript("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element);
            element.click();
            return true;
        });
    }

    private static WebElement one(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    private static List<WebElement> all(String selector) {
        return browser.findElements(By.cssSelector(selector));
    }

    private static void await(String selector, String text) {
        waitFor(selector + " to say " + text, () -> one(selector).getText().contains(text));
    }

    private static void waitFor(String what, BooleanSupplier condition) {
        new WebDriverWait(browser, PATIENCE, Duration.ofMillis(50)).ignoring(StaleElementReferenceException.class)
                .ignoring(ElementClickInterceptedException.class)
                .withMessage(what).until(_ -> condition.getAsBoolean());
    }

    private static File onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1)).map(it -> Path.of(it, program))
                .filter(Files::isExecutable).findFirst()
                .orElseThrow(() -> new AssertionError("install " + program + " (Debian: chromium, chromium-driver)"))
                .toFile();
    }
}
