package dev.reprise.app.http;

import java.util.Map;

/** What every answer tells a browser, so that nothing in it is ever run, framed or taken for something else. */
final class SecurityHeaders {
    /** By name. A page of ours replaces the policy by one that lets it load its own parts. */
    static final Map<String, String> ALL = Map.of("X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'", "Cross-Origin-Resource-Policy",
            "same-origin");

    private SecurityHeaders() {}
}
