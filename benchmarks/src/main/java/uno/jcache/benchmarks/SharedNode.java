/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.cache.Caching;
import javax.cache.configuration.Factory;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;

/** Managers of ours on one server, each as that of a process of its own. */
final class SharedNode {
  /** The life of entries, of all that have one. */
  static final Duration LIFE = new Duration(TimeUnit.HOURS, 1);

  private static final String PROVIDER = "shared";

  private SharedNode() {}

  /**
   * Opens a manager on Redis.
   *
   * @param settings of its provider
   */
  static UnoCacheManager open(String url, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("type", "redis");
    all.put("url", url);
    return open(all);
  }

  /**
   * Opens a manager.
   *
   * @param settings of its provider, the type as well
   */
  static UnoCacheManager open(Map<String, String> settings) {
    Properties properties = new Properties();
    String prefix = "uno-jcache.providers." + PROVIDER + ".";
    settings.forEach((name, value) -> properties.setProperty(prefix + name, value));
    return Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
        .getCacheManager(URI.create("node-" + UUID.randomUUID()), null, properties)
        .unwrap(UnoCacheManager.class);
  }

  /** Returns the configuration of a cache in the heap. */
  static <V> UnoConfiguration<String, V> inHeap(
      Class<V> type, Factory<? extends ExpiryPolicy> expiry) {
    return new UnoConfiguration<String, V>()
        .setTypes(String.class, type)
        .setExpiryPolicyFactory(expiry);
  }

  /** Returns the configuration of a cache on the server. */
  static <V> UnoConfiguration<String, V> shared(
      Class<V> type, Factory<? extends ExpiryPolicy> expiry) {
    return inHeap(type, expiry).setProvider(PROVIDER);
  }

  /** Returns the configuration of one whose entries live from when they are created. */
  static UnoConfiguration<String, byte[]> shared() {
    return shared(byte[].class, CreatedExpiryPolicy.factoryOf(LIFE));
  }
}
