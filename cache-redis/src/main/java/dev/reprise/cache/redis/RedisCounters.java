package dev.reprise.cache.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

import dev.reprise.cache.SharedCounters;

/**
 * Counters as hashes on Redis: one without an end for the total, one for each minute, and beside them for each run the
 * number of its last batch.
 */
final class RedisCounters implements SharedCounters {
    /** For how long a batch can be tried again. */
    private static final Duration RUN_LIFE = Duration.ofDays(7);

    /** For nodes whose clocks are behind. */
    private static final Duration MINUTE_LIFE = Duration.ofMinutes(MINUTES + 5L);

    /** The field of the total that says since when it is counted. No number has an empty name. */
    private static final String SINCE = "";

    /**
     * Keys are the run, the total and the minutes; arguments the batch's number, the lives of a run and of a minute, since
     * when it was counted, and for each hash how many names follow, each with its count. Where Redis refuses to
     * write, it refuses the first, and so all; what is wrong later, such as a key of another type, ends it after the run
     * was written, so that trying again adds nothing twice.
     */
    private static final String ADD = """
            if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 0 end
            local since = redis.call('HGET', KEYS[2], '')
            if not since or tonumber(since) > tonumber(ARGV[4]) then redis.call('HSET', KEYS[2], '', ARGV[4]) end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            local at = 5
            for k = 2, #KEYS do
              local last = at + 2 * tonumber(ARGV[at])
              for i = at + 1, last, 2 do redis.call('HINCRBY', KEYS[k], ARGV[i], ARGV[i + 1]) end
              if k > 2 then redis.call('PEXPIRE', KEYS[k], ARGV[3]) end
              at = last + 1
            end
            return 1""";

    private final GuardedRedis redis;
    private final Keyspace keys;
    private final String name;

    RedisCounters(GuardedRedis redis, Keyspace keys, String name) {
        this.redis = redis;
        this.keys = keys;
        this.name = name;
    }

    @Override
    public void add(Batch batch) {
        List<String> names = new ArrayList<>(List.of(keys.run(name, batch.run()), keys.total(name)));
        List<String> arguments = new ArrayList<>(List.of(Long.toString(batch.number()),
                Long.toString(RUN_LIFE.toMillis()), Long.toString(MINUTE_LIFE.toMillis()),
                Long.toString(batch.since().toEpochMilli())));
        addTo(arguments, batch.total());
        batch.minutes().forEach((minute, counts) -> {
            names.add(keys.minute(name, minute));
            addTo(arguments, counts);
        });
        Object unused = redis.write(nodes -> nodes.jedis().eval(ADD, names, arguments));
    }

    private static void addTo(List<String> arguments, Map<String, Long> counts) {
        arguments.add(Integer.toString(counts.size()));
        counts.forEach((counter, count) -> {
            arguments.add(counter);
            arguments.add(count.toString());
        });
    }

    @Override
    public Sums read(Instant now) {
        Map<Instant, String> minuteNames = new LinkedHashMap<>();
        for (long minute = Math.floorDiv(now.getEpochSecond(), 60); minuteNames.size() < MINUTES; minute--) {
            Instant start = Instant.ofEpochSecond(60 * minute);
            minuteNames.put(start, keys.minute(name, start));
        }
        List<String> names = new ArrayList<>(minuteNames.values());
        names.add(keys.total(name));
        Map<String, Map<String, String>> hashes = redis.read(nodes -> hashes(nodes, names));

        Map<String, String> total = new HashMap<>(requireNonNull(hashes.get(keys.total(name))));
        String since = total.remove(SINCE);
        SortedMap<Instant, Map<String, Long>> minutes = new TreeMap<>();
        minuteNames.forEach((start, key) -> {
            Map<String, String> minute = requireNonNull(hashes.get(key));
            if (!minute.isEmpty()) {
                minutes.put(start, numbers(minute));
            }
        });
        return new Sums(since == null ? null : Instant.ofEpochMilli(Long.parseLong(since)), numbers(total), minutes);
    }

    private static Map<String, Map<String, String>> hashes(RedisNodes nodes, List<String> names) {
        Map<String, Response<Map<String, String>>> answers = nodes.pipelined(names, Pipeline::hgetAll);
        Map<String, Map<String, String>> hashes = new HashMap<>();
        answers.forEach((key, answer) -> hashes.put(key,
                RedisNodes.settled(answer, () -> nodes.jedis().hgetAll(key))));
        return hashes;
    }

    private static Map<String, Long> numbers(Map<String, String> hash) {
        Map<String, Long> numbers = new HashMap<>();
        hash.forEach((counter, count) -> numbers.put(counter, Long.valueOf(count)));
        return numbers;
    }
}
