package dev.reprise.app.http;

import java.util.List;
import java.util.Map;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/** What every answer tells a browser, so that nothing in it is ever run, framed or taken for something else. */
public final class SecurityHeaders implements HttpConfiguration.Customizer {
    /** By name. A page of ours replaces the policy by one that lets it load its own parts. */
    static final Map<String, String> ALL = Map.of("X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'", "Cross-Origin-Resource-Policy",
            "same-origin");

    /** Encoded once, as they are in every answer. */
    private static final List<HttpField> FIELDS = ALL.entrySet().stream()
            .<HttpField>map(it -> new PreEncodedHttpField(it.getKey(), it.getValue())).toList();

    /** Adds them before anything else is in the answer. */
    @Override
    public Request customize(Request request, HttpFields.Mutable answer) {
        FIELDS.forEach(answer::add);
        return request;
    }
}
