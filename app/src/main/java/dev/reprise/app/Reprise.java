package dev.reprise.app;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinException;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.reprise.api.ApiJson;
import dev.reprise.app.config.LiveConfig;
import dev.reprise.app.content.ContentKeys;
import dev.reprise.app.content.ContentService;
import dev.reprise.app.content.GenerationLimit;
import dev.reprise.app.content.Rendition;
import dev.reprise.app.generation.ContentGenerator;
import dev.reprise.app.http.LeanJetty;
import dev.reprise.app.http.Readiness;
import dev.reprise.app.http.Readiness.Condition;
import dev.reprise.app.http.RefusedByJetty;
import dev.reprise.app.http.Routes;
import dev.reprise.app.http.SecurityHeaders;
import dev.reprise.app.job.Jobs;
import dev.reprise.app.popular.Popularity;
import dev.reprise.app.popular.PreWarming;
import dev.reprise.app.schedule.Scheduled;
import dev.reprise.app.settings.Settings;
import dev.reprise.app.settings.Settings.Secret;
import dev.reprise.app.statistics.Fleet;
import dev.reprise.app.statistics.Statistics;
import dev.reprise.cache.TieredCache;
import dev.reprise.cache.TieredCacheBuilder;
import dev.reprise.cache.local.CaffeineTier;

