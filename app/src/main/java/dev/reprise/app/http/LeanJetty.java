package dev.reprise.app.http;

import io.javalin.config.JettyConfig;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Jetty without what Javalin adds to it and nobody here uses, but every request pays for. */
public final class LeanJetty {
    private LeanJetty() {}

    /** Has no request wrapped for Jetty's own statistics, which nobody reads, and none looked at for a session. */
    public static void apply(JettyConfig jetty) {
        jetty.modifyServer(server -> server.setHandler((Handler) null));
        jetty.modifyServletContextHandler(context -> context.setSessionHandler(new NoSessions()));
    }

    /** Taken out, it would be put back by Jetty. */
    private static final class NoSessions extends SessionHandler {
        @Override
        public boolean handle(Request request, Response answer, Callback callback) throws Exception {
            return getHandler().handle(request, answer, callback);
        }
    }
}
