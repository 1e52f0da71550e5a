package dev.reprise.app;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.api.ApiJson;
import dev.reprise.cache.redis.testkit.RedisServer;

/** What {@code deploy/} tells Prometheus and Grafana to ask for, beside what a server really has. */
class DeployTest {
    private static final String LESSON = "/ai/content/lesson-content";
    private static final String VIEWER_TOKEN = "token-of-the-viewer";

    /** What Prometheus itself measures, and adds to all that it scrapes. */
    private static final Set<String> METRICS_OF_PROMETHEUS = Set.of("up");
    private static final Set<String> LABELS_OF_PROMETHEUS = Set.of("job", "instance");

    private static final Pattern SAMPLE = Pattern.compile("(?m)^([\\w:]+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*\\{([^}]*)}");
    private static final Pattern GROUPING = Pattern
            .compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern NAME = Pattern.compile("(?<![\\w$.])[a-zA-Z_:][\\w:]*+(?!\\s*\\()");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool");
    private static final Pattern SHOWN_LABEL = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)\\s*}}");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");

    private static List<Sample> samples = List.of();

    private record Sample(String metric, Map<String, String> labels) {}

    @BeforeAll
    static void scrape() {
        try (RedisServer redis = RedisServer.start();
                TestServer other = TestServer.start(Map.of("REDIS_URL", redis.url().toString()));
                TestServer server = TestServer.start(
                        Map.of("REDIS_URL", redis.url().toString(), "VIEWER_TOKEN", VIEWER_TOKEN))) {
            other.post(LESSON, lesson("made elsewhere"));
            server.post(LESSON, lesson("made elsewhere"));
            server.post(LESSON, lesson("made here"));
            server.post(LESSON, lesson("made here"));
            server.generator().fail(new IllegalStateException("as told"));
            server.post(LESSON, lesson("not made"));
            server.advance(Duration.ofMinutes(125));
            server.post(LESSON, lesson("made here"));

            String text = server.get("/metrics", "Authorization", "Bearer " + VIEWER_TOKEN).text();
            samples = SAMPLE.matcher(text).results()
                    .map(it -> new Sample(it.group(1), it.group(2) == null ? Map.of() : labels(it.group(2)))).toList();
        }
    }

    @Test
    void alerts_queries_askForWhatThereIs() throws IOException {
        for (JsonNode alert : alerts()) {
            assertThat(wrongIn(alert.get("expr").textValue())).as(alert.get("alert").textValue()).isEmpty();
        }
    }

    @Test
    void alerts_each_sayHowBadItIsWhatItIsAndWhatToDo() throws IOException {
        List<JsonNode> alerts = alerts();
        assertThat(alerts).extracting(it -> it.get("alert").textValue()).doesNotHaveDuplicates().hasSizeGreaterThan(5);
        for (JsonNode alert : alerts) {
            String name = alert.get("alert").textValue();
            assertThat(alert.at("/labels/severity").textValue()).as(name).isIn("critical", "warning", "info");
            for (String annotation : List.of("summary", "description", "action")) {
                assertThat(alert.at("/annotations/" + annotation).asText()).as(name + ": " + annotation).isNotBlank();
            }
            String[] link = alert.at("/annotations/runbook").asText().split("#", -1);
            assertThat(link).as(name + ": page and heading").hasSize(2);
            assertThat(Files.readAllLines(file(link[0]))).as(name + ": " + link[0])
                    .anyMatch(it -> it.toLowerCase(Locale.ROOT).matches("#+ " + link[1].replace('-', ' ')));
        }
    }

    @Test
    void alerts_texts_showOnlyLabelsThatTheirQueriesKeep() throws IOException {
        for (JsonNode alert : alerts()) {
            assertThat(labelsAfter(alert.get("expr").textValue())).as(alert.get("alert").textValue())
                    .containsAll(shownIn(alert.get("annotations").toString()));
        }
    }

    @Test
    void dashboard_queries_askForWhatThereIs() throws IOException {
        List<JsonNode> targets = dashboard().get("panels").findParents("expr");
        assertThat(targets).hasSizeGreaterThan(20);
        for (JsonNode target : targets) {
            String query = target.get("expr").textValue();
            assertThat(wrongIn(query)).as(query).isEmpty();
            assertThat(labelsAfter(query)).as(query).containsAll(shownIn(target.get("legendFormat").textValue()));
        }
    }

    @Test
    void dashboard_variables_listWhatThereIs() throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode variable : dashboard().at("/templating/list")) {
            names.add(variable.get("name").textValue());
            if (variable.get("type").textValue().equals("query")) {
                String query = variable.at("/query/query").textValue();
                assertThat(query).matches(LABEL_VALUES);
                assertThat(wrongIn(LABEL_VALUES.matcher(query).replaceFirst("$1{$2=\"\\$any\"}"))).isEmpty();
            }
        }
        assertThat(names).containsExactly("datasource", "instance", "type");
    }

    @Test
    void dashboard_panels_haveIdsOfTheirOwnAndTheChosenDatasource() throws IOException {
        JsonNode panels = dashboard().get("panels");
        assertThat(panels.findValues("id")).doesNotHaveDuplicates().hasSameSizeAs(panels);
        assertThat(panels.findValuesAsText("uid")).hasSizeGreaterThan(10).containsOnly("${datasource}");
    }

    @Test
    void scrapeExample_asksTheRouteAndLoadsTheAlerts() throws IOException {
        JsonNode config = yaml("deploy/prometheus/prometheus.yml");
        assertThat(config.at("/scrape_configs/0/job_name").textValue()).isEqualTo("reprise");
        assertThat(config.at("/scrape_configs/0/metrics_path").textValue()).isEqualTo("/metrics");
        assertThat(file("deploy/prometheus/" + config.at("/rule_files/0").textValue())).isRegularFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reprise_nothing", "rate(reprise_lookups[5m])", "1 - (reprise_waiting / nothing)",
            "sum by (nothing) (reprise_waiting)", "reprise_waiting{tier=\"redis\"}",
            "reprise_tier_available{tier=\"memcached\"}", "{tier=\"redis\"}",
            "sum(reprise_lookups_total{outcome=~\"near_hit|far-hit\"}) > 1"})
    void query_forWhatThereIsNot_isFound(String query) {
        assertThat(wrongIn(query)).isNotEmpty();
    }

    /** The names and values in a query that no sample has. */
    private static List<String> wrongIn(String query) {
        List<String> wrong = new ArrayList<>();
        metricsIn(query).filter(it -> labelsOf(it).isEmpty()).forEach(wrong::add);
        for (MatchResult selector : SELECTOR.matcher(query).results().toList()) {
            String metric = selector.group(1);
            labels(selector.group(2)).forEach((label, values) -> {
                for (String value : values.split("\\|", -1)) {
                    if (!LABELS_OF_PROMETHEUS.contains(label) && !has(metric, label, value)) {
                        wrong.add(metric + "{" + label + "=" + value + "}");
                    }
                }
            });
        }
        Set<String> known = labelsOfAll(query);
        groupedBy(query).filter(it -> !known.contains(it)).forEach(wrong::add);
        return wrong;
    }

    private static boolean has(String metric, String label, String value) {
        return samples.stream().filter(it -> it.metric().equals(metric) && it.labels().containsKey(label))
                .anyMatch(it -> value.startsWith("$") || value.equals(it.labels().get(label)));
    }

    private static Stream<String> metricsIn(String query) {
        String names = SELECTOR.matcher(query).replaceAll("$1 ");
        names = RANGE.matcher(GROUPING.matcher(names).replaceAll(" ")).replaceAll(" ");
        return NAME.matcher(names).results().map(MatchResult::group).filter(it -> !KEYWORDS.contains(it)).distinct();
    }

    /** What a metric is labelled with when Prometheus has scraped it; empty where there is no such metric. */
    private static Set<String> labelsOf(String metric) {
        Set<String> labels = new HashSet<>(METRICS_OF_PROMETHEUS.contains(metric) ? LABELS_OF_PROMETHEUS : Set.of());
        samples.stream().filter(it -> it.metric().equals(metric)).forEach(it -> {
            labels.addAll(it.labels().keySet());
            labels.addAll(LABELS_OF_PROMETHEUS);
        });
        return labels;
    }

    private static Set<String> labelsOfAll(String query) {
        return metricsIn(query).flatMap(it -> labelsOf(it).stream()).collect(toSet());
    }

    private static Stream<String> groupedBy(String query) {
        return GROUPING.matcher(query).results().flatMap(it -> Stream.of(it.group(1).split(",", -1))).map(String::strip)
                .distinct();
    }

    /** What the results of a query are labelled with. */
    private static Set<String> labelsAfter(String query) {
        Set<String> grouped = groupedBy(query).collect(toSet());
        return grouped.isEmpty() ? labelsOfAll(query) : grouped;
    }

    private static Set<String> shownIn(String text) {
        return SHOWN_LABEL.matcher(text).results().map(it -> it.group(1)).collect(toSet());
    }

    private static Map<String, String> labels(String text) {
        return LABEL.matcher(text).results().collect(toMap(it -> it.group(1), it -> it.group(2)));
    }

    private static String lesson(String title) {
        return "{\"lesson_title\": \"" + title + "\"}";
    }

    private static List<JsonNode> alerts() throws IOException {
        return yaml("deploy/prometheus/alerts.yml").findParents("alert");
    }

    private static JsonNode dashboard() throws IOException {
        return ApiJson.mapper().readTree(file("deploy/grafana/reprise.json").toFile());
    }

    private static JsonNode yaml(String path) throws IOException {
        return new ObjectMapper(new YAMLFactory()).readTree(file(path).toFile());
    }

    /** A file of the repository, from wherever this is started. */
    private static Path file(String path) {
        try {
            Path classes = Path.of(DeployTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return classes.resolve("../../..").resolve(path).normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