/** One running server: reads no configuration, decides nothing, puts the parts together and takes them apart. */
public final class Reprise implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reprise.class);

    /** The text that says when a scheduled warm-up was last begun. */
    private static final String WARM_UP = "warm-up";

    /** How long Redis may be silent before a node that starts is ready without it: some five tries to reach it. */
    private static final Duration REDIS_PATIENCE = Duration.ofSeconds(5);

    /** How long requests in flight may go on when the server stops. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    /** How many connections may wait to be accepted; what the kernel allows if that is less. Others come a second late. */
    private static final int ACCEPT_QUEUE = 4096;

    private final Settings settings;
    private final Secret adminToken;
    private final ExecutorService loads;
    private final Shared shared;
    private final LiveConfig config;
    private final Fleet fleet;
    private final TieredCache<Rendition> cache;
    private final PreWarming preWarming;
    private final Jobs courses;
    private final Jobs warmUps;
    private final Readiness readiness = new Readiness();
    private final ScheduledExecutorService timer;
    private final Javalin http;

    private Reprise(Settings settings, List<ContentGenerator> generators, InstantSource clock) {
        this.settings = settings;
        adminToken = settings.callers().adminToken() == null ? randomToken() : settings.callers().adminToken();
        loads = Executors.newVirtualThreadPerTaskExecutor();
        shared = new Shared(settings, clock);
        Statistics statistics = new Statistics(clock);
        fleet = new Fleet(statistics, shared.counters(Fleet.NAME), clock);
        config = new LiveConfig(settings.ttls(), settings.ai(), shared.text(LiveConfig.NAME), shared.log(), clock);
        TieredCacheBuilder<Rendition> tiers = TieredCache
                .builder(new CaffeineTier<>(settings.nearMaxBytes(), Rendition::bytes))
                .policies(config::policy)
                .clock(clock)
                .executor(loads)
                .bytesOf(Rendition::bytes)
                .listener(new CacheLog(statistics));
        shared.addTo(tiers, Rendition.CODEC);
        cache = tiers.build();
        config.start(cache::applyMaxAge);
        fleet.start();
        ContentService content = new ContentService(new ContentKeys(settings.keySecret()), cache,
                generators.getFirst(), generators.size() > 1 ? generators.getLast() : null, settings.ai().prices(),
                settings.ai().cancelAbandoned(),
                new GenerationLimit(settings.callers().generationsPerMinute(), clock), statistics, clock);
        Popularity popularity = new Popularity(type -> shared.ranking(type.prefix()));
        preWarming = new PreWarming(popularity, content, type -> config.config().ttl(type), settings.preWarm(), clock);
        courses = new Jobs();
        warmUps = new Jobs();
        Routes routes = new Routes(settings, adminToken, content, courses, warmUps, statistics, fleet, popularity,
                cache, shared.log(), config, readiness, clock);
        timer = Executors
                .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("reprise-schedule").factory());
        if (settings.warmUpSchedule() != null) {
            new Scheduled("Warm-up", settings.warmUpSchedule(), shared.text(WARM_UP), routes::warmUp, clock)
                    .start(timer);
        }
        http = Javalin.create(javalin -> {
            javalin.startup.showJavalinBanner = false;
            javalin.startup.showOldJavalinVersionWarning = false;
            javalin.startup.startupWatcherEnabled = false;
            javalin.concurrency.useVirtualThreads = true;
            LeanJetty.apply(javalin.jetty);
            javalin.jetty.modifyServer(server -> server.setStopTimeout(STOP_TIMEOUT.toMillis()));
            javalin.jetty.modifyServer(server -> server.setErrorHandler(new RefusedByJetty()));
            javalin.jetty.addConnector((server, jetty) -> {
                ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(jetty));
                connector.setHost(settings.host());
                connector.setPort(settings.port());
                connector.setAcceptQueueSize(ACCEPT_QUEUE);
                return connector;
            });
            javalin.jetty.modifyHttpConfiguration(jetty -> jetty.addCustomizer(new SecurityHeaders()));
            javalin.jetty.modifyHttpConfiguration(jetty -> jetty.setSendServerVersion(false));
            // A cache of headers takes 100 KB a connection and, by default, one token for another that differs by case.
            javalin.jetty.modifyHttpConfiguration(jetty -> jetty.setHeaderCacheSize(0));
            javalin.http.maxRequestSize = settings.maxBodyBytes();
            javalin.http.prefer405over404 = true;
            // Content is compressed once, when it is made; nothing is compressed while it is sent.
            javalin.http.compressionStrategy = CompressionStrategy.NONE;
            javalin.jsonMapper(new JavalinJackson(ApiJson.mapper(), true));
            routes.register(javalin.routes);
        });
    }

    /**
     * Starts a server; it listens when this returns.
     *
     * @param generators who generates and, if there is a second one, who does where the first fails
     */
    public static Reprise start(Settings settings, List<ContentGenerator> generators, InstantSource clock) {
        Reprise reprise = new Reprise(settings, generators, clock);
        try {
            reprise.preWarming.start();
            reprise.http.start();
        } catch (RuntimeException e) {
            reprise.stop();
            throw e;
        }
        reprise.loads.execute(reprise::prepare);
        return reprise;
    }

    /** Does what must be done before requests should come, then says so. */
    private void prepare() {
        try {
            // A node without Redis serves, too. One that answers is waited for, however long its log is.
            while (!shared.log().awaitCaughtUp(REDIS_PATIENCE) && shared.log().lag().isZero()) {
                LOG.info("Reading what was cleared before the start");
            }
        } catch (InterruptedException e) {
            // The server stops.
            return;
        }
        readiness.done(Condition.LOG);
        preWarming.prime();
        readiness.done(Condition.NEAR_TIER);
    }

    /** The port it listens on. */
    public int port() {
        return http.port();
    }

    /** Every route, as method and path. */
    List<String> routes() {
        return http.unsafe.internalRouter.allHttpHandlers().stream().map(it -> it.endpoint)
                .filter(it -> it.method.isHttpMethod()).map(it -> it.method.name() + ' ' + it.path).toList();
    }

    /** What opens the admin routes. */
    public Secret adminToken() {
        return adminToken;
    }

    /** Whether the token was made up because none was set. */
    public boolean madeUpAdminToken() {
        return settings.callers().adminToken() == null;
    }

    /**
     * Says that it is not ready and serves on for as long as it is set to; then lets requests in flight end and frees
     * everything. Who interrupts it does not wish to wait. Idempotent.
     */
    @Override
    public void close() {
        if (readiness.waitFor(Condition.DRAINING)) {
            // What is scheduled meanwhile is left to nodes that stay.
            timer.shutdownNow();
            try {
                Thread.sleep(settings.drain());
            } catch (InterruptedException e) {
                LOG.info("Stopping before the time is over in which others were to find out");
            }
        }
        stop();
    }

    private void stop() {
        timer.shutdownNow();
        // Who watches one would keep the server from stopping for as long as it takes.
        courses.close();
        warmUps.close();
        try {
            http.stop();
        } catch (JavalinException e) {
            LOG.warn("Requests in flight took longer than {} s and were cut off", STOP_TIMEOUT.toSeconds());
        } finally {
            preWarming.close();
            config.close();
            cache.close();
            fleet.close();
            shared.close();
            loads.shutdownNow();
        }
    }

    private static Secret randomToken() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
}
