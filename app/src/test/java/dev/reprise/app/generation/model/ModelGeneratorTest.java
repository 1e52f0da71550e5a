package dev.reprise.app.generation.model;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.reprise.api.ApiJson;
import dev.reprise.api.ContentType;
import dev.reprise.api.CurriculumRequest;
import dev.reprise.api.InvalidRequestException.Violation;
import dev.reprise.app.generation.ContentGate;
import dev.reprise.app.generation.ContentGenerator.Author;
import dev.reprise.app.generation.ContentGenerator.Generated;
import dev.reprise.app.generation.ContentSample;
import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.GenerationException.Reason;
import dev.reprise.app.generation.Progress;
import dev.reprise.app.generation.model.Endpoint.Protocol;
import dev.reprise.app.simulator.Call;
import dev.reprise.app.simulator.Fault;
import dev.reprise.app.simulator.ModelSimulator;

@Timeout(30)
final class ModelGeneratorTest {
    private static final String KEY = "sk-secret-0123456789";
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration IMPATIENT = Duration.ofMillis(300);
    private static final ContentGate GATE = new ContentGate();
    private static final ContentSample SAMPLE = ContentSample.LESSON;

    private static final int TOKENS = 2000;

    private final List<Progress> told = new CopyOnWriteArrayList<>();
    private final ModelSimulator simulator = ModelSimulator.start();

    @AfterEach
    void close() {
        simulator.close();
    }

    @ParameterizedTest
    @EnumSource
    void generate_rightAnswer_isTheRecordAndItsCost(ContentSample sample) throws InterruptedException {
        simulator.then(ModelSimulator.content(sample.json().toPrettyString()),
                ModelSimulator.content(sample.json().toPrettyString()));

        for (Protocol protocol : Protocol.values()) {
            assertThat(generate(generator(protocol), sample)).isEqualTo(
                    new Generated(sample.content(), ModelSimulator.INPUT_TOKENS, ModelSimulator.OUTPUT_TOKENS, false));
        }
    }

    @ParameterizedTest
    @EnumSource
    void generate_whileTheModelWrites_tellsEachPiece(Protocol protocol) throws InterruptedException {
        String text = SAMPLE.json().toString();
        simulator.then(ModelSimulator.content(text));

        generate(generator(protocol), SAMPLE);

        assertThat(told).hasSizeGreaterThan(10).endsWith(new Progress.Validating(ModelSimulator.OUTPUT_TOKENS));
        assertThat(written()).isEqualTo(text);
    }

    @Test
    void generate_noUsageReported_countsNoTokens() throws InterruptedException {
        simulator.then(ModelSimulator.content(SAMPLE.json().toString()).withoutUsage());

        assertThat(generate(generator(Protocol.OPENAI), SAMPLE))
                .isEqualTo(new Generated(SAMPLE.content(), 0, 0, false));
    }

    @ParameterizedTest
    @EnumSource
    void generate_wrongAnswer_isSentBackOnceWithWhatIsWrong(Protocol protocol) throws InterruptedException {
        ObjectNode wrong = SAMPLE.json();
        wrong.remove("stages");
        simulator.then(ModelSimulator.content(wrong.toString()), ModelSimulator.content(SAMPLE.json().toString()));

        assertThat(generate(generator(protocol), SAMPLE)).isEqualTo(new Generated(SAMPLE.content(),
                2 * ModelSimulator.INPUT_TOKENS, 2 * ModelSimulator.OUTPUT_TOKENS, true));

        Call first = simulator.arrival();
        Call second = simulator.arrival();
        assertThat(second.messages("system")).isEqualTo(first.messages("system"));
        assertThat(second.messages("user").getFirst()).isEqualTo(first.message("user"));
        assertThat(second.messages("assistant")).containsExactly(wrong.toString());
        assertThat(second.messages("user").getLast()).contains("- /stages is required");
        assertThat(told).containsOnlyOnce(new Progress.Restarted());
        assertThat(written()).as("what counts of all that was written").isEqualTo(SAMPLE.json().toString());
    }

    @Test
    void generate_wrongTwice_failsWithWhatIsWrongTheSecondTime() {
        ObjectNode worse = SAMPLE.json();
        worse.remove("title");
        simulator.then(ModelSimulator.content("no JSON"), ModelSimulator.content(worse.toString()),
                ModelSimulator.content(SAMPLE.json().toString()));

        GenerationException failure = failureOf(generator(Protocol.OPENAI));

        assertThat(failure.reason()).isEqualTo(Reason.INVALID);
        assertThat(failure.violations()).extracting(Violation::pointer).containsExactly("/title");
        assertThat(simulator.calls()).hasSize(2);
    }

