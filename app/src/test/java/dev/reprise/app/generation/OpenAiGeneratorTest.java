package dev.reprise.app.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.api.ApiJson;
import dev.reprise.api.ContentType;
import dev.reprise.app.generation.ContentGenerator.Author;
import dev.reprise.app.generation.ContentGenerator.Generated;
import dev.reprise.app.generation.GenerationException.Reason;
import dev.reprise.app.generation.OpenAiGenerator.Endpoint;
import dev.reprise.app.simulator.Call;
import dev.reprise.app.simulator.ModelSimulator;

@Timeout(30)
final class OpenAiGeneratorTest {
    private static final String KEY = "sk-secret-0123456789";
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration IMPATIENT = Duration.ofMillis(300);
    private static final ContentGate GATE = new ContentGate();
    private static final ContentSample SAMPLE = ContentSample.LESSON;

    private final ModelSimulator simulator = ModelSimulator.start();

    @AfterEach
    void close() {
        simulator.close();
    }

    @ParameterizedTest
    @EnumSource
    void generate_rightAnswer_isTheRecordAndItsCost(ContentSample sample) throws InterruptedException {
        simulator.then(ModelSimulator.content(sample.json().toPrettyString()));

        assertThat(generator(PATIENT).generate(sample.request())).isEqualTo(
                new Generated(sample.content(), ModelSimulator.INPUT_TOKENS, ModelSimulator.OUTPUT_TOKENS));
    }

    @Test
    void generate_noUsageReported_countsNoTokens() throws InterruptedException {
        String message = ApiJson.mapper().createObjectNode().put("content", SAMPLE.json().toString()).toString();
        simulator.then(
                ModelSimulator.body("{\"choices\": [{\"finish_reason\": \"stop\", \"message\": " + message + "}]}"));

        assertThat(generator(PATIENT).generate(SAMPLE.request())).isEqualTo(new Generated(SAMPLE.content(), 0, 0));
    }

    @Test
    void generate_fencedAnswer_isUnwrapped() throws InterruptedException {
        simulator.then(ModelSimulator.content("```json\n" + SAMPLE.json() + "\n```\n"));

        assertThat(generator(PATIENT).generate(SAMPLE.request()).content()).isEqualTo(SAMPLE.content());
    }

    @ParameterizedTest
    @EnumSource
    void generate_anyType_asksForItsSchemaStrictly(ContentSample sample) throws Exception {
        simulator.then(ModelSimulator.content(sample.json().toString()));

        generator(PATIENT).generate(sample.request());

        Call call = simulator.arrival();
        ContentType type = sample.request().type();
        JsonNode format = call.body().get("response_format");
        assertThat(format.get("type").asText()).isEqualTo("json_schema");
        assertThat(format.at("/json_schema/strict").asBoolean()).isTrue();
        assertThat(format.at("/json_schema/name").asText()).isEqualTo(type.prefix());
        assertThat(format.at("/json_schema/schema"))
                .isEqualTo(ApiJson.mapper().readTree(StrictSchema.of(type.contentSchema())));
        assertThat(call.message("system")).isEqualTo(new Prompts().instructions(type));
        assertThat(call.message("user")).isEqualTo(new Prompts().data(sample.request()));
        assertThat(call.body().get("messages")).hasSize(2);
        assertThat(call.body().get("model").asText()).isEqualTo("small");
        assertThat(call.body().has("temperature")).isFalse();
    }

    @Test
    void generate_withKey_sendsItAsBearerOverPlainHttp11() throws InterruptedException {
        simulator.then(ModelSimulator.content(SAMPLE.json().toString()));

        generator(PATIENT).generate(SAMPLE.request());

        Call call = simulator.arrival();
        assertThat(call.headers().get("Authorization")).containsExactly("Bearer " + KEY);
        assertThat(call.headers()).doesNotContainKey("Upgrade");
    }

    @Test
    void generate_withoutKey_sendsNone() throws InterruptedException {
        simulator.then(ModelSimulator.content(SAMPLE.json().toString()));

        new OpenAiGenerator(new Endpoint(simulator.baseUrl(), null, "small", PATIENT), GATE)
                .generate(SAMPLE.request());

        assertThat(simulator.arrival().headers()).doesNotContainKey("Authorization");
    }

    @Test
    void generate_noAnswer_timesOut() {
        simulator.then(ModelSimulator.silence());

        assertThat(failureOf(generator(IMPATIENT)).reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(simulator.calls()).hasSize(1);
    }

    @Test
    void generate_bodyStalls_timesOut() {
        simulator.then(ModelSimulator.stall());

        assertThat(failureOf(generator(IMPATIENT)).reason()).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void generate_slowAnswer_isWaitedFor() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        simulator.then(ModelSimulator.after(gate, ModelSimulator.content(SAMPLE.json().toString())));
        CompletableFuture<Generated> generated = new CompletableFuture<>();
        Thread.startVirtualThread(() -> complete(generated));

        simulator.arrival();
        assertThat(generated).isNotDone();
        gate.countDown();

        assertThat(generated.get(10, TimeUnit.SECONDS).content()).isEqualTo(SAMPLE.content());
    }

    @Test
    void generate_interrupted_endsTheCall() throws Exception {
        simulator.then(ModelSimulator.silence());
        CompletableFuture<Generated> generated = new CompletableFuture<>();
        Thread caller = Thread.startVirtualThread(() -> complete(generated));

        simulator.arrival();
        caller.interrupt();

        assertThat(generated).failsWithin(Duration.ofSeconds(10)).withThrowableThat()
                .havingCause().isInstanceOf(InterruptedException.class);
        assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void author_anyType_namesModelAndPrompt() {
        for (ContentType type : ContentType.values()) {
            assertThat(generator(PATIENT).author(type))
                    .isEqualTo(new Author("openai", "small", new Prompts().version(type)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host/v1", "/v1", "mailto:a@b", "http://user:pass@host/v1",
            "http://host/v1?key=pass"})
    void endpoint_wrongUrl_isRefusedWithoutQuotingIt(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Endpoint(URI.create(url), null, "m", PATIENT))
                .withMessageNotContainingAny("pass", "host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-secret\n", "sk secret", "", "sk-sécret"})
    void endpoint_keyThatNoHeaderCanHold_isRefusedWithoutQuotingIt(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Endpoint(simulator.baseUrl(), key, "m", PATIENT))
                .withMessageNotContainingAny("secret", "sécret");
    }

    @Test
    void endpoint_asText_hideTheKey() {
        assertThat(new Endpoint(simulator.baseUrl(), KEY, "m", PATIENT).toString()).doesNotContain(KEY);
    }

    private OpenAiGenerator generator(Duration timeout) {
        return new OpenAiGenerator(new Endpoint(simulator.baseUrl(), KEY, "small", timeout), GATE);
    }

    private void complete(CompletableFuture<Generated> generated) {
        try {
            generated.complete(generator(PATIENT).generate(SAMPLE.request()));
        } catch (InterruptedException | RuntimeException e) {
            generated.completeExceptionally(e);
        }
    }

    private static GenerationException failureOf(OpenAiGenerator generator) {
        return catchThrowableOfType(GenerationException.class, () -> generator.generate(SAMPLE.request()));
    }
}
