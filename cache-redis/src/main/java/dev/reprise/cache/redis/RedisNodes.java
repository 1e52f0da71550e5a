package dev.reprise.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.util.JedisClusterCRC16;

import dev.reprise.cache.redis.RedisUrl.Topology;

/**
 * The servers that a Redis consists of, each with its connections, and which of them has which key. The only type that
 * knows in which ways a Redis may be run. None is known before {@link #find}. Thread-safe.
 */
final class RedisNodes implements ConnectionProvider, CommandExecutor {
    private static final int SLOTS = 16384;

    /** A slot moves once at a time. */
    private static final int MOST_REDIRECTIONS = 3;

    private final RedisUrl url;
    private final JedisClientConfig client;
    private final JedisClientConfig sentinels;
    private final UnifiedJedis jedis;

    /** By the first of the slots that a server has; no two values for the same server. Replaced, not changed. */
    private volatile NavigableMap<Integer, RedisConnections> bySlot = new TreeMap<>();
    private boolean closed;

    /**
     * Connects to nothing yet.
     *
     * @param client how to connect to the servers that have the keys
     * @param sentinels how to connect to the sentinels
     */
    RedisNodes(RedisUrl url, JedisClientConfig client, JedisClientConfig sentinels) {
        this.url = url;
        this.client = client;
        this.sentinels = sentinels;
        jedis = RedisClient.builder().clientConfig(client).connectionProvider(this).commandExecutor(this).build();
    }

    /** Runs commands that name keys of one slot, each once at most. */
    UnifiedJedis jedis() {
        return jedis;
    }

    /** Whether keys may be elsewhere later without a connection's being lost. */
    boolean mayMove() {
        return url.topology() != Topology.STANDALONE;
    }

    /**
     * Finds out which servers there are.
     *
     * @throws JedisException where nobody can tell
     */
    void find() {
        know(switch (url.topology()) {
            case STANDALONE -> everySlotAt(url.addresses().get(0));
            case SENTINEL -> everySlotAt(anyOf(url.addresses(), sentinels, this::master));
            case CLUSTER -> {
                Set<HostAndPort> some = new LinkedHashSet<>();
                masters().forEach(known -> some.add(known.address()));
                some.addAll(url.addresses());
                yield anyOf(some, client, jedis -> slots(jedis.getConnection()));
            }
        });
    }

    private static NavigableMap<Integer, HostAndPort> everySlotAt(HostAndPort address) {
        return new TreeMap<>(Map.of(0, address));
    }

    private HostAndPort master(Jedis sentinel) {
        List<String> hostAndPort = sentinel.sentinelGetMasterAddrByName(url.master());
        if (hostAndPort == null) {
            throw new JedisDataException("a sentinel does not know of '" + url.master() + "'");
        }
        HostAndPort address = new HostAndPort(hostAndPort.get(0), Integer.parseInt(hostAndPort.get(1)));
        // A sentinel may be the last to hear of a failover.
        try (Jedis server = new Jedis(address, client)) {
            if (!"master".equals(server.role().get(0))) {
                throw new JedisDataException(address + " is not the master of '" + url.master() + "'");
            }
        }
        return address;
    }

    /** Which master has which slots, as a node of the cluster sees it. */
    private static NavigableMap<Integer, HostAndPort> slots(Connection node) {
        NavigableMap<Integer, HostAndPort> slots = new TreeMap<>();
        int count = 0;
        CommandArguments question = new CommandArguments(Protocol.Command.CLUSTER).add(Protocol.ClusterKeyword.SLOTS);
        for (Object range : (List<?>) node.executeCommand(question)) {
            List<?> fields = (List<?>) range;
            List<?> master = (List<?>) fields.get(2);
            int first = number(fields.get(0));
            count += number(fields.get(1)) - first + 1;
            // A node may not know what it is called.
            String host = master.get(0) instanceof byte[] name && name.length > 0
                    ? new String(name, UTF_8)
                    : node.getHostAndPort().getHost();
            slots.put(first, new HostAndPort(host, number(master.get(1))));
        }
        if (count != SLOTS) {
            throw new JedisDataException("the cluster has slots that no node has");
        }
        return slots;
    }

    private static int number(Object field) {
        return ((Long) field).intValue();
    }