    @Test
    void generate_serverFailsAndRecovers_isTriedAgain() throws InterruptedException {
        simulator.then(ModelSimulator.status(500, Map.of()), ModelSimulator.status(429, Map.of("Retry-After", "0")),
                ModelSimulator.content(SAMPLE.json().toString()));

        assertThat(generate(generator(Protocol.OPENAI), SAMPLE).content()).isEqualTo(SAMPLE.content());
        assertThat(simulator.calls()).hasSize(3);
    }

    @Test
    void generate_streamBreaksOff_isTriedAgainAndWhatWasWrittenIsVoid() throws InterruptedException {
        simulator.writing(call -> SAMPLE.json().toString()).failNext(1, Fault.CUT_OFF);

        assertThat(generate(generator(Protocol.OPENAI), SAMPLE).content()).isEqualTo(SAMPLE.content());
        assertThat(told).containsOnlyOnce(new Progress.Restarted());
        assertThat(written()).isEqualTo(SAMPLE.json().toString());
    }

    @Test
    void generate_serverKeepsFailing_isGivenUpAfterTheRetries() {
        simulator.then(ModelSimulator.status(503, Map.of()), ModelSimulator.status(503, Map.of()),
                ModelSimulator.status(503, Map.of()), ModelSimulator.content(SAMPLE.json().toString()));

        assertThat(failureOf(generator(Protocol.OPENAI)).reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(simulator.calls()).hasSize(3);
    }

    @Test
    void generate_serverWantsALongRest_isNotTriedAgain() {
        simulator.then(ModelSimulator.status(429, Map.of("Retry-After", "60")),
                ModelSimulator.content(SAMPLE.json().toString()));

        GenerationException failure = failureOf(generator(Protocol.OPENAI));

        assertThat(failure.reason()).isEqualTo(Reason.OVERLOADED);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofMinutes(1));
        assertThat(simulator.calls()).hasSize(1);
    }

    @Test
    void generate_documentTooLong_isGivenInPartAndSaysWhatWasLeftOut() throws InterruptedException {
        simulator.writing(call -> ContentSample.CURRICULUM.json().toString());
        CurriculumRequest request = (CurriculumRequest) ContentSample.CURRICULUM.request();
        String text = IntStream.range(0, 400)
                .mapToObj(i -> "# Part " + i + "\n\nThe crew checks pump number " + i + ".")
                .collect(joining("\n\n"));
        CurriculumRequest longer = new CurriculumRequest(request.companyName(), request.industry(), text,
                request.cefrLevel(), request.durationWeeks());

        Generated generated = generator(Protocol.OPENAI).generate(longer, told::add);

        assertThat(simulator.arrival().message("user")).hasSizeLessThan(12_000).contains("[…]");
        assertThat(generated.content().notes()).last().asString().startsWith("The document was too long")
                .contains("Part ");
    }

    @Test
    void generate_fencedAnswer_isUnwrapped() throws InterruptedException {
        simulator.then(ModelSimulator.content("```json\n" + SAMPLE.json() + "\n```\n"));

        assertThat(generate(generator(Protocol.OPENAI), SAMPLE).content()).isEqualTo(SAMPLE.content());
    }

    @ParameterizedTest
    @EnumSource
    void generate_anyType_asksForItsSchemaStrictly(ContentSample sample) throws Exception {
        simulator.then(ModelSimulator.content(sample.json().toString()));

        generate(generator(Protocol.OPENAI), sample);

        Call call = simulator.arrival();
        ContentType type = sample.request().type();
        JsonNode format = call.body().get("response_format");
        assertThat(format.get("type").asText()).isEqualTo("json_schema");
        assertThat(format.at("/json_schema/strict").asBoolean()).isTrue();
        assertThat(format.at("/json_schema/name").asText()).isEqualTo(type.prefix());
        assertThat(format.at("/json_schema/schema"))
                .isEqualTo(ApiJson.mapper().readTree(StrictSchema.of(type.contentSchema())));
        assertThat(call.message("system")).isEqualTo(new Prompts().instructions(type));
        assertThat(call.message("user")).isEqualTo(new Prompts().data(sample.request().fields()));
        assertThat(call.body().get("messages")).hasSize(2);
        assertThat(call.body().get("model").asText()).isEqualTo("small");
        assertThat(call.body().has("temperature")).isFalse();
    }

