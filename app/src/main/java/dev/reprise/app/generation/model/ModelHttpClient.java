package dev.reprise.app.generation.model;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import org.jspecify.annotations.Nullable;

import dev.reprise.app.generation.GenerationException;
import dev.reprise.app.generation.GenerationException.Reason;

/**
 * Carries the library's requests. Its own client hides the headers of an error, so {@code Retry-After} would be lost,
 * and its timeout ends with the headers of the answer, so a body that stalls would be waited for without end. Every
 * failure is a {@link GenerationException}; an interrupt leaves the thread interrupted.
 */
final class ModelHttpClient implements HttpClient {
    /** Far above any content, far below what would hurt. */
    private static final int MAX_BODY_BYTES = 16 << 20;

    // Over plain HTTP the JDK's default is to offer an upgrade to HTTP/2, on which vLLM drops the request's body and
    // LM Studio hangs.
    private final java.net.http.HttpClient client = java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .build();
    private final Duration timeout;

    private ModelHttpClient(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        throw new UnsupportedOperationException("models are asked to stream");
    }

    /** Returns when the stream has ended; the listener is called on this thread. */
    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        long start = System.nanoTime();
        CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(toJdk(request), bodyOfSuccess());
        try {
            HttpResponse<InputStream> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!successful(response.statusCode())) {
                throw failure(response);
            }
            listener.onOpen(SuccessfulHttpResponse.builder().statusCode(response.statusCode())
                    .headers(response.headers().map()).build());
            try (Body body = new Body(response.body())) {
                body.read(parser, listener, timeout.minusNanos(System.nanoTime() - start));
            }
            listener.onClose();
        } catch (TimeoutException e) {
            throw new GenerationException(Reason.TIMEOUT, "The model did not answer in time.", null, e);
        } catch (ExecutionException | IOException e) {
            throw new GenerationException(Reason.UNAVAILABLE,
                    "The model's server could not be reached, or broke off its answer.", null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GenerationException(Reason.UNAVAILABLE, "The call to the model was interrupted.", null, e);
        } finally {
            answer.cancel(true);
        }
    }

    private static java.net.http.HttpRequest toJdk(HttpRequest request) {
        var builder = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .method(request.method().name(), java.net.http.HttpRequest.BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        return builder.build();
    }

    private static BodyHandler<InputStream> bodyOfSuccess() {
        return info -> successful(info.statusCode())
                ? BodyHandlers.limiting(BodyHandlers.ofInputStream(), MAX_BODY_BYTES).apply(info)
                : BodySubscribers.replacing(InputStream.nullInputStream());
    }

    private static boolean successful(int status) {
        return status >= 200 && status < 300;
    }

    private static GenerationException failure(HttpResponse<?> response) {
        int status = response.statusCode();
        Reason reason = switch (status) {
            case 408 -> Reason.TIMEOUT;
            case 429 -> Reason.OVERLOADED;
            default -> status >= 500 ? Reason.UNAVAILABLE : Reason.REJECTED;
        };
        return new GenerationException(reason, "The model's server answered with status " + status + ".",
                retryAfter(response), null);
    }

    /** Only the form in seconds, which the providers use; a date would be judged by two clocks. */
    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        Optional<String> value = response.headers().firstValue("Retry-After").filter(v -> v.matches("\\d{1,9}"));
        return value.isPresent() ? Duration.ofSeconds(Long.parseLong(value.get())) : null;
    }

    /** A stream of events, whose end the parser does not tell from its breaking off. */
    private static final class Body extends FilterInputStream {
        private @Nullable IOException broken;

        Body(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                return super.read(bytes, from, length);
            } catch (IOException e) {
                broken = e;
                throw e;
            }
        }

        void read(ServerSentEventParser parser, ServerSentEventListener listener, Duration limit)
                throws IOException, TimeoutException {
            AtomicBoolean late = new AtomicBoolean();
            CompletableFuture<Void> end = new CompletableFuture<Void>().completeOnTimeout(null, limit.toMillis(),
                    TimeUnit.MILLISECONDS);
            CompletableFuture<Void> _ = end.thenRun(() -> {
                late.set(true);
                closeQuietly();
            });
            parser.parse(this, listener);
            end.cancel(false);
            if (late.get()) {
                throw new TimeoutException();
            }
            if (broken != null) {
                throw broken;
            }
        }

        /** Wakes the reader. */
        private void closeQuietly() {
            try {
                close();
            } catch (IOException e) {
                // The reader hears of it.
            }
        }
    }

    /** Makes clients with one timeout for the whole answer, whatever the library asks for. */
    record Builder(Duration timeout) implements HttpClientBuilder {
        @Override
        public Duration connectTimeout() {
            return timeout;
        }

        @Override
        public Builder connectTimeout(Duration ignored) {
            return this;
        }

        @Override
        public Duration readTimeout() {
            return timeout;
        }

        @Override
        public Builder readTimeout(Duration ignored) {
            return this;
        }

        @Override
        public HttpClient build() {
            return new ModelHttpClient(timeout);
        }
    }
}
