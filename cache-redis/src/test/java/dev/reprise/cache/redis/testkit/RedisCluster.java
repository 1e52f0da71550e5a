package dev.reprise.cache.redis.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import redis.clients.jedis.util.JedisClusterCRC16;

/** A Redis cluster of three masters. All nodes keep their ports, and their slots over a restart. */
public final class RedisCluster implements AutoCloseable {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;

    private final List<RedisServer> nodes = new ArrayList<>();

    private RedisCluster() {}

    /** Starts one without replicas, empty, and waits until all of it is up. */
    public static RedisCluster start() {
        return open(MASTERS);
    }

    /** Starts one with a replica for each master, empty, and waits until all of it is up. */
    public static RedisCluster withReplicas() {
        return open(2 * MASTERS);
    }

    /** Where the nodes listen, replicas and those that are gone included. */
    public List<Integer> ports() {
        return nodes.stream().map(RedisServer::port).toList();
    }

    /** All nodes, to be killed, paused, restarted or asked. */
    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    /** Those that own slots, as a node that runs sees it, whether or not they are there. */
    public List<RedisServer> masters() {
        return view().stream().filter(member -> !member.slots.isEmpty()).map(member -> node(member.port)).toList();
    }

    /** The one that owns the slot of this key, as a node that runs sees it, whether or not it is there. */
    public RedisServer masterOf(String key) {
        int slot = JedisClusterCRC16.getSlot(key);
        return view().stream().filter(member -> member.owns(slot)).map(member -> node(member.port)).findFirst()
                .orElseThrow();
    }

    /** Drops all keys of the masters that run. */
    public void flushAll() {
        masters().stream().filter(RedisServer::runs).forEach(RedisServer::flushAll);
    }

    /**
     * Waits until the nodes that run serve all slots, and see each other and their masters. Those that are gone must
     * have been replaced by their replicas.
     */
    public void awaitUp() {
        RedisServer.await("the cluster is up", () -> running().allMatch(this::isUp));
    }

    /** Ends them all. Idempotent. */
    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }

    private static RedisCluster open(int count) {
        RedisCluster cluster = new RedisCluster();
        try {
            cluster.form(count);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    private void form(int count) {
        for (int i = 0; i < count; i++) {
            RedisServer node = RedisServer.start("--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf",
                    "--cluster-node-timeout", "1000");
            nodes.add(node);
            node.command("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(i + 1));
        }
        for (int i = 0; i < MASTERS; i++) {
            IntStream slots = IntStream.range(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS);
            nodes.get(i).command(Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"), slots.mapToObj(String::valueOf))
                    .toArray(String[]::new));
        }
        // Each meets each: hearsay would need rounds of gossip.
        for (RedisServer node : nodes) {
            for (RedisServer other : nodes) {
                if (node.port() < other.port()) {
                    node.command("CLUSTER", "MEET", "127.0.0.1", String.valueOf(other.port()));
                }
            }
        }
        RedisServer.await("all nodes have met", () -> nodes.stream().allMatch(node -> hasMet(view(node))));
        for (int i = MASTERS; i < count; i++) {
            nodes.get(i).command("CLUSTER", "REPLICATE", nodes.get(i - MASTERS).command("CLUSTER", "MYID"));
        }
        awaitUp();
    }

    private boolean hasMet(List<Member> view) {
        return view.size() == nodes.size() && view.stream().noneMatch(member -> member.flags.contains("handshake"));
    }

    private boolean isUp(RedisServer node) {
        List<Member> view = view(node);
        return hasMet(view)
                && view.stream().filter(member -> node(member.port).runs()).allMatch(Member::isOfUse)
                && node.command("CLUSTER", "INFO").contains("cluster_state:ok")
                && !node.command("INFO", "replication").contains("master_link_status:down");
    }

    private RedisServer node(int port) {
        return nodes.stream().filter(node -> node.port() == port).findFirst().orElseThrow();
    }

    private Stream<RedisServer> running() {
        return nodes.stream().filter(RedisServer::runs);
    }

    private List<Member> view() {
        return view(running().findFirst().orElseThrow());
    }

    private static List<Member> view(RedisServer node) {
        return node.command("CLUSTER", "NODES").lines().map(Member::parse).toList();
    }

    /** What a node says of another, or of itself. */
    private record Member(int port, Set<String> flags, List<String> slots) {
        /** Of a line like {@code id 127.0.0.1:7000@17000 myself,master - 0 0 1 connected 0-99 101}. */
        static Member parse(String line) {
            List<String> words = List.of(line.split(" ", -1));
            String address = words.get(1);
            return new Member(Integer.parseInt(address.substring(address.indexOf(':') + 1, address.indexOf('@'))),
                    Set.of(words.get(2).split(",", -1)),
                    // A slot that is being moved is told once more, in brackets.
                    words.stream().skip(8).filter(range -> !range.startsWith("[")).toList());
        }

        boolean isOfUse() {
            return !flags.contains("fail") && !flags.contains("fail?")
                    && (flags.contains("slave") || !slots.isEmpty());
        }

        boolean owns(int slot) {
            return slots.stream().map(range -> range.split("-", -1)).anyMatch(
                    ends -> Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1]));
        }
    }
}
