package dev.reprise.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.reprise.app.settings.Settings;

/** What {@code deploy/kubernetes} sets and asks for, beside what a server really has. */
final class KubernetesTest {
    /** How long requests in flight may take after the drain, in seconds. */
    private static final int STOP_TIMEOUT = 20;

    private static final Map<String, String> SECRETS = Map.of("redis-url", "redis://redis:6379/0", "admin-token",
            "one", "viewer-token", "two", "api-keys", "acme=three", "ai-api-key", "four");

    private static JsonNode deployment;
    private static JsonNode service;
    private static JsonNode container;

    @BeforeAll
    static void read() throws IOException, URISyntaxException {
        Path classes = Path.of(KubernetesTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (MappingIterator<JsonNode> documents = new ObjectMapper(new YAMLFactory()).readerFor(JsonNode.class)
                .readValues(classes.resolve("../../../deploy/kubernetes/reprise.yaml").normalize().toFile())) {
            List<JsonNode> all = documents.readAll();
            assertThat(all).extracting(it -> it.get("kind").textValue()).containsExactly("Deployment", "Service");
            deployment = all.getFirst();
            service = all.getLast();
            container = deployment.at("/spec/template/spec/containers/0");
        }
    }

    @Test
    void env_eachName_isASettingWithAValueThatItCanHave() {
        Map<String, String> variables = variables();
        Set<String> asked = new HashSet<>();

        Settings settings = Settings.from(name -> {
            asked.add(name);
            return variables.get(name);
        });

        assertThat(asked).containsAll(variables.keySet());
        assertThat(settings.port()).isEqualTo(container.at("/ports/0/containerPort").intValue());
        assertThat(settings.host()).isEqualTo("0.0.0.0");
    }

    @Test
    void env_secrets_areNamedAndNotShown() {
        for (JsonNode variable : container.get("env")) {
            String name = variable.get("name").textValue();
            boolean secret = name.matches(".*(KEY|KEYS|TOKEN|SECRET|PASSWORD)|REDIS_URL");
            assertThat(variable.has("value")).as(name).isEqualTo(!secret);
            assertThat(variable.at("/valueFrom/secretKeyRef/key").isTextual()).as(name).isEqualTo(secret);
        }
    }

    @Test
    void probes_each_askARouteOfThePort() {
        try (TestServer server = TestServer.start()) {
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                JsonNode get = container.at("/" + probe + "/httpGet");
                assertThat(server.routes()).as(probe).contains("GET " + get.get("path").textValue());
                assertThat(get.get("port")).as(probe).isEqualTo(container.at("/ports/0/name"));
            }
        }
        assertThat(container.at("/livenessProbe/httpGet/path").textValue()).isEqualTo("/livez");
        assertThat(container.at("/readinessProbe/httpGet/path").textValue()).isEqualTo("/readyz");
    }

    @Test
    void termination_gracePeriod_isLongerThanStoppingTakes() {
        int drain = Integer.parseInt(variables().get("DRAIN"));

        assertThat(deployment.at("/spec/template/spec/terminationGracePeriodSeconds").intValue())
                .isGreaterThan(drain + STOP_TIMEOUT);
        // Long enough for the probe to find out.
        assertThat(drain).isGreaterThan(container.at("/readinessProbe/periodSeconds").intValue()
                * container.at("/readinessProbe/failureThreshold").intValue());
    }

    @Test
    void service_selector_findsTheNodes() {
        assertThat(service.at("/spec/selector")).isEqualTo(deployment.at("/spec/template/metadata/labels"))
                .isEqualTo(deployment.at("/spec/selector/matchLabels"));
        assertThat(service.at("/spec/ports/0/targetPort")).isEqualTo(container.at("/ports/0/name"));
    }

    @Test
    void container_any_mayDoNoMoreThanItMust() {
        assertThat(deployment.at("/spec/template/spec/securityContext/runAsNonRoot").booleanValue()).isTrue();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").booleanValue()).isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").booleanValue()).isFalse();
        assertThat(container.at("/resources/limits/memory").isTextual()).isTrue();
    }

    private static Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        for (JsonNode variable : container.get("env")) {
            variables.put(variable.get("name").textValue(),
                    variable.has("value")
                            ? variable.get("value").textValue()
                            : SECRETS.get(variable.at("/valueFrom/secretKeyRef/key").textValue()));
        }
        return variables;
    }
}
