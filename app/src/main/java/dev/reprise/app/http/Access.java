package dev.reprise.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import org.jspecify.annotations.Nullable;

import dev.reprise.app.http.Problem.Kind;
import dev.reprise.app.settings.Callers;
import dev.reprise.app.settings.Callers.Regenerate;
import dev.reprise.app.settings.Settings.Secret;
import dev.reprise.cache.Directives;

/**
 * Who may do what: the one place that knows whom a request is from. A request shows at most one token, as
 * {@code Authorization: Bearer}. It is looked at only where one is needed.
 *
 * <ul>
 * <li>The admin token opens every route. On the routes of tenants it acts for the tenant {@code public}, which no API
 * key can be: so it never reads what another tenant had made, and has that made anew by clearing it.
 * <li>An API key opens the routes of tenants, for its tenant. Where there are none, those routes are open, and everybody
 * is the tenant {@code public}.
 * <li>The viewer token opens the routes of viewers, which are open where there is none.
 * </ul>
 *
 * <p>An address that has sent many wrong tokens is refused for a while, whatever it shows. Thread-safe.
 */
final class Access {
    private static final String SCHEME = "Bearer ";
    private static final String CALLER = "caller";
    private static final Caller STRANGER = new Caller(Role.EVERYBODY, Callers.PUBLIC);

    private final List<Known> known = new ArrayList<>();
    private final boolean tenantsApart;
    private final boolean viewersApart;
    private final Regenerate regenerate;
    private final FailedAttempts failed;

    /** Whom a route is for. */
    enum Role {
        EVERYBODY("any token"),
        TENANT("an API key"),
        VIEWER("the viewer token"),
        ADMIN("the admin token");

        private final String token;

        Role(String token) {
            this.token = token;
        }
    }

    Access(Callers callers, Secret adminToken, InstantSource clock) {
        callers.apiKeys().forEach((name, key) -> known.add(new Known(key.value(), Role.TENANT, name)));
        if (callers.viewerToken() != null) {
            known.add(new Known(callers.viewerToken().value(), Role.VIEWER, Callers.PUBLIC));
        }
        known.add(new Known(adminToken.value(), Role.ADMIN, Callers.PUBLIC));
        tenantsApart = !callers.apiKeys().isEmpty();
        viewersApart = callers.viewerToken() != null;
        regenerate = callers.regenerate();
        failed = new FailedAttempts(clock);
    }

    /** A handler that refuses a request that does not show what its route needs. */
    Handler guarded(Role needed, Handler handler) {
        return isOpen(needed) ? handler : ctx -> {
            check(ctx, needed);
            handler.handle(ctx);
        };
    }

    private void check(Context ctx, Role needed) {
        Caller caller = caller(ctx);
        if (caller == null) {
            throw new Problem(Kind.UNAUTHORIZED, "send " + needed.token + " as Authorization: Bearer <token>");
        }
        if (caller.role != needed && caller.role != Role.ADMIN) {
            throw new Problem(Kind.FORBIDDEN, "the token is not " + needed.token);
        }
        ctx.attribute(CALLER, caller);
    }

    private boolean isOpen(Role role) {
        return switch (role) {
            case EVERYBODY -> true;
            case TENANT -> !tenantsApart;
            case VIEWER -> !viewersApart;
            case ADMIN -> false;
        };
    }

    /** For whom a request that was let through acts; where tenants are told apart, nobody acts without having been. */
    String tenant(Context ctx) {
        Caller caller = ctx.attribute(CALLER);
        if (caller == null && tenantsApart) {
            throw new Problem(Kind.UNAUTHORIZED, "send an API key as Authorization: Bearer <token>");
        }
        return caller == null ? Callers.PUBLIC : caller.tenant;
    }

    /** Whether who may see what viewers see may know of every tenant. */
    boolean viewersKnowTenants() {
        return viewersApart || !tenantsApart;
    }

    /** Whether the same path can hold something else for another caller. */
    boolean tellsTenantsApart() {
        return tenantsApart;
    }

    /**
     * What is granted of what a client demands. Who may not have content generated again is told so, except that
     * {@code max-age} is only ignored: browsers send it whenever a page is loaded anew.
     */
    Directives granted(Context ctx, Directives demanded) {
        boolean again = demanded.noCache() || demanded.noStore();
        if (regenerate == Regenerate.ALL || (!again && demanded.maxAge() == null) || isAdmin(ctx)) {
            return demanded;
        }
        if (again) {
            throw new Problem(Kind.FORBIDDEN,
                    "Cache-Control: no-cache and no-store need the admin token on this server");
        }
        return new Directives(false, false, demanded.onlyIfCached(), null);
    }

    private boolean isAdmin(Context ctx) {
        Caller checked = ctx.attribute(CALLER);
        Caller caller = checked == null ? caller(ctx) : checked;
        return caller != null && caller.role == Role.ADMIN;
    }

    /** Whom the token of a request belongs to; null where it shows none. */
    private @Nullable Caller caller(Context ctx) {
        String token = token(ctx);
        if (token == null) {
            return null;
        }
        String address = network(ctx.ip());
        Duration wait = failed.remaining(address);
        if (wait.isPositive()) {
            throw Problem.tooManyAttempts(wait);
        }
        // All are compared, each in a time that does not depend on what was shown.
        byte[] shown = digest(token);
        Caller caller = STRANGER;
        for (Known it : known) {
            if (MessageDigest.isEqual(it.digest, shown)) {
                caller = it.caller;
            }
        }
        if (caller.role == Role.EVERYBODY) {
            failed.count(address);
        }
        return caller;
    }

    private static @Nullable String token(Context ctx) {
        String header = ctx.header("Authorization");
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String token = header.substring(SCHEME.length()).strip();
        return token.isEmpty() ? null : token;
    }

    /** Of an IPv6 address only the half that its network was given: it has the other half to itself. */
    static String network(String address) {
        return address.replaceFirst("^\\[?((?:[0-9a-f]+:){4}).*", "$1");
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private record Caller(Role role, String tenant) {}

    /** Whose token has this digest, which is of one length whatever the token. */
    private static final class Known {
        private final byte[] digest;
        private final Caller caller;

        Known(String token, Role role, String tenant) {
            digest = digest(token);
            caller = new Caller(role, tenant);
        }
    }
}
