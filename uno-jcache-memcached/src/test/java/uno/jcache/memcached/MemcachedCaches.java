/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import javax.cache.Caching;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;

/** Starts servers, and opens caches on them, for one test, and closes all after it. */
final class MemcachedCaches implements AfterEachCallback {
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** Starts a server. */
  MemcachedProcess server(String... options) {
    return closing(MemcachedProcess.start(options));
  }

  /** Closes something after the test. */
  <T extends AutoCloseable> T closing(T opening) {
    opened.add(opening);
    return opening;
  }

  /** Returns a manager with a provider named shared. */
  UnoCacheManager manager(String servers, Map<String, String> settings) {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.shared.type", "memcached");
    properties.setProperty("uno-jcache.providers.shared.servers", servers);
    settings.forEach(
        (name, value) -> properties.setProperty("uno-jcache.providers.shared." + name, value));
    return closing(
        Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
            .getCacheManager(URI.create("memcached-" + UUID.randomUUID()), null, properties)
            .unwrap(UnoCacheManager.class));
  }

  /** Returns the cache named users of a manager of its own, with a near cache or not. */
  UnoCache<String, String> users(String servers, String timeout, boolean near) {
    return users(manager(servers, Map.of("timeout", timeout)), near);
  }

  /** Returns the cache named users, with a near cache or not. */
  static UnoCache<String, String> users(UnoCacheManager manager, boolean near) {
    UnoConfiguration<String, String> configuration =
        new UnoConfiguration<String, String>().setProvider("shared").setStatisticsEnabled(true);
    if (near) {
      configuration.setNear(CacheLevel.of("memory"));
    }
    return manager.createCache("users", configuration);
  }

  static UnoCacheManager manager(UnoCache<?, ?> cache) {
    return requireNonNull(cache.getCacheManager());
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }
}
