package dev.reprise.app.http;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import dev.reprise.api.ApiJson;

/** Writes problems for requests that Jetty refuses before a route sees them. */
public final class RefusedByJetty extends ErrorHandler {
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(Request request, Response response, int status, @Nullable String message,
            @Nullable Throwable cause, Callback callback) throws IOException {
        Problem problem = status < 500
                ? new Problem(Problem.Kind.BAD_REQUEST, "the request line or a header is malformed or too long")
                : new Problem(Problem.Kind.INTERNAL, "this is the server's fault; its log says more");
        SecurityHeaders.ALL.forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        byte[] body = ApiJson.mapper().writeValueAsBytes(problem.document(status, Request.getPathInContext(request)));
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
