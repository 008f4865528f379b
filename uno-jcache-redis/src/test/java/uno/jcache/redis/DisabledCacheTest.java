/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.cache.Caching;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;

/** What a process whose caching is disabled does to the others that share its entries. */
@Timeout(120)
class DisabledCacheTest {
  private static RedisProcess redis;

  private final String namespace = UUID.randomUUID().toString();
  private final UnoCacheManager mine = manager(true);
  private final UnoCacheManager theirs = manager(true);
  private final UnoCache<String, String> other = users(theirs);

  @BeforeAll
  static void startServer() {
    redis = RedisProcess.start();
  }

  @AfterAll
  static void stopServer() {
    redis.close();
  }

  @AfterEach
  void close() {
    mine.close();
    theirs.close();
  }

  private UnoCacheManager manager(boolean enabled) {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.enabled", Boolean.toString(enabled));
    properties.setProperty("uno-jcache.fallback-on-error", "false"); // an answer that is late fails
    properties.setProperty("uno-jcache.providers.shared.type", "redis");
    properties.setProperty("uno-jcache.providers.shared.namespace", namespace);
    redis
        .patientSettings()
        .forEach(
            (key, value) -> properties.setProperty("uno-jcache.providers.shared." + key, value));
    properties.setProperty("uno-jcache.providers.shared.timeout", "30s");
    return Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
        .getCacheManager(URI.create("disabled-" + UUID.randomUUID()), null, properties)
        .unwrap(UnoCacheManager.class);
  }

  private static UnoConfiguration<String, String> configuration() {
    return new UnoConfiguration<String, String>()
        .setProvider("shared")
        .setStatisticsEnabled(true)
        .setNear(CacheLevel.of("memory"));
  }

  private static UnoCache<String, String> users(UnoCacheManager manager) {
    return manager.createCache("users", configuration());
  }

