package dev.reprise.cache.redis.testkit;

import java.util.ArrayList;
import java.util.List;

import redis.clients.jedis.exceptions.JedisDataException;

/** A master and a replica that three sentinels watch, two of which must agree. All of them keep their ports. */
public final class SentinelSet implements AutoCloseable {
    private static final String NAME = "main";
    private static final int SENTINELS = 3;

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private SentinelSet() {}

    /** Starts it empty, and waits until all sentinels could agree on a failover. */
    public static SentinelSet start() {
        SentinelSet set = new SentinelSet();
        try {
            set.open();
        } catch (RuntimeException e) {
            set.close();
            throw e;
        }
        return set;
    }

    /** What the sentinels call the master, whichever server that is. */
    public String masterName() {
        return NAME;
    }

    /** Where the sentinels listen. */
    public List<Integer> ports() {
        return sentinels.stream().map(RedisServer::port).toList();
    }

    /** The sentinels, to be killed, paused or asked. */
    public List<RedisServer> sentinels() {
        return List.copyOf(sentinels);
    }

    /** Whom the first sentinel that runs takes for the master, whether or not it is there. */
    public RedisServer master() {
        int port = masterPort(watching().get(0));
        return servers.stream().filter(server -> server.port() == port).findFirst().orElseThrow();
    }

    /** The server that is not the {@link #master}. */
    public RedisServer replica() {
        RedisServer master = master();
        return servers.stream().filter(server -> !server.equals(master)).findFirst().orElseThrow();
    }

    /**
     * Has the replica take over, and waits until it has. As ever with sentinels, the old master knows nothing of it for
     * a while, and takes writes that are lost when it is made a replica. A server whose role changes closes all of its
     * connections.
     *
     * @return the new master
     */
    public RedisServer failOver() {
        RedisServer old = master();
        RedisServer.await("a failover of " + old.port(), () -> {
            RedisServer sentinel = watching().get(0);
            if (masterPort(sentinel) != old.port()) {
                // Else it may still go back to what the others say.
                return agreeOnAnother(old.port());
            }
            try {
                sentinel.command("SENTINEL", "FAILOVER", NAME);
            } catch (JedisDataException e) {
                // One is going on, or the replica is not up to it yet, for which one that goes on is given up too.
            }
            return false;
        });
        return awaitNewMaster(old.port());
    }

    /**
     * Waits until all sentinels that run agree on another master than the one on this port, and it knows itself that it
     * is.
     *
     * @return the new master
     */
    public RedisServer awaitNewMaster(int oldPort) {
        RedisServer.await("another server than " + oldPort + " is master", () -> agreeOnAnother(oldPort));
        return master();
    }

    private boolean agreeOnAnother(int oldPort) {
        RedisServer master = master();
        return master.port() != oldPort
                && watching().stream().allMatch(sentinel -> masterPort(sentinel) == master.port())
                && master.runs() && master.command("ROLE").startsWith("master");
    }

    /** Ends them all. Idempotent. */
    @Override
    public void close() {
        // First those who would still act when they miss the others.
        sentinels.forEach(RedisServer::close);
        servers.forEach(RedisServer::close);
    }

    private void open() {
        RedisServer master = RedisServer.start();
        servers.add(master);
        RedisServer replica = RedisServer.start();
        servers.add(replica);
        replica.command("REPLICAOF", "127.0.0.1", String.valueOf(master.port()));
        RedisServer.await("the replica has its master",
                () -> replica.command("INFO", "replication").contains("master_link_status:up"));
        for (int i = 0; i < SENTINELS; i++) {
            RedisServer sentinel = RedisServer.start("--sentinel");
            sentinels.add(sentinel);
            String silence = hurry(sentinel);
            sentinel.command("SENTINEL", "MONITOR", NAME, "127.0.0.1", String.valueOf(master.port()), "2");
            sentinel.command("SENTINEL", "SET", NAME, "down-after-milliseconds", silence, "failover-timeout", "2000",
                    "parallel-syncs", "1");
        }
        RedisServer.await("the sentinels know all", () -> sentinels.stream().allMatch(SentinelSet::knowsAll));
    }

    /**
     * Lets it do at once what it would do within seconds. One before Redis 7 takes its time.
     *
     * @return after how many milliseconds of silence it may take a server for dead. It takes each that it has just
     *         heard of for silent until its first ping, and must not take that for an outage.
     */
    private static String hurry(RedisServer sentinel) {
        try {
            // What it knows of a replica is too old for a failover after five pings, and new each second at best.
            sentinel.command("SENTINEL", "DEBUG", "ping-period", "300", "info-period", "500", "publish-period", "300",
                    "tilt-period", "1000");
            return "700";
        } catch (JedisDataException e) {
            return "2000";
        }
    }

    private static boolean knowsAll(RedisServer sentinel) {
        List<String> master = sentinel.command("SENTINEL", "MASTER", NAME).lines().toList();
        try {
            return field(master, "flags").equals("master") && field(master, "num-slaves").equals("1")
                    && field(master, "num-other-sentinels").equals(String.valueOf(SENTINELS - 1))
                    && sentinel.command("SENTINEL", "REPLICAS", NAME).contains("master-link-status\nok")
                    && sentinel.command("SENTINEL", "CKQUORUM", NAME).startsWith("OK");
        } catch (JedisDataException e) {
            // There is no quorum yet.
            return false;
        }
    }

    private static String field(List<String> namesAndValues, String name) {
        return namesAndValues.get(namesAndValues.indexOf(name) + 1);
    }

    private List<RedisServer> watching() {
        return sentinels.stream().filter(RedisServer::runs).toList();
    }

    private static int masterPort(RedisServer sentinel) {
        String address = sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME);
        return Integer.parseInt(address.lines().toList().get(1));
    }
}
