package dev.reprise.app.settings;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.reprise.app.settings.Settings.InvalidSettingException;
import dev.reprise.app.settings.Settings.Secret;

/**
 * What generates, and how much of it.
 *
 * @param first who is asked first
 * @param fallback who is asked where that fails; null for nobody
 * @param timeout how long a generation may take in all, waiting for its turn and the fallback included
 * @param retries how often a call is tried again that the provider refused for load or failed
 * @param documentTokens how much of a request's documents a model is given to read
 * @param concurrent how many generations of a type run at once
 * @param queued how many more of a type may wait for their turn
 * @param failureMemory for how long a failed generation answers for its request; zero for not at all
 * @param cancelAbandoned whether a generation ends that everybody who waited for it has left
 * @param prices by model, what a million tokens cost
 */
public record Ai(Generator first, @Nullable Generator fallback, Duration timeout, int retries, int documentTokens,
        int concurrent, int queued, Duration failureMemory, boolean cancelAbandoned, Map<String, Price> prices) {
    private static final Pattern PRICE = Pattern
            .compile("\\s*(\\S[^=]*?)\\s*=\\s*(\\d{1,6}(?:\\.\\d{1,6})?)\\s*/\\s*(\\d{1,6}(?:\\.\\d{1,6})?)\\s*");

    /** Who generates. */
    public enum Provider {
        BUILTIN,
        OPENAI,
        ANTHROPIC
    }

    /**
     * One who generates.
     *
     * @param provider how it is reached
     * @param baseUrl where it is; null for {@link Provider#BUILTIN}, and for the provider's own address
     * @param apiKey what it wants to be shown; null for nothing
     * @param model its name; empty for {@link Provider#BUILTIN}
     * @param maxOutputTokens what it may write; null for no limit of ours
     */
    public record Generator(Provider provider, @Nullable URI baseUrl, @Nullable Secret apiKey, String model,
            @Nullable Integer maxOutputTokens) {
        /** Where it is, without user, password and parameters; empty where it has no address of its own. */
        public String place() {
            return baseUrl == null ? "" : Settings.place(baseUrl);
        }

        @Override
        public String toString() {
            return "Generator[provider=" + provider + ", baseUrl=" + place() + ", apiKey=" + apiKey + ", model=" + model
                    + "]";
        }
    }

    /**
     * What a million tokens cost, in whatever currency.
     *
     * @param input those that the model reads
     * @param output those that it writes
     */
    public record Price(BigDecimal input, BigDecimal output) {
        /** What tokens cost, in millionths. */
        public long micros(long inputTokens, long outputTokens) {
            return input.multiply(BigDecimal.valueOf(inputTokens))
                    .add(output.multiply(BigDecimal.valueOf(outputTokens)))
                    .setScale(0, RoundingMode.HALF_UP).longValueExact();
        }
    }

    static Ai from(Variables in) {
        Generator first = generator(in, "AI_", in.find("AI_BASE_URL") == null ? Provider.BUILTIN : Provider.OPENAI);
        boolean fallback = in.find("AI_FALLBACK_PROVIDER") != null || in.find("AI_FALLBACK_BASE_URL") != null
                || in.find("AI_FALLBACK_MODEL") != null;
        return new Ai(first, fallback ? generator(in, "AI_FALLBACK_", Provider.OPENAI) : null,
                in.seconds("AI_TIMEOUT", "120"), (int) in.whole("AI_RETRIES", 2, 0, 10),
                (int) in.whole("AI_DOCUMENT_TOKENS", 24_000, 500, 10_000_000),
                (int) in.whole("CONCURRENT_GENERATIONS", 16, 1, 10_000),
                (int) in.whole("QUEUED_GENERATIONS", 256, 0, 1_000_000),
                Duration.ofSeconds(in.whole("FAILURE_MEMORY", 2, 0, 3600)), in.flag("CANCEL_ABANDONED", false),
                prices(in));
    }

    private static Generator generator(Variables in, String prefix, Provider ifAbsent) {
        Provider provider = in.choice(prefix + "PROVIDER", ifAbsent);
        URI baseUrl = in.url(prefix + "BASE_URL", List.of("http", "https"));
        Secret key = in.secret(prefix + "API_KEY");
        String model = in.text(prefix + "MODEL", "");
        long limit = in.whole(prefix + "MAX_OUTPUT_TOKENS", 0, 0, 10_000_000);
        if (provider == Provider.BUILTIN) {
            return new Generator(provider, null, null, "", null);
        }
        if (provider == Provider.OPENAI && baseUrl == null) {
            throw new InvalidSettingException(prefix + "BASE_URL is not set: " + prefix + "PROVIDER=openai needs the"
                    + " address of a server that speaks the OpenAI protocol, for example http://localhost:11434/v1");
        }
        String name = provider == Provider.OPENAI ? "openai" : "anthropic";
        if (provider == Provider.ANTHROPIC && key == null) {
            throw new InvalidSettingException(
                    prefix + "API_KEY is not set: " + prefix + "PROVIDER=anthropic needs one");
        }
        if (model.isEmpty()) {
            throw new InvalidSettingException(
                    prefix + "MODEL is not set: " + prefix + "PROVIDER=" + name + " needs the name of a model");
        }
        return new Generator(provider, baseUrl, key, model, limit == 0 ? null : (int) limit);
    }

    private static Map<String, Price> prices(Variables in) {
        Map<String, Price> prices = new TreeMap<>();
        String text = in.text("AI_PRICES", "");
        if (text.isEmpty()) {
            return prices;
        }
        for (String entry : text.split(",", -1)) {
            Matcher price = PRICE.matcher(entry);
            if (!price.matches()) {
                throw new InvalidSettingException("AI_PRICES has '" + entry.strip() + "'; allowed: model=input/output,"
                        + " the prices of a million tokens, for example small-model=0.15/0.60, with commas between");
            }
            prices.put(price.group(1), new Price(new BigDecimal(price.group(2)), new BigDecimal(price.group(3))));
        }
        return Map.copyOf(prices);
    }
}