    @Test
    void generate_withKey_sendsItAsBearerOverPlainHttp11() throws InterruptedException {
        simulator.then(ModelSimulator.content(SAMPLE.json().toString()));

        generate(generator(Protocol.OPENAI), SAMPLE);

        Call call = simulator.arrival();
        assertThat(call.headers().get("Authorization")).containsExactly("Bearer " + KEY);
        assertThat(call.headers()).doesNotContainKey("Upgrade");
    }

    @Test
    void generate_withoutKey_sendsNone() throws InterruptedException {
        simulator.then(ModelSimulator.content(SAMPLE.json().toString()));

        generate(new ModelGenerator(Endpoint.openAi(simulator.baseUrl(), null, "small", PATIENT), TOKENS, GATE),
                SAMPLE);

        assertThat(simulator.arrival().headers()).doesNotContainKey("Authorization");
    }

    @Test
    void generate_noAnswer_timesOut() {
        simulator.then(ModelSimulator.silence());

        assertThat(failureOf(generator(Protocol.OPENAI, IMPATIENT)).reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(simulator.calls()).hasSize(1);
    }

    @Test
    void generate_bodyStalls_timesOut() {
        simulator.then(ModelSimulator.stall());

        assertThat(failureOf(generator(Protocol.OPENAI, IMPATIENT)).reason()).isEqualTo(Reason.TIMEOUT);
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
            assertThat(generator(Protocol.OPENAI).author(type))
                    .isEqualTo(new Author("openai", "small", new Prompts().version(type)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host/v1", "/v1", "mailto:a@b", "http://user:pass@host/v1",
            "http://host/v1?key=pass"})
    void endpoint_wrongUrl_isRefusedWithoutQuotingIt(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.openAi(URI.create(url), null, "m", PATIENT))
                .withMessageNotContainingAny("pass", "host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-secret\n", "sk secret", "", "sk-sécret"})
    void endpoint_keyThatNoHeaderCanHold_isRefusedWithoutQuotingIt(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.openAi(simulator.baseUrl(), key, "m", PATIENT))
                .withMessageNotContainingAny("secret", "sécret");
    }

    @Test
    void endpoint_asText_hideTheKey() {
        assertThat(Endpoint.openAi(simulator.baseUrl(), KEY, "m", PATIENT).toString()).doesNotContain(KEY);
    }

    @Test
    void generate_anthropic_asksAsItsProtocolDemands() throws Exception {
        simulator.then(ModelSimulator.content(SAMPLE.json().toString()));

        generate(generator(Protocol.ANTHROPIC), SAMPLE);

        Call call = simulator.arrival();
        assertThat(call.path()).isEqualTo("/v1/messages");
        assertThat(call.headers().get("x-api-key")).containsExactly(KEY);
        assertThat(call.message("system")).isEqualTo(new Prompts().instructions(ContentType.LESSON_CONTENT));
        assertThat(call.message("user")).isEqualTo(new Prompts().data(SAMPLE.request().fields()));
        assertThat(call.body().at("/output_config/format/schema/properties").has("stages")).isTrue();
        assertThat(call.body().get("max_tokens").asInt()).isEqualTo(32_000);
        assertThat(call.body().at("/system/0/cache_control/type").asText()).isEqualTo("ephemeral");
    }

    private Generated generate(ModelGenerator generator, ContentSample sample) throws InterruptedException {
        told.clear();
        return generator.generate(sample.request(), told::add);
    }

    /** The text as a follower puts it together. */
    private String written() {
        StringBuilder text = new StringBuilder();
        for (Progress progress : told) {
            switch (progress) {
                case Progress.Wrote wrote -> text.append(wrote.text());
                case Progress.Restarted _ -> text.setLength(0);
                case Progress.Validating _ -> {
                }
            }
        }
        return text.toString();
    }

    private ModelGenerator generator(Protocol protocol) {
        return generator(protocol, PATIENT);
    }

    private ModelGenerator generator(Protocol protocol, Duration timeout) {
        return new ModelGenerator(new Endpoint(protocol, simulator.baseUrl(), KEY, "small", timeout, 2, null), TOKENS,
                GATE, Duration.ofMillis(1));
    }

    private void complete(CompletableFuture<Generated> generated) {
        try {
            generated.complete(generate(generator(Protocol.OPENAI), SAMPLE));
        } catch (InterruptedException | RuntimeException e) {
            generated.completeExceptionally(e);
        }
    }

    private GenerationException failureOf(ModelGenerator generator) {
        return catchThrowableOfType(GenerationException.class, () -> generate(generator, SAMPLE));
    }
}
