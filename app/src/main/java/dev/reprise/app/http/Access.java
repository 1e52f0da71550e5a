package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

import dev.reprise.app.settings.Settings.Regenerate;
import dev.reprise.app.settings.Settings.Secret;
import dev.reprise.cache.Directives;

/** Who may do what. */
final class Access {
    private static final String SCHEME = "Bearer ";

    private final byte[] adminToken;
    private final Regenerate regenerate;

    Access(Secret adminToken, Regenerate regenerate) {
        this.adminToken = adminToken.value().getBytes(UTF_8);
        this.regenerate = regenerate;
    }

    /** Refuses who does not show the admin token. */
    void requireAdmin(Context ctx) {
        String token = token(ctx);
        if (token == null) {
            throw new Problem(Problem.Kind.UNAUTHORIZED, "send the admin token as Authorization: Bearer <token>");
        }
        if (!isAdmin(token)) {
            throw new Problem(Problem.Kind.FORBIDDEN, "the token is not the admin token");
        }
    }

    /**
     * What is granted of what a client demands. Who may not have content generated again is told so, except that
     * {@code max-age} is only ignored: browsers send it whenever a page is loaded anew.
     */
    Directives granted(Context ctx, Directives demanded) {
        if (regenerate == Regenerate.ALL || isAdmin(token(ctx))) {
            return demanded;
        }
        if (demanded.noCache() || demanded.noStore()) {
            throw new Problem(Problem.Kind.FORBIDDEN,
                    "Cache-Control: no-cache and no-store need the admin token on this server");
        }
        return new Directives(false, false, demanded.onlyIfCached(), null);
    }

    private boolean isAdmin(@Nullable String token) {
        return token != null && MessageDigest.isEqual(adminToken, token.getBytes(UTF_8));
    }

    private static @Nullable String token(Context ctx) {
        String header = ctx.header("Authorization");
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : null;
    }
}
