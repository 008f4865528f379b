/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import javax.cache.Caching;
import org.awaitility.core.ConditionFactory;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;

/** A manager and its cache, with a level in the heap in front of Redis: as if a process. */
final class NearNode implements AutoCloseable {
  private final UnoCacheManager manager;
  private final UnoCache<String, String> cache;

  private NearNode(UnoCacheManager manager) {
    this.manager = manager;
    this.cache =
        manager.createCache(
            "users",
            new UnoConfiguration<String, String>()
                .setStatisticsEnabled(true)
                .setProvider("shared")
                .setNear(CacheLevel.of("memory")));
  }

  /** Starts one whose near level is wrong for a second at most. */
  static NearNode start(RedisServers redis, String namespace) {
    return start(redis, namespace, false);
  }

  static NearNode start(RedisServers redis, String namespace, boolean hashesKeys) {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.hashed-keys", Boolean.toString(hashesKeys));
    properties.setProperty("uno-jcache.providers.shared.type", "redis");
    properties.setProperty("uno-jcache.providers.shared.namespace", namespace);
    properties.setProperty("uno-jcache.providers.shared.max-staleness", "1s");
    redis
        .settings()
        .forEach(
            (key, value) -> properties.setProperty("uno-jcache.providers.shared." + key, value));
    return new NearNode(
        Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
            .getCacheManager(URI.create("node-" + UUID.randomUUID()), null, properties)
            .unwrap(UnoCacheManager.class));
  }

  UnoCache<String, String> cache() {
    return cache;
  }

  UnoCacheManager manager() {
    return manager;
  }

  static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
  }

  /** Returns how many reads were answered near. */
  long nearHits() {
    return manager.monitoring().levels(cache.getName()).get(0).hits();
  }

  /** Puts an entry and reads it until it is kept near. */
  void awaitNear(String key) {
    cache.put(key, "value");
    awaitNearAgain(key);
  }

  /** Reads an entry until it is kept near. */
  void awaitNearAgain(String key) {
    long hits = nearHits();
    soon()
        .until(
            () -> {
              assertThat(cache.get(key)).isNotNull();
              return nearHits() > hits;
            });
  }

  @Override
  public void close() {
    manager.close();
  }
}