    private static <T> T anyOf(Collection<HostAndPort> some, JedisClientConfig how, Function<Jedis, T> question) {
        JedisException failure = new JedisConnectionException("nobody to ask");
        for (HostAndPort address : some) {
            try (Jedis jedis = new Jedis(address, how)) {
                return question.apply(jedis);
            } catch (JedisException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private synchronized void know(NavigableMap<Integer, HostAndPort> addresses) {
        if (closed) {
            throw new JedisException("closed");
        }
        Map<HostAndPort, RedisConnections> servers = new HashMap<>();
        masters().forEach(server -> servers.put(server.address(), server));
        NavigableMap<Integer, RedisConnections> now = new TreeMap<>();
        addresses.forEach((slot, address) -> now.put(slot,
                servers.computeIfAbsent(address, a -> new RedisConnections(a, client))));
        bySlot = now;
        servers.values().removeAll(now.values());
        servers.values().forEach(RedisConnections::close);
    }

    /** Finds the servers and waits for an answer of each that has keys: one that does not answer fails the whole. */
    String ping() {
        find();
        masters().forEach(master -> master.ask(url.topology() == Topology.CLUSTER ? RedisNodes::state : Jedis::ping));
        return "PONG";
    }

    /** A node of a cluster answers a ping also where it would refuse every key. */
    private static String state(Jedis node) {
        String info = node.clusterInfo();
        if (!info.startsWith("cluster_state:ok")) {
            throw new JedisDataException("CLUSTERDOWN " + info.lines().findFirst().orElse(""));
        }
        return info;
    }

    /** The servers that have keys, no two the same. */
    Set<RedisConnections> masters() {
        return Set.copyOf(bySlot.values());
    }

    /** A connection of its own to the server that has the key of that name, found anew. */
    Jedis connect(String name, JedisClientConfig how) {
        find();
        return new Jedis(server(name).address(), how);
    }

    /** Whether this connection is one to the server that has the key of that name, as far as is known. */
    boolean leadsTo(String name, Jedis connection) {
        return server(name).address().equals(connection.getConnection().getHostAndPort());
    }

    private RedisConnections server(String name) {
        return server(JedisClusterCRC16.getSlot(name));
    }

    private RedisConnections server(int slot) {
        Map.Entry<Integer, RedisConnections> server = bySlot.floorEntry(slot);
        if (server == null) {
            throw new JedisConnectionException("no server is known yet");
        }
        return server.getValue();
    }

    /** Closes all idle connections. */
    void dropIdle() {
        masters().forEach(RedisConnections::clear);
    }

    /** The answers to one command for each name, in one round trip to each server. */
    <T> Map<String, Response<T>> pipelined(Collection<String> names,
            BiFunction<Pipeline, String, Response<T>> command) {
        Map<String, Response<T>> answers = new HashMap<>();
        names.stream().distinct().collect(groupingBy(this::server)).forEach((server, some) -> answers
                .putAll(server.call(connection -> {
                    try (Pipeline pipeline = new Pipeline(connection)) {
                        return some.stream().collect(toMap(name -> name, name -> command.apply(pipeline, name)));
                    }
                })));
        return answers;
    }

    /** An answer, or that to the same command sent alone, which follows a key that moves to another server. */
    static <T extends @Nullable Object> T settled(Response<T> answer, Supplier<T> alone) {
        try {
            return answer.get();
        } catch (JedisRedirectionException e) {
            return alone.get();
        }
    }

    /** What several commands answer that all name keys of this key's slot, in one round trip. */
    <T> Response<T> pipelined(String name, Function<Pipeline, Response<T>> commands) {
        return server(name).call(connection -> {
            try (Pipeline pipeline = new Pipeline(connection)) {
                return commands.apply(pipeline);
            }
        });
    }

    @Override
    public <T> T executeCommand(CommandObject<T> command) {
        try {
            return server(command.getArguments()).call(connection -> connection.executeCommand(command));
        } catch (JedisRedirectionException e) {
            return follow(e, command, MOST_REDIRECTIONS);
        }
    }

    private <T> T follow(JedisRedirectionException to, CommandObject<T> command, int left) {
        try (Connection connection = new Connection(to.getTargetNode(), client)) {
            if (to instanceof JedisAskDataException) {
                Object unused = connection.executeCommand(Protocol.Command.ASKING);
            } else {
                know(slots(connection));
            }
            return connection.executeCommand(command);
        } catch (JedisRedirectionException e) {
            if (left == 1) {
                throw e;
            }
            return follow(e, command, left - 1);
        }
    }

    @Override
    public Connection getConnection(CommandArguments command) {
        return server(command).getResource();
    }

    private RedisConnections server(CommandArguments command) {
        // Where one server has them all, the slot need not be worked out.
        return server(bySlot.size() == 1 ? 0 : command.getKeyHashSlots().iterator().next());
    }

    @Override
    public Connection getConnection() {
        return server(0).getResource();
    }

    @Override
    public synchronized void close() {
        closed = true;
        masters().forEach(RedisConnections::close);
    }
}
