/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.levels;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.Gauge;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.CacheException;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.MovedClock;
import uno.jcache.behavior.Threads;
import uno.jcache.monitoring.LevelSummary;
import uno.jcache.monitoring.RegionMXBean;
import uno.jcache.region.CacheRegion;
import uno.jcache.region.RegionSettings;
import uno.jcache.spi.HeapByteStore;
import uno.jcache.spi.HeapByteStore.Failing;
import uno.jcache.spi.HeapBytesProvider;
import uno.jcache.spi.SharedHeapByteStore;

/** Levels in front of a provider, as the application sees them: hardly at all. */
@Tag("own-providers")
class LevelsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @RegisterExtension final Caches caches = new Caches();

  private final MovedClock clock = new MovedClock();

  private UnoConfiguration<String, String> configuration() {
    return Caches.<String, String>byReference()
        .setTicker(clock)
        .setExecutor(Runnable::run)
        .setProvider("back")
        .setNear(CacheLevel.of("memory").withMaximumSize(10));
  }

  private UnoCacheManager manager() {
    UnoCacheManager manager = caches.manager();
    if (manager.providers().byName("back").isEmpty()) {
      addProvider(manager, "back");
    }
    return manager;
  }

  private static void addProvider(UnoCacheManager manager, String name) {
    assertThat(manager.providers().register(name, "memory", Map.of()).name()).isEqualTo(name);
  }

  private UnoCache<String, String> create(UnoConfiguration<String, String> configuration) {
    UnoCacheManager manager = manager();
    manager.monitoring().enable();
    return manager.createCache("test", configuration);
  }

  private List<LevelSummary> levels() {
    return manager().monitoring().levels("test");
  }

  private LevelSummary near() {
    return levels().get(0);
  }

  private LevelSummary far() {
    return levels().get(levels().size() - 1);
  }

  @Test
  void aReadLooksNearFirstAndFillsIt() {
    UnoCache<String, String> cache = create(configuration().setMaximumSize(1_000));
    cache.put("k", "v");
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(cache.get("none")).isNull();
    assertThat(near().hits()).isEqualTo(1);
    assertThat(near().misses()).isEqualTo(2);
    assertThat(far().hits()).isEqualTo(1);
    assertThat(far().misses()).isEqualTo(1);
    for (int i = 0; i < 100; i++) {
      cache.put("k" + i, "v" + i);
    }
    assertThat(cache.size()).isEqualTo(101);
    for (int i = 0; i < 100; i++) {
      assertThat(cache.get("k" + i)).isEqualTo("v" + i);
    }
    assertThat(near().size()).isLessThanOrEqualTo(10);
    assertThat(near().evictions()).isPositive();
    assertThat(far().evictions()).isZero();
    assertThat(far().hits()).isPositive();
    assertThat(far().reads().samples()).isPositive();
    assertThat(near().hits() + far().hits()).isEqualTo(102);
    assertThat(levels()).extracting(LevelSummary::provider).containsExactly("memory", "back");
  }

  @Test
  void metricsAndJmxShowTheLevels() {
    UnoCache<String, String> cache = create(configuration().setManagementEnabled(true));
    cache.put("k", "v");
    for (int i = 0; i < 3; i++) {
      assertThat(cache.get("k")).isEqualTo("v");
    }
    Map<String, Gauge<?>> gauges = new HashMap<>();
    manager()
        .monitoring()
        .metrics()
        .getGauges()
        .forEach((name, gauge) -> gauges.put(name.replaceFirst(".*region.test.", ""), gauge));
    assertThat(gauges)
        .hasEntrySatisfying("level.1.hits", hits -> assertThat(hits.getValue()).isEqualTo(2L))
        .hasEntrySatisfying("level.2.hits", hits -> assertThat(hits.getValue()).isEqualTo(1L))
        .hasEntrySatisfying("level.1.size", size -> assertThat(size.getValue()).isEqualTo(1L));
    RegionMXBean bean = Caches.region(cache);
    assertThat(bean.getLevels()).containsExactly("memory", "back");
    assertThat(bean.getNearHits()).isEqualTo(2);
    assertThat(bean.getStoreDetails()).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadFromBothLevels() {
    UnoCache<String, String> cache = create(configuration());
    cache.put("k", "1");
    assertThat(cache.getAndPut("k", "2")).isEqualTo("1");
    assertThat(cache.get("k")).isEqualTo("2");
    assertThat(cache.replace("k", "2", "3")).isTrue();
    assertThat(cache.get("k")).isEqualTo("3");
    assertThat(
            cache.<String>invoke(
                "k",
                (entry, arguments) -> {
                  entry.setValue(entry.getValue() + "!");
                  return entry.getValue();
                }))
        .isEqualTo("3!");
    assertThat(cache.get("k")).isEqualTo("3!");
    assertThat(cache.remove("k")).isTrue();
    assertThat(cache.get("k")).isNull();
    cache.putAll(Map.of("a", "1", "b", "2"));
    assertThat(cache.getAll(Set.of("a", "b", "c"))).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(cache.invalidateMatching("a")).isEqualTo(1);
    assertThat(cache.get("a")).isNull();
    cache.clear();
    assertThat(cache.get("b")).isNull();
  }

  private static javax.cache.expiry.Duration minute() {
    return javax.cache.expiry.Duration.ONE_MINUTE;
  }

  @Test
  void deadlinesAreThoseOfTheProvider() {
    UnoCache<String, String> cache =
        create(configuration().setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(minute())));
    cache.put("k", "1");
    clock.advance(59_999);
    assertThat(cache.get("k")).isEqualTo("1");
    cache.put("k", "2"); // keeps the deadline
    assertThat(cache.get("k")).isEqualTo("2");
    assertThat(cache.get("k")).isEqualTo("2");
    clock.advance(1);
    assertThat(cache.get("k")).isNull();
    assertThat(cache.containsKey("k")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"accessed", "touched"})
  void readsFromANearLevelProlongTheLife(String kind) {
    UnoCache<String, String> cache =
        create(
            configuration()
                .setExpiryPolicyFactory(
                    kind.equals("accessed")
                        ? AccessedExpiryPolicy.factoryOf(minute())
                        : TouchedExpiryPolicy.factoryOf(minute())));
    cache.put("k", "v");
    for (int i = 0; i < 10; i++) {
      clock.advance(59_000);
      assertThat(cache.get("k")).isEqualTo("v");
      assertThat(cache.get("k")).isEqualTo("v");
    }
    assertThat(near().hits()).isPositive();
    manager().configuration().update(s -> s.withMultiLevel(false)); // so that only the far one is
    clock.advance(59_000);
    assertThat(cache.get("k")).isEqualTo("v");
    clock.advance(60_000);
    assertThat(cache.get("k")).isNull();
  }

  private static final class Asked implements ExpiryPolicy {
    final AtomicInteger accesses = new AtomicInteger();

    @Override
    public javax.cache.expiry.Duration getExpiryForCreation() {
      return minute();
    }

    @Override
    @SuppressWarnings("NullAway") // null is the standard's word for no change
    public javax.cache.expiry.@Nullable Duration getExpiryForAccess() {
      accesses.incrementAndGet();
      return null;
    }

    @Override
    @SuppressWarnings("NullAway") // null is the standard's word for no change
    public javax.cache.expiry.@Nullable Duration getExpiryForUpdate() {
      return null;
    }
  }

  @Test
  void aPolicyIsAskedOnceForARead() {
    Asked policy = new Asked();
    UnoCache<String, String> cache = create(configuration().setExpiryPolicyFactory(() -> policy));
    cache.put("k", "v");
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(policy.accesses).hasValue(1);
    manager().configuration().update(s -> s.withMultiLevel(false));
    manager().configuration().update(s -> s.withMultiLevel(true));
    assertThat(cache.get("k")).isEqualTo("v"); // from behind
    assertThat(policy.accesses).hasValue(2);
  }

  @Test
  void anEntryStaysInALevelAsLongAsTheLevelSays() {
    UnoCache<String, String> cache =
        create(
            configuration()
                .setNear(CacheLevel.of("memory").withTimeToLive(Duration.ofSeconds(10))));
    cache.put("k", "v", MINUTE);
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(far().hits()).isZero();
    clock.advance(10_000);
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(far().hits()).isEqualTo(1);
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(far().hits()).isEqualTo(1);
    assertThat(cache.metadata("k").orElseThrow().expiresAt())
        .contains(clock.instant().plusSeconds(50));
    clock.advance(50_000);
    assertThat(cache.get("k")).isNull();
  }

  @Test
  void metadataTellWhichLevelsHoldAnEntry() {
    UnoCache<String, String> cache =
        create(
            configuration()
                .setNear(CacheLevel.of("memory").withTimeToLive(Duration.ofSeconds(10))));
    cache.put("k", "v");
    cache.clear();
    assertThat(cache.metadata("k")).isEmpty();
    cache.put("k", "v");
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(cache.metadata("k").orElseThrow().levels()).containsExactly("memory", "back");
    clock.advance(10_000);
    assertThat(cache.metadata("k").orElseThrow().levels()).containsExactly("back");
  }

  record Tags(String name, List<String> all) implements Serializable {}

  /** Readers share what cannot change; each has its own of what can. */
  @Test
  void aHitNearIsNoCopyOfWhatCannotChange() {
    UnoCacheManager manager = caches.manager();
    manager.providers().register("back", "heap-bytes", Map.of());
    UnoCache<String, Tags> cache =
        manager.createCache(
            "tags",
            Caches.<String, Tags>byValue()
                .setProvider("back")
                .setNear(CacheLevel.of("memory").withMaximumSize(10)));
    cache.put("same", new Tags("a", List.of("b")));
    cache.put("own", new Tags("a", new ArrayList<>(List.of("b"))));
    for (String key : List.of("same", "own")) {
      assertThat(cache.get(key)).isEqualTo(new Tags("a", List.of("b")));
    }
    assertThat(cache.get("same")).isSameAs(cache.get("same"));
    Objects.requireNonNull(cache.get("own")).all().clear();
    assertThat(cache.get("own")).isEqualTo(new Tags("a", List.of("b")));
  }

  @EnumSource(names = {"BEFORE", "AFTER"})
  @ParameterizedTest
  void aLevelThatFailsMakesNoChangeFail(Failing how) {
    UnoCache<String, String> cache = create(configuration().setNear(CacheLevel.of("heap-bytes")));
    manager().configuration().update(s -> s.withFallbackOnError(false));
    cache.put("k", "old");
    HeapByteStore front = HeapBytesProvider.storeOf("test");
    String old =
        cache.invoke(
            "k",
            (entry, arguments) -> {
              String value = entry.getValue();
              entry.setValue("new");
              front.fail(how); // by now the near level has dropped its entry
              return value;
            });
    assertThat(old).isEqualTo("old");
    front.fail(Failing.NOT);
    assertThat(cache.get("k")).isEqualTo("new");
    assertThat(manager().monitoring().regionSummary("test").counts().errors()).isOne();
  }

  @Test
  void levelsComeAndGoWhileTheApplicationRuns() {
    UnoCache<String, String> cache = create(configuration());
    cache.put("k", "v");
    manager().configuration().update(s -> s.withMultiLevel(false));
    assertThat(near().size()).isZero();
    assertThat(cache.get("k")).isEqualTo("v");
    cache.put("k", "w");
    assertThat(near().size()).isZero();
    manager().configuration().update(s -> s.withMultiLevel(true));
    assertThat(cache.get("k")).isEqualTo("w");
    assertThat(near().size()).isEqualTo(1);
  }

  @Test
  void aLevelWhoseProviderIsInactiveIsLeftOut() {
    addProvider(manager(), "front");
    UnoCache<String, String> cache = create(configuration().setNear(CacheLevel.of("front")));
    cache.put("k", "v");
    assertThat(manager().providers().deactivate("front").active()).isFalse();
    assertThat(near().size()).isZero();
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(manager().providers().activate("front").active()).isTrue();
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(near().size()).isEqualTo(1);
  }

  @Test
  void aProviderOfALevelIsInUse() {
    addProvider(manager(), "front");
    create(configuration().setNear(CacheLevel.of("front"))).put("k", "v");
    assertThatThrownBy(() -> manager().providers().remove("front"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("is used by [test]");
    assertThat(manager().regions().byProvider("front"))
        .extracting(CacheRegion::name)
        .containsExactly("test");
  }

  @Test
  void threeLevelsAreFilledOnTheWay() {
    addProvider(manager(), "middle");
    UnoCache<String, String> cache =
        create(
            configuration()
                .setNear(
                    CacheLevel.of("memory").withTimeToLive(Duration.ofSeconds(1)),
                    CacheLevel.of("middle")));
    cache.put("k", "v", MINUTE);
    manager().configuration().update(s -> s.withMultiLevel(false));
    manager().configuration().update(s -> s.withMultiLevel(true)); // both are empty
    assertThat(cache.get("k")).isEqualTo("v");
    clock.advance(1_000);
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(levels()).extracting(LevelSummary::hits).containsExactly(0L, 1L, 1L);
    assertThat(levels()).extracting(LevelSummary::misses).containsExactly(2L, 1L, 0L);
  }

  @Test
  void rulesReachBothLevels() {
    UnoCache<String, String> cache = create(configuration());
    cache.put("user:1", "v");
    cache.put("user:2", "v");
    assertThat(cache.get("user:1")).isEqualTo("v");
    manager()
        .rules()
        .create("minute", uno.jcache.rule.InvalidationStrategy.timeBased("user:*", MINUTE));
    assertThat(cache.invalidateMatching("user:2")).isEqualTo(1);
    assertThat(cache.get("user:2")).isNull();
    clock.advance(60_000);
    assertThat(cache.get("user:1")).isNull();
  }

  @Test
  void aKeyThatChangesAfterAReadIsNotThatOfTheNearLevel() {
    UnoCache<List<String>, String> cache =
        manager()
            .createCache(
                "lists",
                new UnoConfiguration<List<String>, String>()
                    .setProvider("back")
                    .setNear(CacheLevel.of("memory")));
    cache.put(new ArrayList<>(List.of("a")), "old");
    List<String> key = new ArrayList<>(List.of("a"));
    assertThat(cache.get(key)).isEqualTo("old");
    key.set(0, "b");
    cache.put(new ArrayList<>(List.of("a")), "new");
    key.set(0, "a");
    assertThat(cache.get(new ArrayList<>(List.of("a")))).isEqualTo("new");
  }

  @Test
  void whatOnlyTheNearLevelHasIsRemovedWithAllElse() {
    UnoCache<String, String> cache =
        create(
            configuration()
                .setMaximumSize(10)
                .setNear(CacheLevel.of("memory").withMaximumSize(1_000)));
    Set<String> all = fillBoth(cache);
    cache.removeAll();
    assertThat(cache.getAll(all)).isEmpty();

    all = fillBoth(cache);
    assertThat(cache.invalidateMatching("k*")).isPositive();
    assertThat(cache.getAll(all)).isEmpty();

    all = fillBoth(cache);
    manager()
        .rules()
        .create("minute", uno.jcache.rule.InvalidationStrategy.timeBased("k*", MINUTE));
    clock.advance(60_000);
    assertThat(cache.getAll(all)).isEmpty();
  }

  /** Puts more entries than the far level takes, and returns their keys. */
  private static Set<String> fillBoth(UnoCache<String, String> cache) {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      cache.put("k" + i, "v");
      assertThat(cache.get("k" + i)).isEqualTo("v"); // and now it is near
      keys.add("k" + i);
    }
    assertThat(cache.size()).isLessThan(100);
    return keys;
  }

  @Test
  void aRegionMayBeMadeWithLevels() {
    List<CacheLevel> near = List.of(CacheLevel.of("memory").withMaximumSize(7));
    CacheRegion region =
        manager().regions().create("r", RegionSettings.of().withProvider("back").withNear(near));
    assertThat(region.near()).isEqualTo(near);
    assertThatThrownBy(
            () -> manager().regions().update("r", RegionSettings.of().withNear(List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be changed");
  }

  // ---- files

  private UnoCacheManager read(Path folder, String... lines) throws Exception {
    Path file = Files.writeString(folder.resolve("levels.conf"), String.join("\n", lines));
    return caches.provider().getCacheManager(file.toUri(), null);
  }

  @Test
  void aFileSaysTheLevels(@TempDir Path folder) throws Exception {
    UnoCacheManager manager =
        read(
            folder,
            "uno-jcache {",
            "  providers { back { type = memory } }",
            "  defaults { near = [{ max-size = 3 }, { provider = memory, ttl = 1m }] }",
            "  regions {",
            "    users { provider = back }",
            "    bare { near = [] }",
            "    one { near { max-size = 5 } }",
            "  }",
            "}");
    Map<String, List<CacheLevel>> near = new HashMap<>();
    manager.regions().list().forEach(region -> near.put(region.name(), region.near()));
    assertThat(near)
        .isEqualTo(
            Map.of(
                "users",
                    List.of(
                        new CacheLevel("memory", 3, null),
                        new CacheLevel("memory", 10_000, MINUTE)),
                "bare", List.of(),
                "one", List.of(new CacheLevel("memory", 5, null))));
    UnoCache<String, String> users = Objects.requireNonNull(manager.getCache("users"));
    users.put("k", "v");
    assertThat(users.get("k")).isEqualTo("v");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "near = 5 | levels.conf:3: | uno-jcache.regions.users.near | a section, or a list",
        "near { max-sise = 3 } | levels.conf:3: | near.max-sise | did you mean 'max-size'",
        "near = [{ provider = memry }] | levels.conf:3: | near.provider | did you mean 'memory'",
        "near { ttl = 5 } | levels.conf:3: | near.ttl | it has no unit",
      })
  void wrongLevelsAreNamed(String line, String where, String key, String hint, @TempDir Path folder)
      throws Exception {
    assertThatThrownBy(() -> read(folder, "uno-jcache {", "regions { users {", line, "} } }"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(where)
        .hasMessageContaining(key)
        .hasMessageContaining(hint);
  }

  @Test
  void aFileMayTurnThemOff(@TempDir Path folder) throws Exception {
    UnoCacheManager manager =
        read(
            folder,
            "uno-jcache {",
            "  multi-level = false, monitoring { enabled = true }",
            "  regions { users { near { max-size = 5 } } }",
            "}");
    UnoCache<String, String> users = Objects.requireNonNull(manager.getCache("users"));
    users.put("k", "v");
    assertThat(users.get("k")).isEqualTo("v");
    assertThat(manager.monitoring().levels("users").get(0).size()).isZero();
  }

  @Test
  void whoWaitsForAStoreHoldsUpNobodyWhoTellsOfChanges() throws Exception {
    UnoCacheManager manager = caches.manager();
    manager.providers().register("back", "heap-bytes", Map.of("others", "some"));
    UnoCache<String, String> cache = manager.createCache("waiting", configuration());
    SharedHeapByteStore store = (SharedHeapByteStore) HeapBytesProvider.storeOf("waiting");
    store.follower().found();
    cache.put("k", "v");
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    store.onClear(
        () -> {
          asked.countDown();
          awaitUninterruptibly(answered);
        });
    var clearing =
        Threads.start(
            () -> {
              cache.clear();
              return true;
            });
    assertThat(asked.await(Threads.PATIENCE, SECONDS)).isTrue();
    try { // the thread that brings the answer may be the same
      Threads.join(
          Threads.start(
              () -> {
                store.follower().lost();
                store.follower().invalidated(List.of("*"));
                store.follower().found();
                return true;
              }));
    } finally {
      answered.countDown();
    }
    assertThat(Threads.join(clearing)).isTrue();
    assertThat(cache.get("k")).isNull();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(2L * Threads.PATIENCE, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
