package dev.reprise.cache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.reprise.cache.CacheKey;
import dev.reprise.cache.CacheTier;
import dev.reprise.cache.Cost;
import dev.reprise.cache.Entry;
import dev.reprise.cache.Position;
import dev.reprise.cache.Scope;
import dev.reprise.cache.TierStatus;

/**
 * What every {@link CacheTier} promises. A tier's test extends this and adds what only that tier does. Entries are made
 * relative to the system's clock, by which a store may expire them.
 */
public abstract class CacheTierContract {
    private static final CacheKey KEY = key("acme", "course", "d1");

    private CacheTier<String> tier;

    /** An empty tier with room for a few MiB; asked for once a test and closed after it. */
    protected abstract CacheTier<String> tier();

    @BeforeEach
    final void openTier() {
        tier = tier();
    }

    @AfterEach
    final void closeTier() {
        tier.close();
    }

    @Test
    void name_always_isAToken() {
        assertThat(tier.name()).matches("[a-z][a-z0-9_-]*");
    }

    @Test
    void get_absent_isNull() {
        assertThat(tier.get(KEY)).isNull();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void get_afterPut_givesEveryField(Entry<String> entry) {
        tier.put(KEY, entry);

        assertSame(tier.get(KEY), entry);
    }

    protected static Stream<Entry<String>> entries() {
        long now = System.currentTimeMillis();
        byte[] none = {};
        byte[] sha256 = new byte[32];
        IntStream.range(0, 32).forEach(i -> sha256[i] = (byte) (i * 37 - 128));
        Position position = new Position(now, 7);
        long day = Duration.ofDays(1).toMillis();
        return Stream.of(entry("value"), entry("value", "one", "two"), entry(""),
                entry("Zażółć gęślą jaźń, 课程, урок, \ud83c\udf93, \u0000, \r\n"), entry("x".repeat(1 << 20)),
                entry("\u8bfe".repeat(1 << 18)), entry("tags", "sop:1", "a b", "课程", "*", "[x]", "t".repeat(300)),
                new Entry<>("with a request hash", Set.of(), sha256, now, now + day, now + day, position, Cost.NONE),
                new Entry<>("stale for a while", Set.of(), none, now - day, now - 1, now + day, position, Cost.NONE),
                new Entry<>("from the start", Set.of(), none, 0, now + day, now + day, Position.START, Cost.NONE),
                new Entry<>("for years", Set.of(), none, now, now + 4000 * day, now + 5000 * day, position, Cost.NONE),
                new Entry<>("large numbers", Set.of(), none, now, now + day, now + day,
                        new Position(1L << 52, (1L << 40) + 1),
                        new Cost(Duration.ofHours(30), 1L << 33, (1L << 33) + 1, 1L << 50)));
    }

    @Test
    void put_present_replacesWholeEntry() {
        tier.put(KEY, entry("old", "old-tag"));
        Entry<String> replacement = entry("new", "new-tag");

        tier.put(KEY, replacement);

        assertSame(tier.get(KEY), replacement);
        assertThat(found(new Scope.Tag("acme", "old-tag"))).isEmpty();
        assertThat(found(new Scope.All("acme"))).containsExactly(KEY);
    }

    @Test
    void get_keysThatDifferInOneSegment_areApart() {
        List<CacheKey> keys = List.of(CacheKey.of("acme", "g1", "course", "d1", null),
                CacheKey.of("acme2", "g1", "course", "d1", null), CacheKey.of("acme", "g2", "course", "d1", null),
                CacheKey.of("acme", "g1", "course2", "d1", null), CacheKey.of("acme", "g1", "course", "d2", null),
                CacheKey.of("acme", "g1", "Course", "d1", null), CacheKey.of("acme", "g1.course", "d1", "d1", null));

        keys.forEach(key -> tier.put(key, entry("value of " + key)));

        assertThat(keys).allSatisfy(key -> assertThat(valueOf(key)).isEqualTo("value of " + key));
        tier.remove(keys.get(0));
        assertThat(valueOf(keys.get(0))).isNull();
        assertThat(keys.subList(1, keys.size())).allSatisfy(
                key -> assertThat(valueOf(key)).isEqualTo("value of " + key));
    }

    @Test
    void get_entryOfAnotherRequest_isLeftForTheCacheToJudge() {
        byte[] hash = new byte[32];
        tier.put(KEY, entry("value"));

        assertThat(valueOf(CacheKey.of("acme", "g1", "course", "d1", hash))).isEqualTo("value");
    }

    @Test
    void get_expired_neverThrows() {
        long now = System.currentTimeMillis();
        Entry<String> expired = new Entry<>("old", Set.of("tag"), new byte[0], now - 9000, now - 5000, now - 1,
                Position.START, Cost.NONE);
        tier.put(KEY, entry("current", "tag"));

        assertThatCode(() -> tier.put(KEY, expired)).doesNotThrowAnyException();

        Entry<String> found = tier.get(KEY);
        if (found != null) {
            assertSame(found, expired);
        }
        assertThatCode(() -> removed(new Scope.Tag("acme", "tag"))).doesNotThrowAnyException();
        assertThat(tier.get(KEY)).isNull();
    }

    @Test
    void getAll_someAbsent_givesWhatThereIsAndLeavesTheRestOut() {
        CacheKey other = key("acme", "course", "d2");
        CacheKey absent = key("acme", "course", "d3");
        Entry<String> entry = entry("value", "tag");
        tier.put(KEY, entry);
        tier.put(other, entry("other"));
        tier.put(key("acme", "course", "d4"), entry("not asked for"));

        Map<CacheKey, Entry<String>> found = tier.getAll(List.of(absent, KEY, other));

        assertThat(found).containsOnlyKeys(KEY, other);
        assertSame(found.get(KEY), entry);
        assertThat(tier.getAll(List.of(absent))).isEmpty();
    }

    @Test
    void getAll_noKeys_isEmpty() {
        tier.put(KEY, entry("value"));

        assertThat(tier.getAll(List.of())).isEmpty();
    }

    @Test
    void getAll_manyKeys_givesEachItsOwn() {
        List<CacheKey> keys = IntStream.range(0, 1500).mapToObj(i -> key("acme", "course", "d" + i)).toList();
        keys.stream().filter(key -> !key.digest().endsWith("7")).forEach(key -> tier.put(key, entry(key.digest())));

        Map<CacheKey, Entry<String>> found = tier.getAll(keys);

        assertThat(found).hasSize(1350)
                .allSatisfy((key, entry) -> assertThat(entry.value()).isEqualTo(key.digest()));
    }

    @Test
    void remove_present_dropsThatAlone() {
        CacheKey other = key("acme", "course", "d2");
        tier.put(KEY, entry("value"));
        tier.put(other, entry("other"));

        tier.remove(KEY);

        assertThat(tier.get(KEY)).isNull();
        assertThat(valueOf(other)).isEqualTo("other");
        assertThat(found(new Scope.All(Scope.EVERY_TENANT))).containsExactly(other);
    }

    @Test
    void remove_absent_doesNothing() {
        tier.put(KEY, entry("value"));

        tier.remove(key("acme", "course", "d2"));

        assertThat(valueOf(KEY)).isEqualTo("value");
    }

    @Test
    void find_emptyTier_namesNothing() {
        assertThat(found(new Scope.All(Scope.EVERY_TENANT))).isEmpty();
        assertThat(removed(new Scope.All(Scope.EVERY_TENANT))).isEmpty();
    }

    @Test
    void find_anyScope_namesWhatItCoversOnceAndDropsNothing() {
        putAll();

        assertThat(Stream.concat(scopes(), scopesOf("nobody", "beta", "a*", "[ab]*"))).allSatisfy(
                scope -> assertThat(found(scope)).containsExactlyInAnyOrderElementsOf(covered(scope)));
        assertThat(present()).containsExactlyInAnyOrderElementsOf(ALL);
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void removeAll_anyScope_namesAndDropsWhatItCoversOnceAndNothingElse(Scope scope) {
        putAll();

        assertThat(removed(scope)).containsExactlyInAnyOrderElementsOf(covered(scope));

        List<CacheKey> spared = new ArrayList<>(ALL);
        spared.removeAll(covered(scope));
        assertThat(present()).containsExactlyInAnyOrderElementsOf(spared);
        assertThat(found(new Scope.All(Scope.EVERY_TENANT))).containsExactlyInAnyOrderElementsOf(spared);
        assertThat(removed(scope)).isEmpty();
    }

    protected static Stream<Scope> scopes() {
        return scopesOf("acme", "acm?", Scope.EVERY_TENANT);
    }

    /** Each kind for each tenant, with names that a store might take for patterns of its own. */
    private static Stream<Scope> scopesOf(String... tenants) {
        return Stream.of(tenants)
                .flatMap(tenant -> Stream.of(new Scope.Key(tenant, "users", "d1"),
                        new Scope.Key(tenant, "users", "absent"), new Scope.Key(tenant, "users", "d*"),
                        new Scope.Tag(tenant, "red"), new Scope.Tag(tenant, "re"), new Scope.Tag(tenant, "r*"),
                        new Scope.Type(tenant, "users"), new Scope.Type(tenant, "user"),
                        new Scope.Type(tenant, "user*"), new Scope.Type(tenant, "[u]sers"),
                        new Scope.Matching(tenant, "*"), new Scope.Matching(tenant, "users*"),
                        new Scope.Matching(tenant, "users:*"), new Scope.Matching(tenant, "*:d1"),
                        new Scope.Matching(tenant, "users:d?"), new Scope.Matching(tenant, "users:d1"),
                        new Scope.Matching(tenant, "user?:d[12]"), new Scope.Matching(tenant, "[u]sers:*"),
                        new Scope.Matching(tenant, "\\users:*"), new Scope.Matching(tenant, "users"),
                        new Scope.Matching(tenant, ""), new Scope.All(tenant)));
    }

    private static final List<CacheKey> ALL = Stream.of("acme", "acme2", "beta")
            .flatMap(tenant -> Stream.of("users", "usersAbc", "users.x", "red")
                    .flatMap(type -> Stream.of("d1", "d2", "d10", "users").map(digest -> key(tenant, type, digest))))
            .toList();

    /** By the tier's own Javadoc, {@link Scope#covers} is the last word. */
    private static List<CacheKey> covered(Scope scope) {
        return ALL.stream().filter(key -> scope.covers(key, tagsOf(key))).toList();
    }

    private static Set<String> tagsOf(CacheKey key) {
        return key.digest().equals("d1") ? Set.of("red", "blue") : Set.of("reddish");
    }

    private void putAll() {
        ALL.forEach(key -> tier.put(key, entry(key.toString(), tagsOf(key).toArray(String[]::new))));
    }

    private List<CacheKey> present() {
        return ALL.stream().filter(key -> tier.get(key) != null).toList();
    }

    @Test
    void removeAll_keyOfSeveralGenerators_dropsEach() {
        List<CacheKey> keys = List.of(CacheKey.of("acme", "g1", "course", "d1", null),
                CacheKey.of("acme", "g2", "course", "d1", null));
        keys.forEach(key -> tier.put(key, entry("value")));

        assertThat(removed(new Scope.Key("acme", "course", "d1"))).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void removeAll_manyEntries_namesEachOnce() {
        List<CacheKey> keys = IntStream.range(0, 1500).mapToObj(i -> key("acme", "course", "d" + i)).toList();
        CacheKey other = key("beta", "course", "d1");
        keys.forEach(key -> tier.put(key, entry("value")));
        tier.put(other, entry("value"));

        assertThat(found(new Scope.Type("acme", "course"))).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(removed(new Scope.Type("acme", "course"))).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(found(new Scope.All(Scope.EVERY_TENANT))).containsExactly(other);
    }

    @Test
    void status_withEntries_isAvailableAndCountsWhatItCan() {
        assertThat(tier.status().available()).isTrue();
        IntStream.range(0, 3).forEach(i -> tier.put(key("acme", "course", "d" + i), entry("value")));

        TierStatus status = tier.status();

        assertThat(status.available()).isTrue();
        assertThat(tier.isAvailable()).isTrue();
        assertThat(status.entries()).satisfiesAnyOf(it -> assertThat(it).isNull(),
                it -> assertThat(it).isGreaterThanOrEqualTo(3));
        assertThat(status.bytes()).satisfiesAnyOf(it -> assertThat(it).isNull(), it -> assertThat(it).isPositive());
        assertThat(status.maxBytes()).satisfiesAnyOf(it -> assertThat(it).isNull(), it -> assertThat(it).isPositive());
        assertThat(status.unreadable()).isZero();
        assertThat(status.failures()).isZero();
    }

    @Test
    void close_twice_isHarmless() {
        tier.put(KEY, entry("value"));

        tier.close();

        assertThatCode(tier::close).doesNotThrowAnyException();
        assertThatCode(tier::status).doesNotThrowAnyException();
    }

    @Test
    void putGetRemove_fromManyThreads_neverMixKeysOrFail() throws Exception {
        int threads = 4;
        List<CacheKey> keys = IntStream.range(0, 8).mapToObj(i -> key("acme", "course", "d" + i)).toList();
        CountDownLatch start = new CountDownLatch(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int offset = thread;
                runs.add(executor.submit(() -> {
                    start.countDown();
                    start.await();
                    for (int i = 0; i < 200; i++) {
                        CacheKey key = keys.get((i * 3 + offset) % keys.size());
                        tier.put(key, entry(key + " " + offset, "t" + offset));
                        String value = valueOf(key);
                        assertThat(value == null || value.startsWith(key + " ")).as(value).isTrue();
                        if (i % 7 == offset) {
                            tier.remove(key);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    /** A key of generator {@code g1}, without a request hash. */
    protected static CacheKey key(String tenant, String type, String digest) {
        return CacheKey.of(tenant, "g1", type, digest, null);
    }

    /** An entry made now, fresh for an hour and stale for another. */
    protected static Entry<String> entry(String value, String... tags) {
        long now = System.currentTimeMillis();
        return new Entry<>(value, Set.of(tags), new byte[0], now, now + 3_600_000, now + 7_200_000,
                new Position(now, 1), new Cost(Duration.ofMillis(1234), 56, 78, 90));
    }

    /** Compares every field; a value too long to read is shown shortened. */
    protected static void assertSame(@Nullable Entry<String> actual, Entry<String> expected) {
        assertThat(actual).isNotNull();
        assertThat(actual.value().equals(expected.value())).as("value of %d characters", expected.value().length())
                .isTrue();
        assertThat(actual.tags()).isEqualTo(expected.tags());
        assertThat(actual.requestHash()).isEqualTo(expected.requestHash());
        assertThat(actual.createdMillis()).isEqualTo(expected.createdMillis());
        assertThat(actual.freshUntilMillis()).isEqualTo(expected.freshUntilMillis());
        assertThat(actual.expiresMillis()).isEqualTo(expected.expiresMillis());
        assertThat(actual.position()).isEqualTo(expected.position());
        assertThat(actual.cost()).isEqualTo(expected.cost());
    }

    /** The value of a key; null where there is none. */
    protected final @Nullable String valueOf(CacheKey key) {
        Entry<String> entry = tier.get(key);
        return entry == null ? null : entry.value();
    }

    /** What the tier finds, as often as it names it. */
    protected final List<CacheKey> found(Scope scope) {
        List<CacheKey> found = new ArrayList<>();
        tier.find(scope, found::add);
        return found;
    }

    /** What the tier drops, as often as it names it. */
    protected final List<CacheKey> removed(Scope scope) {
        List<CacheKey> removed = new ArrayList<>();
        tier.removeAll(scope, removed::add);
        return removed;
    }
}
