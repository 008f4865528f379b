/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;
import javax.cache.Caching;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.monitoring.LevelSummary;

/** Two managers with a level in the heap each, in front of the same servers. */
@Timeout(120)
abstract class TwoNodesContractTest {
  private static final int KEYS = 50;

  private final String namespace = "nodes-" + UUID.randomUUID();
  private final List<UnoCacheManager> managers = new ArrayList<>();
  private UnoCache<String, String> one;
  private UnoCache<String, String> other;

  abstract RedisServers redis();

  @BeforeEach
  void start() {
    one = node();
    other = node();
  }

  @AfterEach
  void stop() {
    managers.forEach(UnoCacheManager::close);
  }

  private UnoCache<String, String> node() {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.shared.type", "redis");
    redis()
        .settings()
        .forEach(
            (key, value) -> properties.setProperty("uno-jcache.providers.shared." + key, value));
    properties.setProperty("uno-jcache.providers.shared.namespace", namespace);
    properties.setProperty("uno-jcache.providers.shared.max-staleness", "1s");
    UnoCacheManager manager =
        Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
            .getCacheManager(URI.create("node-" + UUID.randomUUID()), null, properties)
            .unwrap(UnoCacheManager.class);
    managers.add(manager);
    UnoCache<String, String> cache =
        manager.createCache(
            "users",
            new UnoConfiguration<String, String>()
                .setStatisticsEnabled(true)
                .provider("shared")
                .near(CacheLevel.of("memory")));
    awaitNear(cache, "first");
    return cache;
  }

  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
  }

  private static LevelSummary near(UnoCache<?, ?> cache) {
    return cache
        .getCacheManager()
        .unwrap(UnoCacheManager.class)
        .monitoring()
        .levels(cache.getName())
        .get(0);
  }

  /** Reads until an entry is kept near. */
  private static void awaitNear(UnoCache<String, String> cache, String key) {
    cache.put(key, "value");
    long hits = near(cache).hits();
    soon()
        .until(
            () -> {
              assertThat(cache.get(key)).isNotNull();
              return near(cache).hits() > hits;
            });
  }

  private void eachWay(Consumer<String> test) {
    test.accept("a");
    UnoCache<String, String> swapped = one;
    one = other;
    other = swapped;
    test.accept("b");
  }

  @Test
  void whatOneChangesTheOtherSees() {
    eachWay(
        key -> {
          one.put(key, "1");
          assertThat(other.get(key)).isEqualTo("1");
          one.put(key, "2");
          soon().until(() -> "2".equals(other.get(key)));
          other.remove(key);
          soon().until(() -> one.get(key) == null);
          one.put(key, "3");
          assertThat(other.get(key)).isEqualTo("3");
          assertThat(other.replace(key, "3", "4")).isTrue();
          soon().until(() -> "4".equals(one.get(key)));
        });
  }

  @Test
  void whatOneInvalidatesOrClearsTheOtherForgets() {
    eachWay(
        prefix -> {
          for (int i = 0; i < KEYS; i++) {
            one.put(prefix + i, "value");
            assertThat(other.get(prefix + i)).isEqualTo("value");
          }
          assertThat(one.invalidate(prefix + "1*")).isEqualTo(11);
          soon().until(() -> other.get(prefix + "1") == null);
          assertThat(other.get(prefix + "12")).isNull();
          assertThat(other.get(prefix + "2")).isEqualTo("value");
          one.clear();
          soon().until(() -> other.get(prefix + "2") == null);
          assertThat(other.get(prefix + "3")).isNull();
          assertThat(other.size()).isZero();
        });
  }

  /** Breaks the connections over which changes are told, and returns whether there was one. */
  private boolean killSubscriptions() {
    return redis().masters().stream()
        .map(master -> master.command("CLIENT KILL TYPE pubsub"))
        .anyMatch(killed -> !killed.equals(":0"));
  }

  @Test
  void nothingStaysStaleWhereMessagesAreLost() {
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < KEYS; i++) {
        one.put("key" + i, "old" + round);
        other.get("key" + i);
      }
      soon().until(this::killSubscriptions);
      for (int i = 0; i < KEYS; i++) {
        one.put("key" + i, "new" + round);
      }
      String expected = "new" + round;
      for (int i = 0; i < KEYS; i++) {
        String key = "key" + i;
        soon().until(() -> expected.equals(other.get(key)));
      }
      awaitNear(other, "near");
      awaitNear(one, "near");
    }
  }

  @Test
  void afterAServerIsStartedAgainNothingIsStale() {
    one.put("key", "old");
    assertThat(other.get("key")).isEqualTo("old");
    redis().kill();
    redis().restart(); // with nothing in it
    soon().until(() -> other.get("key") == null);
    one.put("key", "new");
    soon().until(() -> "new".equals(other.get("key")));
    awaitNear(other, "near");
  }
}