  private static Map<String, String> entries(int count) {
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < count; i++) {
      entries.put("key" + i, "old");
    }
    return entries;
  }

  /** Fills the other's cache, also near. */
  private Map<String, String> fill(int count) {
    Map<String, String> entries = entries(count);
    other.putAll(entries);
    assertThat(other.getAll(entries.keySet())).isEqualTo(entries);
    return entries;
  }

  private static void assertReadsAsEmpty(UnoCache<String, String> cache, Set<String> keys) {
    assertThat(cache.get("key0")).isNull();
    assertThat(cache.containsKey("key0")).isFalse();
    assertThat(cache.getAll(keys)).isEmpty();
    assertThat(cache).isEmpty();
    assertThat(cache.keys()).isEmpty();
    assertThat(cache.size()).isZero();
    assertThat(cache.metadata("key0")).isEmpty();
  }

  @Test
  void startingDisabledTakesNothingFromOthers() {
    Map<String, String> entries = fill(150);
    try (UnoCacheManager disabled = manager(false)) {
      UnoCache<String, String> cache = users(disabled);
      assertReadsAsEmpty(cache, entries.keySet());
      assertThat(other.size()).isEqualTo(150);
      disabled.configuration().enable();
      assertThat(cache.getAll(entries.keySet())).isEqualTo(entries);
    }
    assertThat(other.getAll(entries.keySet())).isEqualTo(entries);
    assertThat(other.size()).isEqualTo(150);
  }

  @Test
  void switchingTakesNothingFromOthers() {
    UnoCache<String, String> cache = users(mine);
    Map<String, String> entries = fill(10);
    List<Runnable> switches =
        List.of(
            mine.configuration()::disable,
            mine.configuration()::enable,
            () -> mine.providers().deactivate("shared"),
            () -> mine.providers().activate("shared"));
    for (int i = 0; i < switches.size(); i++) {
      switches.get(i).run();
      if (i % 2 == 0) {
        assertReadsAsEmpty(cache, entries.keySet());
      } else {
        assertThat(cache.getAll(entries.keySet())).isEqualTo(entries);
      }
      assertThat(other.getAll(entries.keySet())).isEqualTo(entries);
      assertThat(other.size()).isEqualTo(10);
    }
  }

  @Test
  void whatIsChangedWhileDisabledIsNotServedByOthers() {
    UnoCache<String, String> cache = users(mine);
    mine.configuration().disable();
    Map<String, Runnable> changes = new HashMap<>();
    changes.put("key0", () -> cache.put("key0", "new"));
    changes.put("key1", () -> cache.putAll(Map.of("key1", "new", "more", "new")));
    changes.put("key2", () -> cache.getAndPut("key2", "new"));
    changes.put("key3", () -> assertThat(cache.putIfAbsent("key3", "new")).isTrue());
    changes.put("key4", () -> assertThat(cache.remove("key4")).isFalse());
    changes.put("key5", () -> cache.removeAll(Set.of("key5")));
    changes.put("key6", () -> cache.invalidateMatching("key6"));
    changes.put("key7", () -> cache.invalidateMatching("key7*"));
    changes.put("key8", () -> cache.put("key8", "new", java.time.Duration.ofMinutes(1)));
    changes.put("key9", () -> setByProcessor(cache, "key9"));
    changes.put("key10", cache::removeAll);
    changes.put("key11", cache::clear);
    changes.forEach(
        (key, change) -> {
          Map<String, String> entries = fill(12);
          change.run();
          await().untilAsserted(() -> assertThat(other.get(key)).as(key).isNull());
          assertThat(cache.get(key)).isNull();
          entries.remove(key);
          if (!Set.of("key10", "key11").contains(key)) {
            assertThat(other.getAll(entries.keySet())).as(key).isEqualTo(entries);
          }
        });
  }

  private static void setByProcessor(UnoCache<String, String> cache, String key) {
    Object unused =
        cache.invoke(
            key,
            (entry, arguments) -> {
              entry.setValue("new");
              return null;
            });
  }

  @Test
  void whatIsLoadedWhileDisabledIsLeftToOthers() {
    UnoCache<String, String> cache =
        mine.createCache(
            "users",
            configuration()
                .setReadThrough(true)
                .setCacheLoaderFactory(
                    () ->
                        new CacheLoader<String, String>() {
                          @Override
                          public String load(String key) {
                            return "loaded";
                          }

                          @Override
                          public Map<String, String> loadAll(Iterable<? extends String> keys) {
                            Map<String, String> all = new HashMap<>();
                            keys.forEach(key -> all.put(key, "loaded"));
                            return all;
                          }
                        }));
    mine.configuration().disable();
    Map<String, String> entries = fill(3);
    assertThat(cache.get("key0")).isEqualTo("loaded");
    assertThat(cache.get("key0", key -> "found")).isEqualTo("found");
    assertThat(cache.getAll(entries.keySet())).containsEntry("key1", "loaded");
    String read = cache.invoke("key2", (entry, arguments) -> entry.getValue());
    assertThat(read).isEqualTo("loaded");
    assertThat(other.getAll(entries.keySet())).isEqualTo(entries);
    assertThat(other.size()).isEqualTo(3);
  }

  /** The load must not store what is older than a change that others have made meanwhile. */
  @Test
  void aLoadThatBeganWhileDisabledStoresNothing() throws Exception {
    UnoCache<String, String> cache = users(mine);
    mine.configuration().disable();
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch enabled = new CountDownLatch(1);
    CompletableFuture<String> load =
        CompletableFuture.supplyAsync(
            () ->
                cache.get(
                    "key",
                    key -> {
                      loading.countDown();
                      awaitQuietly(enabled);
                      return "old";
                    }));
    loading.await();
    mine.configuration().enable();
    other.put("key", "new");
    assertThat(other.remove("key")).isTrue();
    enabled.countDown();
    assertThat(load.get()).isEqualTo("old");
    assertThat(other.get("key")).isNull();
    assertThat(cache.get("key")).isNull();
  }

  /** Nor does it leave anything that makes others wait. */
  @Test
  void aLoadThatIsSupersededByDisablingTakesItsMarkBack() throws Exception {
    UnoCache<String, String> cache = users(mine);
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch disabled = new CountDownLatch(1);
    CompletableFuture<String> load =
        CompletableFuture.supplyAsync(
            () ->
                cache.get(
                    "key",
                    key -> {
                      loading.countDown();
                      awaitQuietly(disabled);
                      return "old";
                    }));
    loading.await();
    assertThat(redis.command("DBSIZE")).isNotEqualTo(":0");
    mine.configuration().disable();
    disabled.countDown();
    assertThat(load.get()).isEqualTo("old");
    assertThat(redis.command("EVAL \"return #redis.call('KEYS', '*" + namespace + "*:key')\" 0"))
        .isEqualTo(":0");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theNearLevelIsEmptyWhenCachingIsEnabledAgain() {
    UnoCache<String, String> cache = users(mine);
    Map<String, String> entries = fill(3);
    await()
        .untilAsserted(
            () -> {
              assertThat(cache.getAll(entries.keySet())).isEqualTo(entries);
              assertThat(mine.monitoring().levels("users").get(0).size()).isEqualTo(3);
            });
    mine.configuration().disable();
    assertThat(mine.monitoring().levels("users").get(0).size()).isZero();
    other.put("key0", "new");
    mine.configuration().enable();
    assertThat(mine.monitoring().levels("users").get(0).size()).isZero();
    assertThat(cache.get("key0")).isEqualTo("new");
  }
}
