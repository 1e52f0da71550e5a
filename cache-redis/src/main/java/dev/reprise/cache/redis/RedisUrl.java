package dev.reprise.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * What a URL says of a Redis.
 *
 * @param topology how it is run
 * @param tls whether every connection is encrypted
 * @param addresses of the one server, the sentinels, or some nodes of the cluster
 * @param user null for the default user
 * @param password null to send none
 * @param database 0 on a cluster
 * @param master what the sentinels call it; empty without sentinels
 */
record RedisUrl(Topology topology, boolean tls, List<HostAndPort> addresses, @Nullable String user,
        @Nullable String password, int database, String master) {

    /** How a Redis is run. */
    enum Topology {
        STANDALONE,
        SENTINEL,
        CLUSTER
    }

    private static final Map<String, Topology> TOPOLOGIES = Map.of("redis", Topology.STANDALONE, "redis-sentinel",
            Topology.SENTINEL, "redis-cluster", Topology.CLUSTER);

    /** All schemes; those with a second s are for TLS. */
    static final List<String> SCHEMES = List.of("redis", "rediss", "redis-sentinel", "rediss-sentinel",
            "redis-cluster", "rediss-cluster");

    private static final String ALLOWED = "; allowed are redis://[user]:password@host:port/database,"
            + " redis-sentinel://[user]:password@host:port,host:port/master/database and"
            + " redis-cluster://[user]:password@host:port,host:port, or rediss:// and so on for TLS, where user and"
            + " password, ports and database may be left out; '/', '@', '?' and '#' in a password are written %2F, %40,"
            + " %3F and %23";

    private static final Pattern ADDRESS = Pattern.compile("([\\w.-]+|\\[[\\p{XDigit}:.]+])(?::(\\d{1,5}))?");
    private static final Pattern PATH = Pattern.compile("/?(\\d{1,9})?");
    private static final Pattern SENTINEL_PATH = Pattern.compile("/([\\w.-]+)(?:/(\\d{1,9})?)?");

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException where it cannot be understood; the message does not repeat it, as it may hold a
     *         password
     */
    static RedisUrl of(URI url) {
        String scheme = String.valueOf(url.getScheme());
        boolean tls = scheme.startsWith("rediss");
        Topology topology = TOPOLOGIES.get(tls ? "redis" + scheme.substring("rediss".length()) : scheme);
        String authority = url.getRawAuthority();
        if (topology == null || authority == null) {
            throw wrong("it does not begin with a known scheme and a host");
        }
        require(url.getRawQuery() == null && url.getRawFragment() == null, "it has a query or a fragment");

        int at = authority.lastIndexOf('@');
        String[] who = at < 0 ? new String[0] : authority.substring(0, at).split(":", 2);
        require(who.length != 1, "it has a user without a password");
        String user = who.length == 0 || who[0].isEmpty() ? null : decoded(who[0]);
        String password = who.length == 0 ? null : decoded(who[1]);

        boolean sentinel = topology == Topology.SENTINEL;
        List<HostAndPort> addresses = new ArrayList<>();
        for (String address : authority.substring(at + 1).split(",", -1)) {
            addresses.add(address(address, sentinel ? 26379 : 6379));
        }
        require(topology != Topology.STANDALONE || addresses.size() == 1, "it has more than one host");

        Matcher path = (sentinel ? SENTINEL_PATH : PATH).matcher(url.getRawPath());
        require(path.matches(), sentinel
                ? "it does not end with the name of a master or the number of a database"
                : "it does not end with the number of a database");
        String master = sentinel ? path.group(1) : "";
        String database = path.group(sentinel ? 2 : 1);
        require(topology != Topology.CLUSTER || database == null, "a cluster has no databases");
        return new RedisUrl(topology, tls, List.copyOf(addresses), user, password,
                database == null ? 0 : Integer.parseInt(database), master);
    }

    private static HostAndPort address(String text, int defaultPort) {
        Matcher parts = ADDRESS.matcher(text);
        require(parts.matches(), "it has a host or port that is none");
        int port = parts.group(2) == null ? defaultPort : Integer.parseInt(parts.group(2));
        require(port > 0 && port < 65536, "it has a port that is not from 1 to 65535");
        return new HostAndPort(parts.group(1).replaceAll("[\\[\\]]", ""), port);
    }

    /** Not as in a form, where a plus is a space. */
    private static String decoded(String escaped) {
        return URLDecoder.decode(escaped.replace("+", "%2B"), UTF_8);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw wrong(otherwise);
        }
    }

    private static IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException("not a URL of a Redis: " + why + ALLOWED);
    }

    /** Where it is and what it is called there, for messages. Never the user and the password. */
    @Override
    public String toString() {
        String where = addresses.stream().map(HostAndPort::toString).collect(joining(","));
        return master.isEmpty() ? where : master + " of " + where;
    }
}
